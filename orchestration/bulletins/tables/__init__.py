"""Tables within bulletins that reach the reader as lines: rows of cells, or one cell a line."""

from orchestration.bulletins.tables.reading import Tables, read_tables

__all__ = ["Tables", "read_tables"]
