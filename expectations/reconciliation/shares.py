"""Printed shares: «xuất khẩu 1,3 tỷ USD, chiếm 48,1 % tổng kim ngạch» is a part, a share and, elsewhere, a whole.

The words name the whole («tổng kim ngạch»), the series of the figures does not: a share bears the series of its
part. So a share is tested only where one series of the bulletin can be the whole: one that a sum of the reference
table makes the part a part of, or one that lacks a cut that the part has (the partner, the item, the season). Where
none is printed, or several, nothing is tested, and the row says why.
"""

from __future__ import annotations

from collections.abc import Iterator

from expectations.reconciliation.figures import Figure, Series
from expectations.reconciliation.identities import Identity, Rules
from expectations.reconciliation.instances import Instance, level_term, share_of_term, share_term
from expectations.reconciliation.matching import Bulletins, end_distance, firm, in_one_window, width_rank

KINDS_OF_SUMS = ("balance", "subset")


def printed_shares(bulletins: Bulletins, rules: Rules) -> Iterator[Instance]:
    """A level printed with its share of a whole, against that share of the whole that the bulletin prints."""
    rule = rules.structural("printed_share")
    if rule is None:
        return
    for part in bulletins.levels:
        share = bulletins.share(part)
        if share is None:
            continue
        wholes = _wholes(part, bulletins, rules)
        if len(wholes) == 1:
            (whole,) = wholes
            terms = (share_of_term(whole, share),)
            is_certain = firm(part, (whole,), bulletins)
            yield Instance(rule, "share", "equal", level_term(part), terms, conclusive=is_certain)
        else:
            terms = (share_term(share),)
            yield Instance(
                rule, "share", "equal", level_term(part), terms, complete=False, conclusive=not wholes
            )  # fmt: skip


def _wholes(part: Figure, bulletins: Bulletins, rules: Rules) -> list[Figure]:
    """Of each series that can be the whole the figure that is nearest in time, then narrowest, then first."""
    sums = [identity for identity in rules.identities if _is_sum_with(identity, part)]
    indicators = dict.fromkeys([part.indicator or "", *(i.total.indicator for i in sums if i.total is not None)])
    chosen: dict[Series, Figure] = {}
    candidates = (
        whole
        for indicator in indicators
        for whole in bulletins.companions(part, indicator)
        if _can_be_whole(whole, part, rules) and (_lacks_a_cut(whole, part) or _is_total(whole, part, sums))
    )
    for whole in sorted(candidates, key=lambda whole: (end_distance(part, whole), width_rank(whole), whole.start)):
        chosen.setdefault(_series(whole), whole)
    return list(chosen.values())


def _can_be_whole(whole: Figure, part: Figure, rules: Rules) -> bool:
    told_together = part.sentence_start == whole.sentence_start or whole.indicator not in rules.shared_keys
    places = (part.ref_area, part.place) == (whole.ref_area, whole.place)
    return places and whole.unit == part.unit and told_together and in_one_window(part, whole)


def _lacks_a_cut(whole: Figure, part: Figure) -> bool:
    """The same series but for a partner, item or season that only the part has."""
    if (whole.indicator, whole.coverage) != (part.indicator, part.coverage):
        return False
    cuts = [(whole.item, part.item), (whole.season, part.season), (whole.partner, part.partner)]
    return all(cut in (None, own) for cut, own in cuts) and any(cut != own for cut, own in cuts)


def _is_sum_with(identity: Identity, part: Figure) -> bool:
    return identity.kind in KINDS_OF_SUMS and any(component.key.admits(part) for component in identity.components)


def _is_total(whole: Figure, part: Figure, sums: list[Identity]) -> bool:
    return whole.partner == part.partner and any(
        identity.total is not None
        and identity.total.admits(whole)
        and any(c.key.admits(part) and c.key.same_as(whole, part) for c in identity.components)
        for identity in sums
    )


def _series(figure: Figure) -> Series:
    return (figure.indicator, figure.item, figure.season, figure.coverage, figure.partner)
