"""A contradiction told as a short proof, in Vietnamese and English.

The steps are those of a hand calculation: what is printed, which rules join it, what the others imply for the
first suspect, and how far that is from what it says; then the sum of the certificate, which anyone can check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from expectations.reconciliation.figures import Figure
from expectations.reconciliation.identities import Rules
from expectations.reconciliation.intervals import decimal_of
from expectations.reconciliation.network.edits import Edit
from expectations.reconciliation.network.localisation import MOST_SUSPECTS
from expectations.reconciliation.network.results import NetworkConflict, RepairCandidate, Suspects
from expectations.reconciliation.periods import period_name
from expectations.reconciliation.wording import in_words, interval_en, interval_vi, number_text

_PERCENT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class _Language:
    """The words and ways of writing numbers of one language."""

    place: int
    """0 for Vietnamese, 1 for English: the place in the tables' pairs of names."""
    group: str
    point: str
    interval: Callable[[Decimal | None, Decimal | None], str]
    words: Mapping[str, str]


_VIETNAMESE = _Language(
    0, ".", ",", interval_vi,
    {
        "summary": "«{quote}» ({series}) nằm trong {printed} {unit}, các số liệu khác cùng suy ra {implied}; "
        "cách nhau ít nhất {gap} {unit}.",
        "no_set": "{count} số liệu không thể cùng đúng; phải có hơn {most} số sai thì mới giải thích được.",
        "cannot": "{count} số liệu sau không thể cùng đúng.",
        "printed": "{number}. «{quote}» ({series}) nằm trong {interval} {unit}.",
        "rules": "{number}. Chúng liên hệ với nhau: {rules}.",
        "implied": "{number}. Không kể «{quote}», mọi số liệu khác cùng suy ra {implied} {unit}; bản tin in {printed}. "
        "Cách nhau ít nhất {gap} {unit}.",
        "sum": "{number}. Nhân từng giới hạn với trọng số nguyên trong chứng minh rồi cộng lại: vế trái bằng 0 "
        "(hoặc âm), vế phải bằng {excess} > 0. Điều đó không thể xảy ra.",
        "strain": "Độ căng {strain}: mọi khoảng phải rộng ra chừng ấy lần thì mới khớp.",
        "revised": "Trong biên điều chỉnh {band} % thì khớp; biên nhỏ nhất đủ là {needed} %.",
        "suspects": "Nghi vấn: {suspects}.",
        "or": " hoặc ", "and": " và ", "perhaps": "có thể là",
        "exchanged": "có thể đổi chỗ với", "series": "có thể thuộc chuỗi của",
    },
)  # fmt: skip
_ENGLISH = _Language(
    1, ",", ".", interval_en,
    {
        "summary": "«{quote}» ({series}) lies in {printed} {unit}, all other figures together imply {implied}; "
        "these are apart by at least {gap} {unit}.",
        "no_set": "{count} figures cannot all be right; more than {most} of them must be wrong to explain it.",
        "cannot": "These {count} figures cannot all be right.",
        "printed": "{number}. «{quote}» ({series}) lies in {interval} {unit}.",
        "rules": "{number}. They are joined by: {rules}.",
        "implied": "{number}. Without «{quote}» all other figures together imply {implied} {unit}; "
        "it is printed as {printed}. "
        "These are apart by at least {gap} {unit}.",
        "sum": "{number}. Each bound times its whole weight in the certificate, added up: the left side is 0 "
        "(or less), the right side {excess} > 0. That is impossible.",
        "strain": "Strain {strain}: all intervals would have to be so many times as wide to agree.",
        "revised": "Within the revision band of {band} % they agree; the smallest band that would do is {needed} %.",
        "suspects": "Suspects: {suspects}.",
        "or": " or ", "and": " and ", "perhaps": "perhaps",
        "exchanged": "perhaps exchanged with", "series": "perhaps of the series of",
    },
)  # fmt: skip


def told(
    conflict: NetworkConflict, figures: Mapping[str, Figure], edits: Mapping[str, Edit], rules: Rules
) -> tuple[str, str]:
    """The proof of a conflict as text, a line a step: (Vietnamese, English)."""
    return _told(conflict, figures, edits, rules, _VIETNAMESE), _told(conflict, figures, edits, rules, _ENGLISH)


def summary(conflict: NetworkConflict, figures: Mapping[str, Figure], rules: Rules) -> tuple[str, str]:
    """A conflict in one sentence, by its first suspect: (Vietnamese, English)."""
    return _summary(conflict, figures, rules, _VIETNAMESE), _summary(conflict, figures, rules, _ENGLISH)


def _summary(conflict: NetworkConflict, figures: Mapping[str, Figure], rules: Rules, language: _Language) -> str:
    if not conflict.suspects:
        return language.words["no_set"].format(count=len(conflict.figures), most=MOST_SUSPECTS)
    figure = figures[conflict.suspects[0].observation_ids[0]]
    return language.words["summary"].format(
        series=series_name(figure, rules, language.place),
        **_said(conflict, figure, language),
    )


def _said(conflict: NetworkConflict, figure: Figure, language: _Language) -> dict[str, str]:
    """What the first suspect says and what the others imply for it, in words."""
    suspects, hard = conflict.suspects[0], figure.used.hard
    return {
        "quote": figure.quote,
        "implied": language.interval(suspects.implied_low[0], suspects.implied_high[0]),
        "printed": language.interval(decimal_of(hard.low), decimal_of(hard.high)),
        "gap": number_text(in_words(conflict.gap, ROUND_FLOOR), language.group, language.point, "0"),
        "unit": _unit(figure),
    }


def _told(
    conflict: NetworkConflict,
    figures: Mapping[str, Figure],
    edits: Mapping[str, Edit],
    rules: Rules,
    language: _Language,
) -> str:
    used = list(dict.fromkeys(term.observation_id for term in conflict.proof.terms if term.observation_id))
    lines = [language.words["cannot"].format(count=len(used))]
    lines += [
        _printed(number, figures[figure], conflict, rules, language) for number, figure in enumerate(used, start=1)
    ]
    joined = dict.fromkeys(edits[term.edit_id].method for term in conflict.proof.terms if term.edit_id)
    names = "; ".join(rules.methods[method].name[language.place].lower() for method in joined)
    lines.append(language.words["rules"].format(number=len(lines), rules=names))
    if conflict.suspects:
        lines.append(_implied(len(lines), conflict, figures, language))
    excess = number_text(Decimal(conflict.proof.excess), language.group, language.point, "")
    lines.append(language.words["sum"].format(number=len(lines), excess=excess))
    return "\n".join([*lines, *_remarks(conflict, figures, language)])


def _printed(number: int, figure: Figure, conflict: NetworkConflict, rules: Rules, language: _Language) -> str:
    term = next(term for term in conflict.proof.terms if term.observation_id == figure.observation_id)
    return language.words["printed"].format(
        number=number,
        quote=figure.quote,
        series=series_name(figure, rules, language.place),
        interval=language.interval(term.low, term.high),
        unit=_unit(figure),
    )


def series_name(figure: Figure, rules: Rules, language: int) -> str:
    """The series of a figure in words: names, area, period; `language` 0 is Vietnamese, 1 English."""
    names = rules.names_en if language else rules.names
    codes = (
        ("indicator", figure.indicator),
        ("item", figure.item),
        ("season", figure.season),
        ("coverage", figure.coverage),
        ("partner", figure.partner),
        ("area", figure.ref_area),
        ("place", figure.place),
    )
    parts = [names.get((kind, code), code) for kind, code in codes if code is not None]
    period = period_name(figure.time_period, figure.period_start, figure.period_end, language)
    return ", ".join([*parts, period] if period else parts)


def _unit(figure: Figure) -> str:
    return "%" if figure.unit == "percent" else figure.unit or ""


def _implied(number: int, conflict: NetworkConflict, figures: Mapping[str, Figure], language: _Language) -> str:
    figure = figures[conflict.suspects[0].observation_ids[0]]
    return language.words["implied"].format(number=number, **_said(conflict, figure, language))


def _remarks(conflict: NetworkConflict, figures: Mapping[str, Figure], language: _Language) -> list[str]:
    words, lines = language.words, []
    if conflict.band_needed is not None and conflict.band is not None:
        band, needed = (_percent(parts, language) for parts in (conflict.band, conflict.band_needed))
        lines.append(words["revised"].format(band=band, needed=needed))
    if conflict.strain is not None:
        strain = number_text(Decimal(f"{conflict.strain:.2f}"), language.group, language.point, "")
        lines.append(words["strain"].format(strain=strain))
    if conflict.suspects:
        named = words["or"].join(_suspects(found, figures, words) for found in conflict.suspects)
        lines.append(words["suspects"].format(suspects=named))
    return lines


def _percent(parts_per_million: int, language: _Language) -> str:
    return number_text(Decimal(parts_per_million) * _PERCENT, language.group, language.point, "")


def _suspects(found: Suspects, figures: Mapping[str, Figure], words: Mapping[str, str]) -> str:
    return words["and"].join(_suspect(figure, found, figures, words) for figure in found.observation_ids)


def _suspect(figure: str, found: Suspects, figures: Mapping[str, Figure], words: Mapping[str, str]) -> str:
    first = next((repair for repair in found.repairs if repair.observation_id == figure), None)
    if first is None:
        return f"«{figures[figure].quote}»"
    if first.other_id is not None:
        return f"«{figures[figure].quote}» ({words[first.kind]} «{figures[first.other_id].quote}»)"
    return f"«{figures[figure].quote}» ({words['perhaps']} «{repair_text(first)}»)"


def repair_text(repair: RepairCandidate) -> str:
    """A repair as a Vietnamese bulletin might have printed it, or its value in full."""
    return repair.value_text or number_text(repair.value, ".", ",", "")
