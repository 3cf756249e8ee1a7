"""What must hold of the figures: the reconciliation library and the Great Expectations suites."""
