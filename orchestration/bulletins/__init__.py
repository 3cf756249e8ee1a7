"""The domain library: reads Vietnamese economic bulletins. Pure, typed, usable alone."""
