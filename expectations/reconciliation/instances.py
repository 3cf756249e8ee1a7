"""An identity met in the figures: which figure stands where, and with what interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identities import Identity
from expectations.reconciliation.intervals import (
    Interval,
    Tiers,
    divided_by_percent,
    growth_amount,
    percent_of,
    product,
    shifted_percent,
)

Relation = Literal["equal", "at_most", "at_least"]
"""What the components' side is to the total: equal to it, at most it, at least it."""


WHOLE_METHODS = ("difference", "product", "share")
"""Methods that test nothing where a part is missing; the others then still are an inequality."""
Form = Literal["level", "plan", "base", "change", "product", "share"]
"""What a term is: the figure itself, or what it and its factor imply."""


@dataclass(frozen=True, slots=True)
class Term:
    """One figure in an identity, or one number that a figure and its `factor` imply.

    `label` says what it is, in codes: ``plan(export_turnover[declared_at_provincial_customs])``.
    """

    figure: Figure
    label: str
    used: Tiers
    printed: Tiers
    factor: Figure | None = None
    sign: str = "+"
    form: Form = "level"

    @property
    def members(self) -> tuple[Figure, ...]:
        """The figures behind it."""
        return (self.figure,) if self.factor is None else (self.figure, self.factor)

    @property
    def quote(self) -> str:
        """The figures as printed."""
        return "; ".join(member.quote for member in self.members)


@dataclass(frozen=True, slots=True)
class Instance:
    """One identity met in the figures, ready to be evaluated.

    Attributes:
        identity: the rule.
        method: how it is tested: a key of the table of methods.
        relation: what the components' side should be to the total.
        total: the term that stands alone.
        components: the terms that add up, by position.
        qualifier: plan authority or basis of comparison, where there are several.
        complete: every component of an exhaustive identity is there.
        bands: SDMX statuses of the earlier (components') and the later (total) vintage, across bulletins.
        firm: whether a contradiction is as grave as the rule says, or only a query.
        conclusive: whether figures that do not meet prove anything: where the series key may be coarser than the
            sentences, they do not.
    """

    identity: Identity
    method: str
    relation: Relation
    total: Term
    components: tuple[Term, ...]
    qualifier: str | None = None
    complete: bool = True
    bands: tuple[str, str] | None = None
    firm: bool = True
    conclusive: bool = True

    @property
    def members(self) -> tuple[Figure, ...]:
        """All its figures, each once, the total's first."""
        terms = (self.total, *self.components)
        return tuple({member.observation_id: member for term in terms for member in term.members}.values())

    @property
    def is_testable(self) -> bool:
        """Whether anything can be said: a difference, product or share says nothing without all its parts."""
        return self.complete or self.method not in WHOLE_METHODS

    @property
    def can_contradict(self) -> bool:
        """Whether figures that do not meet prove anything; a rule of severity `info` can only confirm."""
        return self.conclusive and self.identity.severity != "info"

    @property
    def severity(self) -> str:
        """How grave a contradiction is."""
        return self.identity.severity_where(self.firm)


def series_label(figure: Figure) -> str:
    """The series in codes, without place and time: ``sown_area[rice, winter_spring]``."""
    parts = [part for part in (figure.item, figure.season, figure.coverage) if part is not None]
    return f"{figure.indicator}[{', '.join(parts)}]" if parts else f"{figure.indicator}"


def level_term(figure: Figure, sign: str = "+") -> Term:
    """The figure itself."""
    return Term(figure, series_label(figure), figure.used, figure.printed, sign=sign)


def _divided(level: Tiers, percent: Tiers) -> Tiers:
    return Tiers(
        divided_by_percent(level.hard, percent.hard),
        divided_by_percent(level.wide, percent.wide),
    )


def _shifted(growth: Tiers) -> Tiers:
    return Tiers(shifted_percent(growth.hard), shifted_percent(growth.wide))


def plan_term(level: Figure, attainment: Figure) -> Term:
    """The plan that a level and its plan attainment imply."""
    return Term(
        level,
        f"plan({series_label(level)})",
        _divided(level.used, attainment.used),
        _divided(level.printed, attainment.printed),
        attainment,
        form="plan",
    )


def base_term(level: Figure, growth: Figure) -> Term:
    """The base that a level and its growth, or its ratio to the base, imply."""
    shift = _shifted if growth.measure == "growth" else _unshifted
    return Term(
        level,
        f"base({series_label(level)})",
        _divided(level.used, shift(growth.used)),
        _divided(level.printed, shift(growth.printed)),
        growth,
        form="base",
    )


def _unshifted(ratio: Tiers) -> Tiers:
    return ratio


def change_term(level: Figure, growth: Figure) -> Term:
    """The absolute change that a level and its growth imply."""
    return Term(
        level,
        f"change({series_label(level)})",
        _amount(level.used, growth.used),
        _amount(level.printed, growth.printed),
        growth,
        form="change",
    )


def _amount(level: Tiers, growth: Tiers) -> Tiers:
    return Tiers(growth_amount(level.hard, growth.hard), growth_amount(level.wide, growth.wide))


def product_term(left: Figure, right: Figure) -> Term:
    """The product of two levels, such as area times yield."""
    return Term(
        left,
        f"{series_label(left)} × {series_label(right)}",
        _product(left.used, right.used),
        _product(left.printed, right.printed),
        right,
        form="product",
    )


def _product(left: Tiers, right: Tiers) -> Tiers:
    return Tiers(product(left.hard, right.hard), product(left.wide, right.wide))


def share_of_term(whole: Figure, share: Figure) -> Term:
    """The part that a share of a whole implies."""
    return Term(
        whole,
        f"share({series_label(whole)})",
        _percent_of(whole.used, share.used),
        _percent_of(whole.printed, share.printed),
        share,
        form="share",
    )


def _percent_of(whole: Tiers, percent: Tiers) -> Tiers:
    return Tiers(percent_of(whole.hard, percent.hard), percent_of(whole.wide, percent.wide))


def share_term(share: Figure) -> Term:
    """A share of which the whole is not known."""
    return Term(share, f"share({series_label(share)})", share.used, share.printed, form="share")


def signed(term: Term, printed: bool, wide: bool) -> Interval:
    """The interval that the term adds to its side."""
    tiers = term.printed if printed else term.used
    interval = tiers.wide if wide else tiers.hard
    return interval.negated() if term.sign == "-" else interval
