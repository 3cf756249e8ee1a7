"""Numerals that are no quantities: identifiers, ordinals, clocks, labels, names (language notes, section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from orchestration.bulletins.text import make_view
from orchestration.bulletins.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Mask:
    """A span of the folded text whose digits are no quantity."""

    start: int
    end: int
    role: str
    rule_id: str


# A pattern that begins with a character of its own, and only then looks back, lets the search leap to it.
_FIXED: tuple[tuple[str, str, str], ...] = (
    (
        "mask.clock",
        "clock",
        r"\d(?<!\w\d)\d?(?::\d{2}(?::\d{2})?|h\d{2}| giờ \d{1,2}(?: phút)?"
        r"| giờ(?:(?<=lúc \d giờ)|(?<=lúc \d\d giờ)|(?= (?:ngày|sáng|trưa|chiều|tối|đêm|hôm)\b)))\b",
    ),
    ("mask.legal", "identifier", r"\b(?:số )?\d+/(?:\d{4}/)?[a-zđ]{2,}[\w-]*(?:-[\w-]+)*"),
    ("mask.kilometre_post", "identifier", r"km(?<!\wkm) ?\d+(?: ?\+ ?\d+)?\b(?! ?/h)"),
    (
        "mask.phone",
        "identifier",
        r"0(?<![\w.,]0)(?:\d{2,3}[ .]\d{3,4}[ .]\d{3,4}(?!\w)|\d{9,10}(?![\w,.]?\d))",
    ),
    ("mask.footnote", "list_label", r"\[\d{1,3}\]"),
    ("mask.list_label", "list_label", r"(?m)^[ ]*(?:[-+•*] ?)?\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)](?=\s)"),
    (
        "mask.letter_number",
        "name",
        r"[\d-](?:(?<=[a-zđ]\d)\d*(?:\.\d+)?\b|(?<!\w\d)(?<=\d)\d*g\b"
        r"|(?<=(?:công|nông) nghiệp 4)\.0\b|(?<=công nghệ 4)\.0\b"
        r"|(?<=[a-zđ]-)\d+\b|(?<=[a-zđ]\d-)\d+\b)",
    ),
    (
        "mask.price_base",
        "name",
        r"giá (?<!\wgiá )(?:so sánh |cố định |hiện hành )?(?:năm )?(?:19|20)\d\d\b(?![.,]\d)",
    ),
    (
        "mask.numbered",
        "name",
        r"(?:bến |cảng |gió |máy |cầu |kho |trạm |\()(?P<identifier>số \d{1,2}(?:(?:,| và|, và) (?:số )?\d{1,2})*"
        r"(?![\w.,]*\d)(?! ?(?:%|triệu|tỷ|nghìn)))",
    ),
    (
        "mask.per_unit",
        "name",
        r"1(?:(?<=trên 1)|(?<=mỗi 1)|(?<=/1)|(?<=bình quân 1)) ?(?=(?:ha|héc ta|m2|người|hộ|km)(?![^\W_]))",
    ),
    ("mask.voltage", "name", r"\d(?<!\w\d)\d{0,2} ?kv\b"),
    ("mask.inner_label", "list_label", r"\((?<=[.;:] \()\d{1,2}\)(?= )"),
    ("mask.shifts", "name", r"\d+(?<!\w\d) ca(?:,| và|-| -)? ?\d+ kíp(?!\w)"),
    ("mask.age", "name", r"\b(?:dưới|trên|từ)? ?\d+ tuổi\b"),
)


_NEEDS = {"mask.legal": r"\d/(?:\d{4}/)?[a-zđ]{2}", "mask.footnote": r"\[", "mask.age": " tuổi", "mask.shifts": " kíp"}
"""What a text must hold for a rule to be tried."""
_COMPILED = tuple(
    (rule_id, role, re.compile(_NEEDS.get(rule_id, "")), re.compile(pattern)) for rule_id, role, pattern in _FIXED
)


@lru_cache(maxsize=4)
def _contexts(vocabulary: Vocabulary) -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """One pattern for all words of the table, and the rule and role of each."""
    rules: dict[str, tuple[str, str]] = {}
    for row in vocabulary.rows("numeral_contexts"):
        rules.setdefault(make_view(row["prefix"]).folded, (row["rule_id"], row["role"]))
    words = "|".join(re.escape(prefix) for prefix in sorted(rules, key=lambda p: (-len(p), p))) or "(?!)"
    identifier = r"[a-zđ]?\d+(?:[a-z](?![^\W\d_]))?(?:/\d+)*(?:/[a-zđ][\w-]*)?(?: ?- ?\d+(?:/\d+)*)?"
    pattern = rf"(?<!\w)(?P<word>{words})[ .-]?(?:số )?(?P<identifier>{identifier})(?![\w%,.]*[\d%])"
    return re.compile(pattern), rules


def find_masks(folded: str, vocabulary: Vocabulary) -> list[Mask]:
    """All masked spans in order; of two that overlap the one that starts first, then the longer."""
    found = [
        _mask(folded, match, role, rule_id)
        for rule_id, role, needed, pattern in _COMPILED
        if needed.search(folded)
        for match in pattern.finditer(folded)
    ]
    found.extend(_after_words(folded, vocabulary))
    found.sort(key=lambda mask: (mask.start, -mask.end))
    kept: list[Mask] = []
    for mask in found:
        if not kept or mask.start >= kept[-1].end:
            kept.append(mask)
    return kept


def _mask(folded: str, match: re.Match[str], role: str, rule_id: str) -> Mask:
    """The identifier where a rule names one; a number glued to letters takes them in («b40», «covid-19»)."""
    start, end = match.span("identifier") if match.re.groups else match.span()
    if rule_id == "mask.letter_number":
        while start > 0 and folded[start - 1].isalpha():
            start -= 1
    return Mask(start, end, role, rule_id)


def _after_words(folded: str, vocabulary: Vocabulary) -> Iterator[Mask]:
    """Identifiers behind a word of the table; only the identifier is masked, the word before it stays a word."""
    pattern, rules = _contexts(vocabulary)
    for match in pattern.finditer(folded):
        rule_id, role = rules[match.group("word")]
        if not _is_amount(folded, match, rule_id):
            yield Mask(*match.span("identifier"), role, rule_id)


_WEAK = frozenset({"mask.road", "mask.marker", "mask.name"})
_AMOUNT_BEHIND = re.compile(
    r" ?(?:nghìn|ngàn|triệu|tỷ|tỉ|vạn)\b| ?(?:tấn|tạ|kg|ha|héc ta|usd|đồng|m3|con|làn|%)(?![^\W\d_])"
)


_MONEY_BEHIND = re.compile(r" ?(?:nghìn|ngàn|triệu|tỷ|tỉ|usd|tấn|ha)\b")


def _is_amount(folded: str, match: re.Match[str], rule_id: str) -> bool:
    """«cán mốc 670 triệu USD», «lô đường 234 tấn»: behind a weak word a number with its unit is a quantity."""
    if rule_id == "mask.grade":
        return _MONEY_BEHIND.match(folded, match.end()) is not None
    if rule_id == "mask.legal":  # «hạt điều 118 triệu USD», «khoản 500 tỷ đồng»
        return _MONEY_BEHIND.match(folded, match.end()) is not None
    return rule_id in _WEAK and _AMOUNT_BEHIND.match(folded, match.end()) is not None
