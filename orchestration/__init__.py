"""Bantin: from the bytes of a bulletin to a reconciled warehouse. See ``docs/`` for how the parts fit."""
