"""Edits: the identities that figures meet in, as the network takes them.

An edit rule, or edit, is the field's word for a condition that figures must meet (UNECE Glossary of Terms on
Statistical Data Editing). An edit names figures only by id, so that it can come from the library's instances
as well as from the rows of `intermediate.identity_terms`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from expectations.reconciliation.identities import Rules
from expectations.reconciliation.instances import Form, Instance, Relation, Term

SOFT_LEVEL = 2
"""From this level of validation on (between bulletins) an edit is a link, and links are soft."""


@dataclass(frozen=True, slots=True)
class EditTerm:
    """One term: a figure, or what the figure and its factor imply; `sign` is ``+`` or ``-``."""

    figure: str
    form: Form = "level"
    factor: str | None = None
    sign: str = "+"


@dataclass(frozen=True, slots=True)
class Edit:
    """One identity met in the figures.

    Attributes:
        edit_id: id of its row in `quality.reconciliation`.
        identity_id: the rule.
        method: how it is tested: a key of the table of methods.
        relation: what the components' side should be to the total.
        total: the term that stands alone.
        components: the terms that add up.
        qualifier: plan authority or basis of comparison, where there are several.
        tolerance: parts per million by which the components' side is widened.
        band: parts per million by which an earlier vintage may be revised; ``None`` where none is allowed.
        level: level of validation of the European Statistical System.
        fatal: whether a contradiction is an error, and not only a query.
    """

    edit_id: str
    identity_id: str
    method: str
    relation: Relation
    total: EditTerm
    components: tuple[EditTerm, ...]
    qualifier: str = ""
    tolerance: int = 0
    band: int | None = None
    level: int = 1
    fatal: bool = True

    @property
    def is_link(self) -> bool:
        """Whether it joins figures of several bulletins."""
        return self.level >= SOFT_LEVEL

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of its figures, each once, the total's first."""
        terms = (self.total, *self.components)
        return tuple(dict.fromkeys(i for term in terms for i in (term.figure, term.factor) if i is not None))


def edit_id(identity_id: str, method: str, qualifier: str, total: str, members: Iterable[str]) -> str:
    """The id of an identity over its figures: a hash of the rule and the members, not of their values."""
    text = "|".join((identity_id, method, qualifier, total, *sorted(members)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def edits_of(instances: Iterable[Instance], rules: Rules) -> list[Edit]:
    """The edits of the instances that can contradict: complete or one-sided ones whose key is fine enough."""
    return [_edit(instance, rules) for instance in instances if _can_contradict(instance)]


def _can_contradict(instance: Instance) -> bool:
    untestable = not instance.complete and instance.method in ("difference", "product")
    return instance.conclusive and instance.identity.severity != "info" and not untestable


def _term(term: Term) -> EditTerm:
    factor = None if term.factor is None else term.factor.observation_id
    return EditTerm(term.figure.observation_id, term.form, factor, term.sign)


def _edit(instance: Instance, rules: Rules) -> Edit:
    terms = [_term(term) for term in (instance.total, *instance.components)]
    rule = instance.identity
    members = dict.fromkeys(i for term in terms for i in (term.figure, term.factor) if i is not None)
    qualifier = instance.qualifier or ""
    return Edit(
        edit_id=edit_id(rule.identity_id, instance.method, qualifier, terms[0].figure, members),
        identity_id=rule.identity_id,
        method=instance.method,
        relation=instance.relation,
        total=terms[0],
        components=tuple(terms[1:]),
        qualifier=qualifier,
        tolerance=rule.tolerance,
        band=None if instance.bands is None else rules.revision_bands.get(instance.bands),
        level=rule.level,
        fatal=rule.severity == "fatal" and instance.firm and rule.level < SOFT_LEVEL,
    )
