"""Dagster's view of the pipeline. These modules only wire; the work is done by the modules they call."""
