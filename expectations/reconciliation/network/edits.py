"""Edits: the identities that figures meet in, as the network takes them.

An edit rule, or edit, is the field's word for a condition that figures must meet (UNECE Glossary of Terms on
Statistical Data Editing). An edit names figures only by id, so that it can come from the library's instances
as well as from the rows of `intermediate.identity_terms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.reconciliation.identifiers import reconciliation_id
from expectations.reconciliation.identities import Identity, Rules
from expectations.reconciliation.instances import Form, Instance, Relation, Term


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
    def figures(self) -> tuple[str, ...]:
        """The ids of its figures, each once, the total's first."""
        return _members((self.total, *self.components))


def _members(terms: Iterable[EditTerm]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for term in terms for i in (term.figure, term.factor) if i is not None))


def edits_of(instances: Iterable[Instance], rules: Rules) -> list[Edit]:
    """The edits of the instances that can contradict: complete or one-sided ones whose key is fine enough."""
    return [_edit(instance, rules) for instance in instances if instance.can_contradict and instance.is_testable]


def _edit(instance: Instance, rules: Rules) -> Edit:
    return edit_met(
        instance.identity,
        rules,
        method=instance.method,
        relation=instance.relation,
        qualifier=instance.qualifier,
        terms=[_term(term) for term in (instance.total, *instance.components)],
        bands=instance.bands,
        firm=instance.firm,
    )


def _term(term: Term) -> EditTerm:
    factor = None if term.factor is None else term.factor.observation_id
    return EditTerm(term.figure.observation_id, term.form, factor, term.sign)


def edit_met(
    rule: Identity,
    rules: Rules,
    *,
    method: str,
    relation: Relation,
    qualifier: str | None,
    terms: Sequence[EditTerm],
    bands: tuple[str, str] | None,
    firm: bool,
) -> Edit:
    """The edit of a rule that figures meet in.

    Args:
        rule: the identity.
        rules: the reference tables.
        method: how it is tested.
        relation: what the components' side should be to the total.
        qualifier: plan authority or basis of comparison, where there are several.
        terms: the total, then the components.
        bands: statuses of the earlier and the later vintage, across bulletins.
        firm: whether one window is meant for certain.
    """
    return Edit(
        edit_id=reconciliation_id(rule.identity_id, method, qualifier, terms[0].figure, _members(terms)),
        identity_id=rule.identity_id,
        method=method,
        relation=relation,
        total=terms[0],
        components=tuple(terms[1:]),
        qualifier=qualifier or "",
        tolerance=rule.tolerance,
        band=None if bands is None else rules.revision_bands.get(bands),
        level=rule.level,
        fatal=rule.severity_where(firm) == "fatal",
    )
