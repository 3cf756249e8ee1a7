"""A steward's decisions: the review queue, the rows that settle its items, and what they would change.

The rows are those of the steward's CSV files. A decision is checked, its effect is computed by solving the affected
figures with and without it, and only then is the row written; the next build takes it up.
"""
