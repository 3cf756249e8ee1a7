"""Every identity of the reference table, as it is treated where its parts overlap, are not all named or not printed.

The cases come from the table, so that a new row is tested too. Each is put through the evaluation pair by pair
and through the network, which must not disagree about what contradicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from expectations.reconciliation import Figure, instances_of
from expectations.reconciliation.evaluate import Row, evaluate
from expectations.reconciliation.identities import NO_SEASON, SAME, Identity, SeriesKey
from expectations.reconciliation.network import Solution, edits_of, solve_network
from expectations.reconciliation.network.view import view
from tests.support.figures import figure
from tests.support.identities import reference_rules

RULES = reference_rules()
TOTAL = 1000
SHARED = {"item": "rice", "coverage": "all_types"}
"""What both sides have where the table has `*`."""

OF_SERIES = [identity for identity in RULES.identities if identity.total is not None]
OVERLAPPING = [identity for identity in OF_SERIES if identity.kind == "subset" and not identity.disjoint]
NOT_ALL_NAMED = [identity for identity in OF_SERIES if identity.kind == "subset" and identity.disjoint]
BALANCES = [identity for identity in OF_SERIES if identity.kind == "balance"]
DIFFERENCES = [identity for identity in OF_SERIES if identity.kind == "difference"]
PRODUCTS = [identity for identity in OF_SERIES if identity.kind == "product" and identity.exhaustive]
LIMITS = [identity for identity in OF_SERIES if identity.kind == "product" and not identity.exhaustive]


def of_each(identities: Sequence[Identity]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("identity", identities, ids=lambda identity: identity.identity_id)


def lacking_each(identities: Sequence[Identity]) -> pytest.MarkDecorator:
    """Each identity with each of its parts missing in turn, as long as others are left."""
    cases = [(identity, gone) for identity in identities for gone in range(len(identity.components))
             if len(identity.components) > 1]  # fmt: skip
    return pytest.mark.parametrize(
        ("identity", "gone"), cases, ids=[f"{identity.identity_id}-without-{gone + 1}" for identity, gone in cases]
    )


# --- the figures of an identity -----------------------------------------------------------------------


def series(key: SeriesKey) -> dict[str, Any]:
    """The columns of a figure that stands where the table has this key."""
    return {
        "indicator": key.indicator,
        "item": SHARED["item"] if key.item == SAME else key.item,
        "season": None if key.season == NO_SEASON else key.season,
        "coverage": SHARED["coverage"] if key.coverage == SAME else key.coverage,
    }


def figures_of(identity: Identity, total: int, parts: Sequence[int | None]) -> list[Figure]:
    """The total and those parts that are printed, all exact; of a product in fitting units."""
    assert identity.total is not None
    units = ("t", "ha", "t/ha") if identity.kind == "product" else ("USD",) * (len(parts) + 1)
    found = [figure("0", total, total, unit=units[0], **series(identity.total))]
    for number, (component, size) in enumerate(zip(identity.components, parts, strict=True), start=1):
        if size is not None:
            found.append(figure(str(number), size, size, unit=units[number], **series(component.key)))
    return found


def rows(identity: Identity, figures: Sequence[Figure]) -> list[Row]:
    """The identity's own rows, in the order of its parts."""
    own = [instance for instance in instances_of(figures, RULES) if instance.identity is identity]
    found = evaluate(own, RULES, view(()), {})
    return sorted(found, key=lambda row: row.component_observation_ids)


def solutions(identity: Identity, figures: Sequence[Figure]) -> list[Solution]:
    """What the network makes of the identity's own edits."""
    own = [instance for instance in instances_of(figures, RULES) if instance.identity is identity]
    return list(solve_network(figures, [], edits_of(own, RULES), RULES.balances))


def outcomes(identity: Identity, figures: Sequence[Figure]) -> tuple[list[tuple[str, str | None]], list[str]]:
    """What the rows and what the network say."""
    return [(row.status, row.reason) for row in rows(identity, figures)], agreements(identity, figures)


def agreements(identity: Identity, figures: Sequence[Figure]) -> list[str]:
    return [solution.agreement for solution in solutions(identity, figures)]


def members(figures: Sequence[Figure]) -> set[frozenset[str]]:
    return {frozenset({found.observation_id}) for found in figures}


def suspects(found: Sequence[Solution]) -> set[frozenset[str]]:
    sets = [s.observation_ids for solution in found for conflict in solution.conflicts for s in conflict.suspects]
    return set(map(frozenset, sets))


def even(count: int, total: int) -> list[int | None]:
    """`count` parts that add up to `total`."""
    share = total // count
    return [*[share] * (count - 1), total - share * (count - 1)]


def without(parts: Sequence[int | None], gone: int) -> list[int | None]:
    return [None if place == gone else size for place, size in enumerate(parts)]


BEYOND_TOLERANCE = TOTAL * 11 // 10


# --- the table itself ---------------------------------------------------------------------------------


def test_every_identity_is_of_a_kind_that_is_tested_here() -> None:
    tested = [*OVERLAPPING, *NOT_ALL_NAMED, *BALANCES, *DIFFERENCES, *PRODUCTS, *LIMITS]
    assert sorted(identity.identity_id for identity in tested) == sorted(i.identity_id for i in OF_SERIES)


@of_each(OF_SERIES)
def test_the_flags_of_the_table_say_what_its_kind_says(identity: Identity) -> None:
    """Only a subset may overlap, and it never names all; a sum that must be met names all parts once."""
    assert identity.components
    assert identity.tolerance < 100_000, "the sizes of these tests are ten percent off"
    if identity.kind == "subset":
        assert not identity.exhaustive
    elif identity.kind in ("balance", "difference"):
        assert identity.exhaustive
        assert identity.disjoint


# --- parts that overlap -------------------------------------------------------------------------------


@of_each(OVERLAPPING)
def test_overlapping_parts_meet_the_total_one_by_one_and_never_as_a_sum(identity: Identity) -> None:
    figures = figures_of(identity, TOTAL, [TOTAL] * len(identity.components))
    found = rows(identity, figures)
    assert [row.component_observation_ids for row in found] == [(part.observation_id,) for part in figures[1:]]
    assert {(row.method, row.status, row.reason) for row in found} == {("subset", "reconciled", None)}
    assert agreements(identity, figures) == ["reconciled"]


@of_each(OVERLAPPING)
def test_an_overlapping_part_that_exceeds_the_total_contradicts_it_alone(identity: Identity) -> None:
    count = len(identity.components)
    for wrong in range(count):
        figures = figures_of(identity, TOTAL, [BEYOND_TOLERANCE if p == wrong else TOTAL // 2 for p in range(count)])
        statuses = [row.status for row in rows(identity, figures)]
        assert statuses == ["contradicted" if place == wrong else "reconciled" for place in range(count)]
        found = solutions(identity, figures)
        assert [solution.agreement for solution in found] == ["contradicted"]
        assert suspects(found) == members([figures[0], figures[1 + wrong]])


@lacking_each(OVERLAPPING)
def test_an_overlapping_part_may_be_missing(identity: Identity, gone: int) -> None:
    figures = figures_of(identity, TOTAL, without([TOTAL] * len(identity.components), gone))
    said, network = outcomes(identity, figures)
    assert set(said) == {("reconciled", None)}
    assert network == ["reconciled"]


# --- parts apart from each other, but not all that there are ------------------------------------------


@of_each(NOT_ALL_NAMED)
@pytest.mark.parametrize("share", [TOTAL, TOTAL // 2], ids=["the whole", "half"])
def test_parts_that_are_not_all_add_up_to_at_most_the_total(identity: Identity, share: int) -> None:
    figures = figures_of(identity, TOTAL, even(len(identity.components), share))
    (row,) = rows(identity, figures)
    assert (row.method, row.status, row.reason) == ("subset", "reconciled", None)
    assert row.components_low == Decimal(share)
    assert agreements(identity, figures) == ["reconciled"]


@of_each(NOT_ALL_NAMED)
def test_parts_that_are_not_all_must_not_add_up_to_more(identity: Identity) -> None:
    figures = figures_of(identity, TOTAL, even(len(identity.components), BEYOND_TOLERANCE))
    (row,) = rows(identity, figures)
    assert (row.status, row.severity) == ("contradicted", identity.severity)
    found = solutions(identity, figures)
    assert [solution.agreement for solution in found] == ["contradicted"]
    assert suspects(found) == members(figures)


@lacking_each(NOT_ALL_NAMED)
def test_any_of_parts_that_are_not_all_may_be_missing(identity: Identity, gone: int) -> None:
    parts = even(len(identity.components), TOTAL)
    said, network = outcomes(identity, figures_of(identity, TOTAL, without(parts, gone)))
    assert (said, network) == ([("reconciled", None)], ["reconciled"])


# --- all parts that there are, of which one is not printed --------------------------------------------


@lacking_each(BALANCES)
def test_a_sum_that_lacks_a_part_is_not_evaluated_where_the_rest_leaves_room_for_it(
    identity: Identity, gone: int
) -> None:
    parts = even(len(identity.components), TOTAL)
    figures = figures_of(identity, TOTAL, without(parts, gone))
    (row,) = rows(identity, figures)
    assert (row.method, row.status, row.reason) == ("subset", "not_evaluated", "component_missing")
    assert agreements(identity, figures) == ["reconciled"]


@of_each(BALANCES)
def test_a_sum_that_lacks_a_part_is_contradicted_where_a_part_exceeds_the_total(identity: Identity) -> None:
    figures = figures_of(identity, TOTAL, [BEYOND_TOLERANCE, *[1] * (len(identity.components) - 2), None])
    (row,) = rows(identity, figures)
    assert (row.method, row.status, row.severity) == ("subset", "contradicted", identity.severity)
    found = solutions(identity, figures)
    assert [solution.agreement for solution in found] == ["contradicted"]
    assert suspects(found) == members(figures[:2])


@of_each(BALANCES)
def test_a_sum_with_all_its_parts_must_be_met_from_both_sides(identity: Identity) -> None:
    count = len(identity.components)
    short = TOTAL - (BEYOND_TOLERANCE - TOTAL)
    for share, status in ((TOTAL, "reconciled"), (short, "contradicted"), (BEYOND_TOLERANCE, "contradicted")):
        figures = figures_of(identity, TOTAL, even(count, share))
        assert [(row.method, row.status) for row in rows(identity, figures)] == [("exhaustive", status)]
        assert agreements(identity, figures) == [status]


# --- differences and products -------------------------------------------------------------------------


@of_each(DIFFERENCES)
def test_a_difference_must_be_met(identity: Identity) -> None:
    for total, status in ((600, "reconciled"), (660, "contradicted"), (-600, "contradicted")):
        said, network = outcomes(identity, figures_of(identity, total, [1000, 400]))
        assert (said, network) == ([(status, None)], [status])


@lacking_each(DIFFERENCES)
def test_a_difference_that_lacks_a_side_says_nothing(identity: Identity, gone: int) -> None:
    figures = figures_of(identity, TOTAL, without([10, 10], gone))
    assert outcomes(identity, figures) == ([("not_evaluated", "component_missing")], [])


@of_each(PRODUCTS)
def test_a_product_must_be_met_from_both_sides(identity: Identity) -> None:
    for total, status in ((600, "reconciled"), (660, "contradicted"), (540, "contradicted")):
        said, network = outcomes(identity, figures_of(identity, total, [100, 6]))
        assert (said, network) == ([(status, None)], [status])


@lacking_each(PRODUCTS)
def test_a_product_that_lacks_a_factor_says_nothing(identity: Identity, gone: int) -> None:
    figures = figures_of(identity, 600, without([10, 10], gone))
    assert outcomes(identity, figures) == ([("not_evaluated", "component_missing")], [])


@of_each(LIMITS)
def test_a_product_that_is_a_limit_may_be_missed_from_below_only(identity: Identity) -> None:
    for total, status in ((600, "reconciled"), (60, "reconciled"), (660, "contradicted")):
        said, network = outcomes(identity, figures_of(identity, total, [100, 6]))
        assert (said, network) == ([(status, None)], [status])


@lacking_each(LIMITS)
def test_a_limit_that_lacks_a_factor_is_none(identity: Identity, gone: int) -> None:
    assert outcomes(identity, figures_of(identity, 600, without([10, 10], gone))) == ([], [])
