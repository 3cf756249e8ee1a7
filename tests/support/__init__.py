"""What several tests share: golden labels, made-up bulletins, metamorphic changes."""
