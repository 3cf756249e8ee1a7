"""What the row-wise expectations share: comparisons in which a missing bound is no bound."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def at_most(smaller: pd.Series, larger: pd.Series) -> pd.Series:
    """Whether `smaller <= larger` in each row; where either is missing, nothing is violated."""
    return settled(smaller <= larger, missing=True)


def settled(truth: pd.Series, *, missing: bool) -> pd.Series:
    """A plain boolean series, with `missing` where the answer is unknown: GX inverts it with `~`."""
    return truth.fillna(missing).astype(bool)


def among(codes: pd.Series, chosen: Sequence[str]) -> pd.Series:
    """Whether each code is one of `chosen`; a missing code is not."""
    return settled(codes.isin(list(chosen)), missing=False)


def leading(columns: pd.DataFrame, count: int) -> list[pd.Series]:
    """The first `count` columns: those that a rule compares; the others are only shown."""
    return [columns.iloc[:, position] for position in range(count)]


def require(columns: Sequence[str], roles: Sequence[str]) -> None:
    """See that `column_list` begins with a column for each role.

    Raises:
        ValueError: Too few columns.
    """
    if len(columns) < len(roles):
        raise ValueError(f"column_list must begin with {', '.join(roles)}; it is {list(columns)}")
