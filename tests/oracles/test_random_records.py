"""Records that random search found to be hard, with the answers of a search over all sets."""

from __future__ import annotations

import pytest

from tests.oracles.random_records import FIELDS
from tests.support.linear_systems import linear_system

NOT_NEGATIVE = tuple(f"{name} >= 0" for name in FIELDS)


@pytest.mark.parametrize(
    ("rules", "values", "expected"),
    [
        (
            ("v6 = v2 + v3 + v1", "v7 = v2 + v5 + v4", "v1 <= 1377", "3 * v3 >= 3 * v2", "3 * v4 >= 2 * v3"),
            (500, 431, 1946, 693, 470, 1882, 5194),
            {"v3 v4", "v3 v5", "v3 v7", "v4 v6"},
        ),
        (
            ("v6 = v2 + v1 + v5", "v7 = v3 + v2 + v4", "v5 <= 631", "v5 <= 221", "1 * v3 >= 1 * v2", "v1 <= 236"),
            (53, 1509, 729, 306, 460, 166, 3737),
            {"v2 v3 v5", "v2 v4 v5", "v2 v5 v7", "v3 v5 v6"},
        ),
        (
            ("v6 = v5 + v2 + v3", "v7 = v3 + v1 + v5", "1 * v7 >= 1 * v4", "3 * v1 >= 1 * v3", "2 * v7 >= 1 * v3",
             "2 * v3 >= 2 * v1"),
            (2880, 984, 781, 1502, -583, 2348, 16520),
            {"v1 v5 v6", "v1 v5 v7", "v3 v5 v6"},
        ),
    ],
)  # fmt: skip
def test_conflicts_that_only_some_choices_of_sets_explain_are_one(
    rules: tuple[str, ...], values: tuple[int, ...], expected: set[str]
) -> None:
    """In the first, v5 and v6 are each in a smallest set, and together leave 3·v4 >= 2·v3 broken."""
    found = linear_system([*rules, *NOT_NEGATIVE], dict(zip(FIELDS, values, strict=True)))
    assert {" ".join(sorted(members)) for members in found.minimal_sets()} == expected
