"""Random, mutated and extreme texts through the extractor: `make fuzz`."""
