"""The rules by which a figure's measure, basis and role are decided: data, tried in order, the first that fits wins.

Each rule names the class of the unit, the verbs before the number and the comparison around it. A field left empty
fits anything. Sections are those of the language notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

PERCENT, POINT, TIMES, AMOUNT = "percent", "point", "times", "amount"
PERIOD_BASES = frozenset({"same_period_previous_year", "previous_period", "previous_year_end", "other"})


class Cues(NamedTuple):
    """What stands around a number.

    Attributes:
        unit_class: percent, point, times or amount.
        verb: the last verb before the number in its clause.
        comparison: plan or the basis that the clause itself names, if any.
        whole_follows: whether «các …» or a counted noun follows the percentage (a share of a whole).
        takes_percent: whether the indicator itself is measured in percent.
        has_plan: whether a plan was named for the statement or its parent.
        has_share: whether a share was named in the sentence.
        plan_before: whether the plan is named right before the number.
        of_percentage: whether the level that the figure is said of is a percentage.
        is_of_plan: whether the series is told as a share of its plan (disbursement).
        is_cut: whether only a cut of what is told of is named («vốn nước ngoài 31,2 %»).
        is_growth_rate: whether the percentage is small and of what is told by its growth («GRDP đạt 8,1%»).
        behind_change: whether the figure before is a change («tăng 20 tỷ đồng, tương đương 4,2%»).
    """

    unit_class: str
    verb: str | None
    comparison: str | None
    whole_follows: bool
    takes_percent: bool
    has_plan: bool
    has_share: bool = False
    plan_before: bool = False
    is_cut: bool = False
    of_percentage: bool = False
    is_of_plan: bool = False
    behind_change: bool = False
    is_growth_rate: bool = False


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """If the cues fit, the figure is of `measure`; `basis` «*» is the comparison of the clause, else the inherited."""

    rule_id: str
    unit_class: str
    measure: str
    basis: str | None = None
    verbs: frozenset[str | None] = frozenset()
    comparisons: frozenset[str | None] = frozenset()
    whole_follows: bool | None = None
    takes_percent: bool | None = None
    has_plan: bool | None = None
    has_share: bool | None = None
    plan_before: bool | None = None
    is_cut: bool | None = None
    of_percentage: bool | None = None
    is_of_plan: bool | None = None
    behind_change: bool | None = None
    is_growth_rate: bool | None = None

    def fits(self, cues: Cues) -> bool:
        """Whether every condition that this rule states holds."""
        return (
            cues.unit_class == self.unit_class
            and (not self.verbs or cues.verb in self.verbs)
            and (not self.comparisons or cues.comparison in self.comparisons)
            and self.whole_follows in (None, cues.whole_follows)
            and self.takes_percent in (None, cues.takes_percent)
            and self.has_plan in (None, cues.has_plan)
            and self.has_share in (None, cues.has_share)
            and self.plan_before in (None, cues.plan_before)
            and self.is_cut in (None, cues.is_cut)
            and self.of_percentage in (None, cues.of_percentage)
            and self.is_of_plan in (None, cues.is_of_plan)
            and self.behind_change in (None, cues.behind_change)
            and self.is_growth_rate in (None, cues.is_growth_rate)
        )


_UP_DOWN = frozenset({"up", "down"})
_REACH = frozenset({"reach", "equal", "complete", None})

MEASURE_RULES: tuple[MeasureRule, ...] = (
    MeasureRule("measure.contribution", PERCENT, "contribution", verbs=frozenset({"contribute"})),
    MeasureRule("measure.contribution_points", POINT, "contribution", verbs=frozenset({"contribute"})),
    MeasureRule("measure.change_points", POINT, "change", basis="*"),
    MeasureRule("measure.share", PERCENT, "share", verbs=frozenset({"share"})),
    MeasureRule(
        "measure.disbursed_of_whole", PERCENT, "plan_attainment", basis="plan",
        verbs=frozenset({"reach", None}), whole_follows=True, is_of_plan=True, has_share=False,
    ),
    MeasureRule("measure.share_of_whole", PERCENT, "share", verbs=frozenset({None}), whole_follows=True),
    MeasureRule("measure.change_of_percentage", PERCENT, "change", basis="*", verbs=_UP_DOWN, of_percentage=True),
    MeasureRule("measure.growth", PERCENT, "growth", basis="*", verbs=_UP_DOWN),
    MeasureRule(
        "measure.growth_exceeding", PERCENT, "growth", basis="*",
        verbs=frozenset({"exceed"}), comparisons=PERIOD_BASES,
    ),
    MeasureRule("measure.plan_exceeded", PERCENT, "plan_attainment", basis="plan", verbs=frozenset({"exceed"})),
    MeasureRule("measure.planned_percent", PERCENT, "level", takes_percent=True, plan_before=True),
    MeasureRule("measure.plan", PERCENT, "plan_attainment", basis="plan", comparisons=frozenset({"plan"})),
    MeasureRule(
        "measure.share_equivalent", PERCENT, "share", verbs=frozenset({"equivalent"}), whole_follows=True,
    ),
    MeasureRule(
        "measure.disbursed_equivalent", PERCENT, "plan_attainment", basis="plan",
        verbs=frozenset({"equivalent"}), is_of_plan=True, behind_change=False,
    ),
    MeasureRule("measure.growth_equivalent", PERCENT, "growth", basis="*", verbs=frozenset({"equivalent"})),
    MeasureRule(
        "measure.growth_rate", PERCENT, "growth", basis="*", verbs=frozenset({"reach"}), is_growth_rate=True,
    ),
    MeasureRule("measure.ratio", PERCENT, "ratio", basis="*", verbs=_REACH, comparisons=PERIOD_BASES),
    MeasureRule(
        "measure.share_of_what_follows", PERCENT, "share",
        verbs=frozenset({"equal", "reach", None}), whole_follows=True,
    ),
    MeasureRule("measure.level_percent", PERCENT, "level", takes_percent=True),
    MeasureRule("measure.plan_completed", PERCENT, "plan_attainment", basis="plan", verbs=frozenset({"complete"})),
    MeasureRule(
        "measure.share_of_list", PERCENT, "share", verbs=frozenset({"reach", None}), has_share=True, is_cut=True,
    ),
    MeasureRule(
        "measure.plan_inherited", PERCENT, "plan_attainment", basis="plan",
        verbs=frozenset({"reach", "equal"}), has_plan=True,
    ),
    MeasureRule(
        "measure.plan_of_disbursement", PERCENT, "plan_attainment", basis="plan",
        verbs=frozenset({"reach", "equal", None}), is_of_plan=True,
    ),
    MeasureRule("measure.ratio_inherited", PERCENT, "ratio", basis="*", verbs=frozenset({"equal"})),
    MeasureRule("measure.plan_inferred", PERCENT, "plan_attainment", basis="plan", verbs=frozenset({"reach"})),
    MeasureRule("measure.share_inherited", PERCENT, "share", verbs=frozenset({None}), has_share=True),
    MeasureRule(
        "measure.plan_of_part", PERCENT, "plan_attainment", basis="plan",
        verbs=frozenset({None}), has_plan=True,
    ),
    MeasureRule("measure.percent_bare", PERCENT, "level"),
    MeasureRule("measure.times", TIMES, "ratio", basis="*"),
    MeasureRule("measure.change", AMOUNT, "change", basis="*", verbs=_UP_DOWN),
    MeasureRule(
        "measure.beyond_plan", AMOUNT, "change", basis="plan",
        verbs=frozenset({"exceed"}), comparisons=frozenset({"plan"}),
    ),
    MeasureRule("measure.beyond", AMOUNT, "change", basis="*", verbs=frozenset({"exceed"}), comparisons=PERIOD_BASES),
    MeasureRule("measure.level", AMOUNT, "level"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def decide(cues: Cues) -> MeasureRule:
    """The first rule that fits; there is one for every unit class."""
    return next(rule for rule in MEASURE_RULES if rule.fits(cues))
