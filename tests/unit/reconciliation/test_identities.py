"""Each kind of identity: figures that pass it, figures that fail it, and those that it must leave alone."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from expectations.reconciliation import Figure, Rules, SeriesLink, reconcile
from expectations.reconciliation.evaluate import Row
from expectations.reconciliation.identities import LinkedKey
from tests.support.figures import DECLARED, HALF_YEAR, YEAR_BEFORE, figure, percent
from tests.support.identities import reference_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return reference_rules()


def rows(rules: Rules, *figures: Figure, links: tuple[SeriesLink, ...] = ()) -> list[Row]:
    return list(reconcile(figures, rules, links=links).rows)


def statuses(rules: Rules, *figures: Figure, links: tuple[SeriesLink, ...] = ()) -> dict[str, str]:
    """Status by method; each method is met once here."""
    found = rows(rules, *figures, links=links)
    assert len({row.method for row in found}) == len(found), [row.expression for row in found]
    return {row.method: row.status for row in found}


def turnover(low: int, high: int, identifier: str = "1", **columns: Any) -> Figure:
    return figure(identifier, low, high, **({"indicator": "trade_turnover"} | columns))


def exports(low: int, high: int, identifier: str = "2", **columns: Any) -> Figure:
    return figure(identifier, low, high, **({"indicator": "export_turnover"} | columns))


def imports(low: int, high: int, identifier: str = "3", **columns: Any) -> Figure:
    return figure(identifier, low, high, **({"indicator": "import_turnover"} | columns))


# --- a total and all its components -----------------------------------------------------------------


def test_a_total_that_meets_its_components(rules: Rules) -> None:
    assert statuses(rules, turnover(27, 28), exports(12, 13), imports(14, 15)) == {"exhaustive": "reconciled"}


def test_a_total_that_does_not(rules: Rules) -> None:
    (row,) = rows(rules, turnover(27, 28), exports(12, 13), imports(10, 11))
    assert (row.status, row.severity, row.gap) == ("contradicted", "fatal", 3)
    assert row.expression == "trade_turnover = export_turnover + import_turnover"
    assert row.component_quotes == ("«2»", "«3»")
    assert (row.overlap_low, row.overlap_high) == (None, None)


def test_a_total_that_meets_only_if_trailing_zeros_are_rounding(rules: Rules) -> None:
    found = statuses(rules, turnover(30, 30, wide=(25, 35)), exports(12, 13), imports(14, 15))
    assert found == {"exhaustive": "reconciled_tight"}


@pytest.mark.parametrize(
    "changed",
    [
        {"coverage": DECLARED}, {"place": "Tân Thanh"}, {"partner": "CN"}, {"unit": "VND"}, {"ref_area": "VN-56"},
        {"role": "target"}, {"bulletin": "b"}, {"restates": "a:9"}, {"indicator": None}, {"value": None},
        {"period": YEAR_BEFORE}, {"period": (None, None)}, {"period": (date(2024, 1, 1), date(2024, 5, 31))},
        {"unit": None}, {"measure": "change"},
    ],
)  # fmt: skip
def test_figures_that_are_not_of_the_total_do_not_meet_it(rules: Rules, changed: dict[str, Any]) -> None:
    whole = [turnover(27, 28), exports(12, 13)]
    alien = imports(10, 11, **changed)
    found = [row for row in rows(rules, *whole, alien) if row.identity_id == "trade_sum"]
    assert [(row.status, row.reason) for row in found] == [("not_evaluated", "component_missing")]


def test_a_cut_off_date_is_one_window_with_the_end_of_its_month_but_a_conflict_then_is_a_query(
    rules: Rules,
) -> None:
    cut_off = (date(2024, 1, 1), date(2024, 6, 13))
    (row,) = rows(rules, turnover(27, 28), exports(12, 13, period=cut_off), imports(10, 11))
    assert (row.status, row.severity) == ("contradicted", "query")


def test_the_component_of_the_same_end_is_preferred(rules: Rules) -> None:
    cut_off = (date(2024, 1, 1), date(2024, 6, 13))
    figures = (turnover(27, 28), exports(12, 13), imports(14, 15, "4"), imports(10, 11, "3", period=cut_off))
    assert [row.status for row in rows(rules, *figures) if row.method == "exhaustive"] == ["reconciled"]


def test_a_missing_component_leaves_an_inequality_that_can_still_fail(rules: Rules) -> None:
    (row,) = rows(rules, turnover(27, 28), exports(12, 13))
    assert (row.method, row.status, row.reason) == ("subset", "not_evaluated", "component_missing")
    (row,) = rows(rules, turnover(27, 28), exports(29, 30))
    assert (row.status, row.severity, row.reason) == ("contradicted", "fatal", None)


def test_bounds_that_are_missing_everywhere_test_nothing(rules: Rules) -> None:
    nothing = turnover(27, 28, wide=(27, 28))
    unbounded = dataclasses.replace(nothing, used=figure("9", None, None, value=Decimal(27)).used)
    (row,) = rows(rules, unbounded, exports(12, 13), imports(14, 15))
    assert (row.status, row.reason) == ("not_evaluated", "unbounded")


def test_huge_numbers_are_left_out_and_said_to_be(rules: Rules) -> None:
    found = reconcile([turnover(10**18, 10**18), exports(12, 13), imports(14, 15)], rules)
    assert found.rows == ()
    assert found.verdicts[0].reason == "out_of_range"


# --- plans and bases --------------------------------------------------------------------------------


def with_percent(rules: Rules, measure: str, of_total: tuple[str, str]) -> dict[str, str]:
    total, one, two = turnover(200, 200), exports(100, 100), imports(100, 100)
    low, high = ("50", "50") if measure == "plan_attainment" else ("25", "25")
    return statuses(
        rules, total, one, two, percent("11", *of_total, total, measure), percent("12", low, high, one, measure),
        percent("13", low, high, two, measure),
    )  # fmt: skip


def test_plans_that_add_up_and_plans_that_do_not(rules: Rules) -> None:
    assert with_percent(rules, "plan_attainment", ("50", "50"))["plan_total"] == "reconciled"
    assert with_percent(rules, "plan_attainment", ("40", "41"))["plan_total"] == "contradicted"


def test_bases_that_add_up_and_bases_that_do_not(rules: Rules) -> None:
    assert with_percent(rules, "growth", ("25", "25"))["base_total"] == "reconciled"
    assert with_percent(rules, "growth", ("30", "31"))["base_total"] == "contradicted"


def test_an_index_is_no_growth(rules: Rules) -> None:
    total, one, two = turnover(200, 200), exports(100, 100), imports(100, 100)
    said = [percent("11", "80", "80", total, "ratio"), percent("12", "-20", "-20", one, "growth"),
            percent("13", "80", "80", two, "ratio")]  # fmt: skip
    assert statuses(rules, total, one, two, *said)["base_total"] == "reconciled"


def test_plans_are_compared_only_where_every_member_has_one(rules: Rules) -> None:
    total, one, two = turnover(200, 200), exports(100, 100), imports(100, 100)
    said = [percent("11", "50", "50", total, "plan_attainment"), percent("12", "99", "99", one, "plan_attainment")]
    assert statuses(rules, total, one, two, *said) == {"exhaustive": "reconciled"}


def test_plans_of_two_authorities_are_kept_apart(rules: Rules) -> None:
    total, one, two = turnover(200, 200), exports(100, 100), imports(100, 100)
    said = [percent("11", "50", "50", total, "plan_attainment", plan_authority="province"),
            percent("12", "50", "50", one, "plan_attainment"),
            percent("13", "50", "50", two, "plan_attainment")]  # fmt: skip
    assert statuses(rules, total, one, two, *said) == {"exhaustive": "reconciled"}


# --- parts, differences, products -------------------------------------------------------------------


def test_local_goods_are_at_most_the_exports_whatever_scope_those_have(rules: Rules) -> None:
    local = exports(7, 8, "4", coverage="local_goods")
    for coverage in (None, DECLARED, "all_types"):
        (row,) = rows(rules, exports(12, 13, coverage=coverage), local)
        assert (row.method, row.status) == ("subset", "reconciled")
    (row,) = rows(rules, exports(5, 6), local)
    assert (row.status, row.gap) == ("contradicted", 1)
    assert rows(rules, exports(5, 6, coverage="fdi_sector"), local) == []


def test_parts_that_cannot_overlap_are_added_up(rules: Rules) -> None:
    crops = [figure(str(i), 30, 31, indicator="sown_area", item=item, unit="ha")
             for i, item in enumerate(("annual_crops", "rice", "maize"), start=1)]  # fmt: skip
    (row,) = rows(rules, *crops)
    assert (row.expression, row.gap) == ("sown_area[annual_crops] >= sown_area[rice] + sown_area[maize]", 29)


def test_a_balance_is_the_difference(rules: Rules) -> None:
    balance = figure("4", -3, -1, indicator="trade_balance")
    assert statuses(rules, balance, exports(12, 13), imports(14, 15)) == {"difference": "reconciled"}
    (row,) = rows(rules, figure("4", 1, 3, indicator="trade_balance"), exports(12, 13), imports(14, 15))
    assert (row.status, row.components_low, row.components_high) == ("contradicted", -3, -1)
    (row,) = rows(rules, balance, exports(12, 13))
    assert (row.status, row.reason, row.gap) == ("not_evaluated", "component_missing", None)


# --- printed shares ---------------------------------------------------------------------------------


def share(low: str, high: str, part: Figure, identifier: str = "8") -> Figure:
    return percent(identifier, low, high, part, "share")


def test_a_part_meets_its_printed_share_of_the_whole(rules: Rules) -> None:
    part = exports(1300, 1301)
    found = rows(rules, turnover(2700, 2701), part, share("48.05", "48.15", part))
    row = next(row for row in found if row.method == "share")
    assert (row.status, row.reason, row.kind, row.strength) == ("reconciled", None, "share", "equality")
    assert row.expression == "export_turnover = share(trade_turnover)"
    assert (row.components_low, row.components_high) == (Decimal("1297.35"), Decimal("1300.5315"))
    assert row.component_quotes == ("«1»; «8»",)


def test_a_part_that_is_another_share_of_the_whole_is_a_query(rules: Rules) -> None:
    part = exports(1300, 1301)
    found = rows(rules, turnover(2700, 2701), part, share("84.05", "84.15", part))
    row = next(row for row in found if row.method == "share")
    assert (row.status, row.severity) == ("contradicted", "query"), "the whole is not read from the words"
    assert row.gap == Decimal("968.35")


def test_the_network_suspects_all_three_of_a_share_and_tells_the_proof(rules: Rules) -> None:
    part = exports(1300, 1301)
    (conflict,) = reconcile([turnover(2700, 2701), part, share("84.05", "84.15", part)], rules).conflicts
    assert (conflict.status, conflict.severity) == ("open", "query")
    assert len(json.loads(conflict.min_sets or "")) == 3
    assert "phần bằng tỷ trọng nhân tổng" in conflict.proof_vi
    assert "part equals share times whole" in conflict.proof_en
    assert conflict.certificate_verified


def test_a_share_binds_the_network_beyond_its_pair(rules: Rules) -> None:
    """Exports, their share and imports: no pair of them is wrong, all together are."""
    part = exports(1300, 1301)
    figures = [turnover(2600, 2800), part, share("48.05", "48.15", part), imports(1480, 1481)]
    found = reconcile(figures, rules)
    assert {row.status for row in found.rows if row.total_low is not None} == {"reconciled"}
    assert [conflict.status for conflict in found.conflicts] == ["open"]


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ({"item": "coffee"}, {}),
        ({"partner": "CN"}, {}),
        ({"coverage": "fdi_sector"}, {}),
        ({"item": "coffee", "partner": "CN"}, {"item": "coffee"}),
    ],
    ids=["goods", "partner", "sector of a sum in the table", "partner of goods"],
)
def test_the_whole_is_the_series_without_the_cut_of_the_part(
    rules: Rules, part: dict[str, Any], whole: dict[str, Any]
) -> None:
    of_it = exports(30, 30, **part)
    found = rows(rules, exports(100, 100, "1", **whole), of_it, share("30", "30", of_it))
    assert [(row.status, row.reason) for row in found if row.method == "share"] == [("reconciled", None)]


def test_where_two_series_can_be_the_whole_nothing_is_tested(rules: Rules) -> None:
    part = exports(30, 30, item="coffee", partner="CN")
    wholes = [exports(100, 100, "1"), exports(60, 60, "3", item="coffee")]
    (row,) = [row for row in rows(rules, part, *wholes, share("50", "50", part)) if row.method == "share"]
    assert (row.status, row.reason, row.gap) == ("not_evaluated", "whole_unclear", None)
    assert row.expression == "export_turnover[coffee] = share(export_turnover[coffee])"


def test_where_the_whole_is_not_printed_nothing_is_tested(rules: Rules) -> None:
    part = exports(30, 30, item="coffee")
    for others in ((), (exports(100, 100, "1", unit="VND"),), (exports(100, 100, "1", period=YEAR_BEFORE),)):
        found = [row for row in rows(rules, part, *others, share("50", "50", part)) if row.method == "share"]
        assert [(row.status, row.reason) for row in found] == [("not_evaluated", "whole_missing")]


def test_a_whole_to_another_day_can_confirm_a_share_and_cannot_contradict_it(rules: Rules) -> None:
    part = exports(30, 30, item="coffee")
    whole = exports(100, 100, "1", period=(HALF_YEAR[0], date(2024, 6, 15)))
    for printed, outcome in (("30", ("reconciled", None)), ("50", ("not_evaluated", "key_too_coarse"))):
        found = [row for row in rows(rules, part, whole, share(printed, printed, part)) if row.method == "share"]
        assert [(row.status, row.reason) for row in found] == [outcome]


def crop(indicator: str, low: str, high: str, identifier: str, unit: str) -> Figure:
    return figure(identifier, low, high, indicator=indicator, item="rice", season="winter_spring", unit=unit)


def test_output_is_area_times_yield_within_two_per_cent(rules: Rules) -> None:
    area, rate = crop("harvested_area", "100", "100", "2", "ha"), crop("crop_yield", "6", "6", "3", "t/ha")
    assert statuses(rules, crop("crop_output", "611", "612", "1", "t"), area, rate) == {"product": "reconciled"}
    assert statuses(rules, crop("crop_output", "613", "614", "1", "t"), area, rate) == {"product": "contradicted"}
    assert rows(rules, crop("crop_output", "613", "614", "1", "t"), area,
                crop("crop_yield", "6", "6", "3", "t/day")) == []  # fmt: skip


def test_output_is_at_most_what_the_sown_area_would_give(rules: Rules) -> None:
    area, rate = crop("sown_area", "100", "100", "2", "ha"), crop("crop_yield", "6", "6", "3", "t/ha")
    found = rows(rules, crop("crop_output", "300", "300", "1", "t"), area, rate)
    assert {(row.method, row.status) for row in found} >= {("product_limit", "reconciled")}
    found = rows(rules, crop("crop_output", "700", "700", "1", "t"), area, rate)
    assert {(row.method, row.status) for row in found} >= {("product_limit", "contradicted")}


def test_the_parts_of_a_project_meet_only_in_one_sentence(rules: Rules) -> None:
    def cost(identifier: str, coverage: str | None, sentence: int) -> Figure:
        return figure(identifier, 10, 10, indicator="project_investment", coverage=coverage, unit="VND",
                      sentence_start=sentence)  # fmt: skip

    apart = rows(rules, cost("1", None, 0), cost("2", "phase_1", 50), cost("3", "phase_2", 50))
    together = rows(rules, cost("1", None, 0), cost("2", "phase_1", 0), cost("3", "phase_2", 0))
    assert (len(apart), [row.status for row in together]) == (0, ["contradicted"])


# --- what one bulletin says -------------------------------------------------------------------------


def test_a_headline_meets_the_figure_that_it_repeats(rules: Rules) -> None:
    body = turnover(252, 253, "2")
    assert statuses(rules, body, turnover(250, 260, "1", restates="a:2")) == {"repeat": "reconciled"}
    (row,) = rows(rules, body, turnover(25, 26, "1", restates="a:2"))
    assert (row.status, row.severity, row.total_quote) == ("contradicted", "fatal", "«2»")


def test_one_series_with_two_values_proves_nothing_since_the_key_may_be_coarse(rules: Rules) -> None:
    (row,) = rows(rules, turnover(10, 11, "1"), turnover(20, 21, "2"))
    assert (row.identity_id, row.status, row.reason) == ("same_series", "not_evaluated", "key_too_coarse")
    (row,) = rows(rules, turnover(10, 11, "1"), turnover(11, 12, "2"))
    assert (row.identity_id, row.status) == ("same_series", "reconciled")
    projects = [figure(str(i), i, i, indicator="project_investment", unit="VND") for i in (1, 2)]
    assert rows(rules, *projects) == []


def test_a_total_with_a_rival_of_the_same_key_is_only_asked_about(rules: Rules) -> None:
    figures = (turnover(27, 28), turnover(40, 41, "4"), exports(12, 13), imports(14, 15))
    found = [(row.status, row.severity) for row in rows(rules, *figures) if row.method == "exhaustive"]
    assert sorted(found) == [("contradicted", "query"), ("reconciled", "info")]


def test_a_printed_plan_meets_the_implied_one(rules: Rules) -> None:
    level = turnover(50, 50)
    said = percent("2", "50", "50", level, "plan_attainment")
    year = (date(2024, 1, 1), date(2024, 12, 31))
    assert statuses(rules, level, said, turnover(100, 100, "3", role="plan", period=year)) == {
        "plan_level": "reconciled"
    }
    assert statuses(rules, level, said, turnover(90, 91, "3", role="plan", period=year)) == {
        "plan_level": "contradicted"
    }
    assert rows(rules, level, said, turnover(90, 91, "3", role="target", period=year)) == []


def test_a_printed_base_meets_the_implied_one(rules: Rules) -> None:
    level = turnover(125, 125)
    said = percent("2", "25", "25", level, "growth")
    before = {"role": "comparison", "period": YEAR_BEFORE}
    assert statuses(rules, level, said, turnover(100, 101, "3", **before)) == {"base_level": "reconciled"}
    assert statuses(rules, level, said, turnover(90, 91, "3", **before)) == {"base_level": "contradicted"}


def test_the_base_of_february_is_february_in_a_leap_year(rules: Rules) -> None:
    level = turnover(125, 125, period=(date(2025, 1, 1), date(2025, 2, 28)))
    said = percent("2", "25", "25", level, "growth", base_period_start=date(2024, 1, 1),
                   base_period_end=date(2024, 2, 28))  # fmt: skip
    leap = turnover(100, 101, "3", role="comparison", period=(date(2024, 1, 1), date(2024, 2, 29)))
    assert statuses(rules, level, said, leap) == {"base_level": "reconciled"}


def test_a_printed_change_meets_the_one_that_the_growth_implies(rules: Rules) -> None:
    level = turnover(125, 125)
    said = percent("2", "25", "25", level, "growth")
    changed = {"unit": "USD", "basis": "same_period_previous_year"}
    assert statuses(rules, level, said, percent("3", "25", "25", level, "change", **changed)) == {
        "change_growth": "reconciled"
    }
    assert statuses(rules, level, said, percent("3", "-25", "-25", level, "change", **changed)) == {
        "change_growth": "contradicted"
    }


def test_a_cumulative_flow_does_not_fall(rules: Rules) -> None:
    to_may = (date(2024, 1, 1), date(2024, 5, 31))
    stated = {"coverage": DECLARED}
    assert statuses(rules, turnover(50, 51, period=to_may, **stated), turnover(60, 61, "2", **stated)) == {
        "monotone": "reconciled"
    }
    (row,) = rows(rules, turnover(50, 51, period=to_may, **stated), turnover(40, 41, "2", **stated))
    assert (row.status, row.severity) == ("contradicted", "fatal")
    (row,) = rows(rules, turnover(50, 51, period=to_may), turnover(40, 41, "2"))
    assert (row.status, row.reason) == ("not_evaluated", "key_too_coarse"), "an unstated scope may be two scopes"
    stock = {"indicator": "forest_area", "unit": "ha"}
    assert rows(rules, figure("1", 50, 51, period=to_may, **stock), figure("2", 40, 41, **stock)) == []


# --- between bulletins ------------------------------------------------------------------------------


def this_year(**columns: Any) -> tuple[Figure, Figure]:
    level = turnover(125, 125, **columns)
    return level, percent("2", "25", "25", level, "growth")


def last_year(low: int, high: int, **columns: Any) -> Figure:
    return turnover(low, high, "9", **({"bulletin": "b", "period": YEAR_BEFORE} | columns))


def test_the_base_meets_the_report_of_the_year_before(rules: Rules) -> None:
    stated = {"coverage": DECLARED}
    (row,) = rows(rules, *this_year(**stated), last_year(99, 100, **stated))
    assert (row.method, row.status, row.level, row.severity) == ("growth_link", "reconciled", 2, "info")
    assert row.bulletin_ids == ("a", "b")


def test_a_base_within_the_band_of_an_estimate_is_revised_and_beyond_it_contradicted(rules: Rules) -> None:
    stated = {"coverage": DECLARED}
    (row,) = rows(rules, *this_year(**stated), last_year(102, 102, obs_status="E", **stated))
    assert (row.status, row.severity) == ("revised", "query")
    assert (row.revision_band, row.revision_needed) == (Decimal("0.03"), Decimal("0.019608"))
    (row,) = rows(rules, *this_year(**stated), last_year(104, 104, obs_status="E", **stated))
    assert (row.status, row.severity) == ("contradicted", "query")
    (row,) = rows(rules, *this_year(**stated), last_year(102, 102, obs_status="A", **stated))
    assert row.status == "contradicted", "a figure that is no estimate has a narrow band"


def test_an_unstated_scope_is_linked_only_by_a_steward(rules: Rules) -> None:
    assert rows(rules, *this_year(), last_year(99, 100)) == []
    assert rows(rules, *this_year(coverage=DECLARED), last_year(99, 100)) == []
    link = SeriesLink(
        "L1",
        LinkedKey(None, "VN-09", "trade_turnover", None, None, DECLARED, None),
        LinkedKey("b", "VN-09", "trade_turnover", None, None, None, None),
    )
    assert statuses(rules, *this_year(coverage=DECLARED), last_year(99, 100), links=(link,)) == {
        "growth_link": "reconciled"
    }
    elsewhere = last_year(99, 100, bulletin="c")
    assert rows(rules, *this_year(coverage=DECLARED), elsewhere, links=(link,)) == []


def test_a_province_that_was_merged_is_another_one(rules: Rules) -> None:
    after = (date(2025, 7, 1), date(2025, 12, 31))
    level = turnover(125, 125, coverage=DECLARED, ref_area="VN-56", period=after)
    said = percent("2", "25", "25", level, "growth", ref_area="VN-56",
                   base_period_start=date(2024, 7, 1), base_period_end=date(2024, 12, 31))  # fmt: skip
    before = last_year(99, 100, coverage=DECLARED, ref_area="VN-56", period=(date(2024, 7, 1), date(2024, 12, 31)))
    assert rows(rules, level, said, before) == []


def test_two_bulletins_on_one_period(rules: Rules) -> None:
    stated = {"coverage": DECLARED}
    first = turnover(100, 101, published_on=date(2024, 7, 1), obs_status="E", **stated)
    second = turnover(102, 102, bulletin="b", published_on=date(2024, 8, 1), **stated)
    (row,) = rows(rules, second, first)
    assert (row.method, row.status) == ("level_link", "revised")
    assert (row.total_observation_id, row.component_observation_ids) == ("b:1", ("a:1",))


def test_a_cumulative_flow_does_not_fall_between_bulletins(rules: Rules) -> None:
    stated = {"coverage": DECLARED}
    later = turnover(40, 41, bulletin="b", period=(date(2024, 1, 1), date(2024, 9, 30)), **stated)
    (row,) = rows(rules, turnover(50, 51, **stated), later)
    assert (row.method, row.status, row.severity) == ("monotone_link", "contradicted", "query")


def test_the_plan_of_another_bulletin(rules: Rules) -> None:
    level = turnover(50, 50, coverage=DECLARED)
    said = percent("2", "50", "50", level, "plan_attainment")
    plan = turnover(110, 110, bulletin="b", role="plan", coverage=DECLARED,
                    period=(date(2024, 1, 1), date(2024, 12, 31)))  # fmt: skip
    (row,) = rows(rules, level, said, plan)
    assert (row.method, row.status) == ("plan_link", "contradicted")


# --- thousands of bulletins -------------------------------------------------------------------------


def test_bulletins_on_other_periods_and_places_do_not_multiply(rules: Rules) -> None:
    figures = []
    for number in range(60):
        said = {"bulletin": f"{number:03}", "coverage": DECLARED, "period": HALF_YEAR}
        figures += [turnover(27, 28, **said), exports(12, 13, **said), imports(14, 15, **said)]
    found = rows(rules, *figures)
    assert sum(row.method == "exhaustive" for row in found) == 60
    assert sum(row.method == "level_link" for row in found) == 3 * 59, "each vintage meets the next one only"
