"""A series key in the making: what a figure is about, as far as its words tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.bulletins.vocabulary import Entry


@dataclass(slots=True, eq=False)
class Subject:
    """A series key in the making.

    Attributes:
        entries: the meanings of the phrase, each with the indicator it names.
        phrase: folded span of the words that name the indicator; None where there are none.
        item: explicit cut, likewise season, coverage, partner.
        source: stated, inherited or inferred.
        rule_id: the rule that found it.
        is_whole: whether it is the whole of which a percentage is a share («100% các xe …»).
        uncut: the subject of which this one is a cut: its siblings are cut from that too.
        total: the subject of which this one is a part.
        flags: what is doubtful about it.
    """

    entries: tuple[Entry, ...]
    phrase: tuple[int, int] | None
    source: str
    rule_id: str
    item: str | None = None
    season: str | None = None
    coverage: str | None = None
    partner: str | None = None
    is_whole: bool = False
    uncut: Subject | None = None
    total: Subject | None = None
    flags: tuple[str, ...] = ()

    def but(self, **changes: object) -> Subject:
        """A copy with other values."""
        made = Subject(
            self.entries, self.phrase, self.source, self.rule_id, self.item, self.season, self.coverage, self.partner,
            self.is_whole, self.uncut, self.total, self.flags,
        )  # fmt: skip
        for name, value in changes.items():
            setattr(made, name, value)
        return made

    @property
    def cuts(self) -> dict[str, str | None]:
        """All four cuts by their kind."""
        return {"item": self.item, "season": self.season, "coverage": self.coverage, "partner": self.partner}


def with_cuts(subject: Subject, found: Mapping[str, str], joint: frozenset[str] = frozenset()) -> Subject:
    """`subject` with the cuts found; of a kind that is named several times over, none."""
    if not found and not joint:
        return subject
    made = subject.but(**found)
    if joint:
        for kind in joint:
            setattr(made, kind, None)
        made.flags = tuple(dict.fromkeys((*made.flags, *("joint_" + kind for kind in sorted(joint)))))
    return made


def with_missing(subject: Subject, found: Mapping[str, str]) -> Subject:
    """`subject` with those of the cuts that it does not have yet."""
    return with_cuts(subject, {kind: code for kind, code in found.items() if getattr(subject, kind) is None})
