"""One project, one id: the gazetteer of known projects, and ids made of names for the others.

Two phrases get one id only by a rule that can be told: both match one row of `projects.csv` (all parts of its
`match` stand in the phrase, and the type agrees), or their names are equal once the words that every project bears
(«dự án», «đầu tư xây dựng», «tuyến đường») are taken off. A later phase, a section or a component of a project is a
project of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from orchestration.bulletins.observations import Frame
from orchestration.bulletins.text import bare, make_view
from orchestration.bulletins.vocabulary import Vocabulary

_SLUG = re.compile(r"[^a-z0-9]+")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_ONE_KIND = frozenset({"expressway", "ring_road"})
_FAR_REACHING = frozenset({"expressway", "ring_road", "railway", "airport", "seaport", "power_grid"})
"""Works whose names are known beyond a province; other names recur («cầu Cửa Đại») and are told apart by it."""

_COMMON = re.compile(
    r"\b(?:dự án|đề án|công trình|tiểu dự án|đầu tư xây dựng|đầu tư|xây dựng mới|xây dựng|cải tạo"
    r"|nâng cấp|điều chỉnh tổng thể|điều chỉnh cục bộ|điều chỉnh|thí điểm|hạ tầng kỹ thuật|kết cấu hạ tầng"
    r"|mở rộng(?= [^\W\d]+ )|tuyến đường bộ|tuyến đường|đường bộ|tuyến|đường(?= cao tốc| vành đai| tỉnh| nối| ven biển)"
    r"|(?<!giai )đoạn|quốc tế|tỉnh|thành phố|tp|và|của|từ|đến)(?!\w)"
)
_SPELLINGS = (
    (re.compile(r"\bql ?\.? ?(?=\d)"), "quoc lo "),
    (re.compile(r"\bdt ?\.? ?(?=\d)"), "duong tinh "),
    (re.compile(r"\bkcn\b"), "khu cong nghiep"),
    (re.compile(r"\bccn\b"), "cum cong nghiep"),
    (re.compile(r"\bkkt(?:ck)?\b"), "khu kinh te"),
    (re.compile(r"\btp ?\.? ?hcm\b|\btp ?\.? ho chi minh\b|\bthanh pho ho chi minh\b"), "ho chi minh"),
)
_PHASE = re.compile(r"\bgiai doan ?(\d|i{1,3}|iv)\b")
_COMPONENT = re.compile(r"\b(?:du an )?thanh phan(?: so)? ?(\d+)\b")
_PACKAGE = re.compile(r"\bgoi thau(?: so)? ?(\d+)\b")
_SIDE = re.compile(r" phía (?:đông|tây|nam|bắc)(?: (?:nam|bắc))?(?!\w)", re.IGNORECASE)
_PROPER = re.compile(r" [^\W\d_a-zà-ỹ][a-zà-ỹ]")  # a capital and a small letter within the name: not «nhà ga T2»
_BERTH = re.compile(r"\bben (?:cang )?so ([\d ]*\d)")
_AIRPORT_WORKS = (
    (re.compile(r"\bnha ga(?: hanh khach)?(?: (t\d))?\b"), "terminal"),
    (re.compile(r"\bsan do\b"), "apron"),
    (re.compile(r"\bduong (?:cat ha canh|bang)\b"), "runway"),
)
_SECTION = re.compile(
    r"\b(?:doan )?(?:di )?qua (?:dia ban )?(?:tinh |thanh pho |tp )?(?!song |suoi |kenh |ho |dam |vinh |nga |nut )(.+)$"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which project a phrase means.

    Attributes:
        project_id: stable slug.
        rule_id: the rule that gave it: `project.known` (the gazetteer) or `project.new` (the name itself).
        reason: why, in words that `bantin explain` can show.
        row: the row of the gazetteer, if one matched.
    """

    project_id: str
    rule_id: str
    reason: str
    row: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    row: Mapping[str, str]
    choices: tuple[tuple[str, ...], ...]  # one of them must stand in the phrase with all its parts
    is_proper: bool


def identify(project_type: str, name: str, frame: Frame) -> Identity:
    """The project that `name` (as printed) means in this document.

    Args:
        project_type: code of the type that the phrase's noun tells; empty where only the name tells what it is
            («dự án Cam Lộ - La Sơn»): then a known route of any type is meant.
        name: the phrase, with or without its place.
        frame: the document; a row of one province is not meant in a bulletin of another.
    """
    return _identify(project_type, name, frame.ref_area, frame.vocabulary)


@lru_cache(maxsize=4096)
def _identify(project_type: str, name: str, ref_area: str | None, vocabulary: Vocabulary) -> Identity:
    plain = normal(name)
    part = _part(plain)
    padded = f" {plain} "
    for known in _candidates(vocabulary, project_type, ref_area):
        words = _meets(known, padded, project_type)
        if words:
            said = ", ".join(f"«{word}»" for word in words)
            reason = f"«{known.row['name_vi']}» of projects.csv: the phrase holds {said}"
            reason += f"; a part of it: {part}" if part else ""
            part = _works(plain, known.row["project_type"]) + part
            return Identity(known.row["project_id"] + part, "project.known", reason, known.row)
    own = _without_part(normal(_COMMON.sub(" ", make_view(name).folded)))
    slug = _SLUG.sub("-", own).strip("-") or _SLUG.sub("-", plain).strip("-")
    prefix = (project_type or "other").replace("_", "-")
    # Every town may have a ring road «phía Tây»: a side of it is known in its province only.
    far = project_type in _FAR_REACHING and _PROPER.search(_SIDE.sub("", name)) is not None
    area = "" if far or not ref_area else f"-{ref_area.lower()}"
    reason = f"no row of projects.csv fits; named «{slug}»" + (f" in {ref_area}" if area else "")
    return Identity(f"{prefix}-{slug}{part}{area}", "project.new", reason)


def knows(project_type: str, words: str, frame: Frame) -> bool:
    """Whether the gazetteer has a project of this type and these words."""
    return identify(project_type, words, frame).row is not None


def normal(name: str) -> str:
    """A name without tone marks, signs and the usual abbreviations, between spaces."""
    plain = bare(name)
    for pattern, spelled in _SPELLINGS:
        plain = pattern.sub(spelled, plain)
    return " ".join(re.sub(r"[^a-z0-9/]+", " ", plain).split())


def _part(plain: str) -> str:
    """«-phase-2», «-component-1», «-section-nam-dinh»: what tells a part of a project from the whole.

    The first phase carries no mark: while it is built, people call it by the project's name.
    """
    marks = []
    phase = _PHASE.search(plain)
    if phase and (number := _ROMAN.get(phase.group(1), phase.group(1))) != "1":
        marks.append(f"-phase-{number}")
    component = _COMPONENT.search(plain)
    if component:
        marks.append(f"-component-{component.group(1)}")
    package = _PACKAGE.search(plain)
    if package:
        marks.append(f"-package-{package.group(1)}")
    section = _SECTION.search(plain)
    if section:
        marks.append("-section-" + _SLUG.sub("-", _PHASE.sub("", section.group(1))).strip("-"))
    return "".join(marks)


def _works(plain: str, project_type: str) -> str:
    """Which works at a known airport or port are meant: «-terminal-t2», «-apron», «-runway», «-berth-3-4»."""
    if project_type == "airport":
        found = [(name, match) for pattern, name in _AIRPORT_WORKS if (match := pattern.search(plain))]
        return "".join(f"-{name}" + (f"-{m.group(1)}" if m.lastindex else "") for name, m in found)
    berth = _BERTH.search(plain) if project_type == "seaport" else None
    return "-berth-" + "-".join(berth.group(1).split()) if berth else ""


def _without_part(plain: str) -> str:
    for pattern in (_PHASE, _COMPONENT, _PACKAGE, _SECTION):
        plain = pattern.sub(" ", plain)
    return plain


@lru_cache(maxsize=4)
def _gazetteer(vocabulary: Vocabulary) -> Sequence[_Known]:
    """The known projects, those with the longest match first: the most particular wins."""
    known = []
    for row in vocabulary.rows("projects"):
        choices = tuple(tuple(normal(part) for part in choice.split("+")) for choice in row["match"].split("|"))
        known.append(_Known(row, choices, row["match"] != row["match"].lower()))
    return sorted(known, key=lambda k: (-max(sum(map(len, choice)) for choice in k.choices), k.row["project_id"]))


@lru_cache(maxsize=1024)
def _candidates(vocabulary: Vocabulary, project_type: str, area: str | None) -> Sequence[_Known]:
    """The known projects of a type that can be meant in a bulletin of a province.

    Common words («khu trung chuyển hàng hóa») name a project only in bulletins of its province; a proper name also
    where the bulletin's province is not known.
    """
    return [
        known
        for known in _gazetteer(vocabulary)
        if (not project_type or _one_kind(known.row["project_type"], project_type))
        and (known.row["ref_area"] in ("", area) or (area is None and known.is_proper))
    ]


def _meets(known: _Known, padded: str, project_type: str) -> tuple[str, ...]:
    """The words by which a phrase, between spaces, means a known project; none where it doesn't."""
    for choice in known.choices:
        if (project_type or len(choice) > 1) and all(f" {part} " in padded for part in choice):
            return choice
    return ()


def _one_kind(one: str, other: str) -> bool:
    return one == other or {one, other} <= _ONE_KIND


def _names_only_its_kind(name: str, row: Mapping[str, str]) -> bool:
    return name == name.lower() and bare(name) in bare(row["name_vi"])


def display_name(name: str, identity: Identity) -> str:
    """How a project is called: as printed, or by its known name where the text says only its kind («cửa khẩu số»)."""
    if identity.row is not None and _names_only_its_kind(name, identity.row):
        return identity.row["name_vi"]
    return name[:1].upper() + name[1:]
