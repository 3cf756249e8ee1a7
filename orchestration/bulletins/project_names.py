"""Where a sentence names a project: «cao tốc Biên Hòa - Vũng Tàu đoạn qua tỉnh Đồng Nai».

A name begins with a project noun, may describe the work in small letters, and bears a proper name, a number or an
identifier; behind the first proper name only other names follow, joined by a few words («đến», «qua», «tỉnh», «-»).
A noun without a name is said of a project named before («dự án này») or of one that stays unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from orchestration.bulletins.project_ids import knows
from orchestration.bulletins.project_sentence import REACH, ProjectSentence, Word

_DESCRIBED = 14
"""How many small words may describe a work before its proper name."""

_JOINED = 4
"""How many small words may join two proper names."""

_TAIL = re.compile(
    r"(?:,? (?:tỉnh|huyện|thị xã|thành phố|xã|phường|quận|thị trấn|tp\.?) (?!này|trong|đã|sẽ|đang)[^\s,.;:()]+"
    r"(?: [^\s,.;:()]+)?)|,? đến năm \d{4}| theo hình thức \w+"
)
_TAIL_WORDS = frozenset({"năm", "hình", "thức", "phố", "xã", "trấn"})
_GATE_WORK = re.compile(
    r"(?:nâng cấp|nâng hạng|công bố mở|mở|mở chính thức|công bố mở chính thức|khai trương|mở mới|dự án) $"
)
_GATE_WORK_BEHIND = re.compile(
    r" [^,;.]{3,40}? (?:đang |đã |vừa |sẽ )*được (?:[^\W\d]+ ){0,5}?(?:nâng cấp|nâng hạng|công bố mở|công nhận)"
)
_PLATFORM = "digital_border_gate_platform"
_DESCRIBING_WORDS = 3
"""How many words of common speech are a name of their own: «Khu công nghiệp hỗ trợ ô tô»."""

_ZONES = frozenset({"industrial_park", "economic_zone", "urban_housing", "logistics_park", "tourism_complex"})
_KINDS = re.compile(r" [-–] [a-zà-ỹđ]")
_PARTS = frozenset({"dự án thành phần", "gói thầu", "tiểu dự án", "hạng mục"})
_CLAUSE_OPENERS = (" nên", " nhưng", " và", " song", " thì", " khiến", " mà", " làm", " do", " để", " giúp")
_APPOSITION = re.compile(r",? $|,? ?\($")
_NO_PROJECT = re.compile(r"(?:luật|nghị quyết|nghị định|pháp lệnh|thông tư|fdi|ppp|oda|bot|đầu tư công)\b")
_AND = re.compile(r",? và |, ")
_THROUGH = re.compile(r" qua [^;]{2,60}$")
_NUMBER_LIST = re.compile(r"(?:, | và |, số | và số )(?=\d)|, (?=số \d)| và (?=số \d)")
_OWNER = re.compile(r" (?:tỉnh|thành phố|huyện|thị xã)(?!\w)")
_ROUTE = re.compile(r", (?:[^\W\d_a-zà-ỹ]\w* ){1,4}- [^\W\d_a-zà-ỹ]")
_NUMBERED_PHASE = re.compile(r"\d{1,2} giai đoạn \d")
_MEASURED = re.compile(r" ?\d[\d.,]* ?(?:tấn|kg|ha|triệu|tỷ|tỉ|nghìn|ngàn|đồng|usd|%|m3|con|lượt)")
_ROUTES = frozenset({"expressway", "national_road", "road", "coastal_road", "ring_road", "railway"})
_FROM_TO = re.compile(
    r" (?:(?:thành phố|thị xã|huyện|tỉnh|xã|cầu|ngã ba|cảng) )*[^\W\d_a-zà-ỹ][^,;.:()]{1,40}? (?:đi|đến|tới) "
)
_ALL_ROADS = frozenset({"expressway", "national_road", "road", "coastal_road", "ring_road", "bridge"})


class Naming(Enum):
    """Whether a phrase bears a name, points back to one, or names nothing that can be known."""

    NAMED = auto()
    ANAPHOR = auto()
    PART = auto()  # «dự án thành phần 1», «gói thầu số 3» of a project named before
    UNNAMED = auto()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A project phrase in folded offsets.

    Attributes:
        start: where it begins, with «cải tạo, nâng cấp» or «giai đoạn 1» before the noun.
        core: where the head noun begins.
        name_end: where the name ends.
        end: where the phrase ends, with the place or target year behind the name.
        project_type: code of `project_types`, empty where no noun tells it.
        naming: see `Naming`.
        plural: whether it speaks of several projects.
        oblique: whether it only places or relates something else («tại Khu kinh tế …», «nối quốc lộ 1»).
        part: where the part of the project that is meant is named, if it stands elsewhere.
    """

    start: int
    core: int
    name_end: int
    end: int
    project_type: str
    naming: Naming
    plural: bool = False
    oblique: bool = False
    part: tuple[int, int] | None = None

    @property
    def points_back(self) -> bool:
        """Whether it means a project, or a part of one, that was named before."""
        return self.naming in (Naming.ANAPHOR, Naming.PART)

    @property
    def is_named(self) -> bool:
        """Whether it bears a name of its own."""
        return self.naming is Naming.NAMED


def may_mean(anaphor: Phrase, phrase: Phrase) -> bool:
    """Whether «dự án này», «tuyến đường này» can point to `phrase`."""
    said, meant = anaphor.project_type, phrase.project_type
    return said in ("", meant) or {said, meant} <= _ALL_ROADS


def find_phrases(line: ProjectSentence) -> list[Phrase]:
    """All project phrases of a sentence in order; they do not overlap."""
    phrases: list[Phrase] = []
    for noun in line.words:
        if noun.noun is None or (phrases and noun.start < phrases[-1].end):
            continue
        phrase = _Reader(line, noun).read()
        if phrase is None:
            continue
        if phrases and _is_section(line, phrases[-1], phrase, noun):
            phrases[-1] = _with_section(line, phrases[-1], phrase)
        else:
            phrases.append(phrase)
    return phrases


def _is_section(line: ProjectSentence, whole: Phrase, phrase: Phrase, noun: Word) -> bool:
    """«cao tốc A - B, đoạn qua tỉnh C», «cao tốc A - B (đoạn qua tỉnh)»: the section is said of the road before it."""
    stretch = line.text(noun.start, noun.end) in ("đoạn", "đoạn tuyến", "phân đoạn")
    return stretch and whole.is_named and _APPOSITION.fullmatch(line.text(whole.end, phrase.core)) is not None


def _with_section(line: ProjectSentence, whole: Phrase, section: Phrase) -> Phrase:
    end = section.end
    opened = line.text(whole.end, section.core).find("(")
    if opened >= 0:
        end = line.brackets.get(whole.end + opened, end)
    name_end = end if section.is_named else whole.name_end
    return replace(whole, name_end=name_end, end=max(end, whole.end))


class _Reader:
    """Reads the phrase that begins at one noun."""

    def __init__(self, line: ProjectSentence, noun: Word) -> None:
        self._line = line
        self._noun = noun
        self._folded = line.frame.view.folded
        self._printed = line.frame.view.printed
        self._types: list[str] = [noun.noun.value] if noun.noun and noun.noun.value else []
        self._last_noun_end = noun.end
        self._proper_end: int | None = None
        self._proper_start = noun.end
        self._described_end, self._describing = noun.end, 0

    def read(self) -> Phrase | None:
        noun = self._noun
        before = self._folded[max(self._line.start, noun.start - 24) : noun.start]
        if noun.noun_role == "gate" and not self._is_gate_work(before):
            return None
        if noun.noun_role == "weak" and not self._name_follows_at_once():
            return self._pointing() if self._is_this(noun.end) else None
        if _NO_PROJECT.match(self._folded, noun.end + 1) and not self._types:
            return None
        unique = self._unique_end()
        if unique is not None:
            return self._named(unique)
        self._scan()
        if self._is_part():
            return self._part()
        name_end = self._scanned_end()
        return self._pointing() if name_end is None else self._named(name_end)

    def _scanned_end(self) -> int | None:
        """Where the name ends that the walk over the words found, if it is one."""
        if self._proper_end is not None and self._is_project():
            return self._proper_end
        if (self._proper_end is None and self._is_sole()) or self._is_known_without_name():
            return self._last_noun_end
        if self._is_described():
            return self._described_end
        located = self._proper_end is None and self._is_scheme()
        return self._last_noun_end if located and self._located_end(self._last_noun_end) > self._last_noun_end else None

    def _is_gate_work(self, before: str) -> bool:
        """A gate is a project where it is upgraded or opened."""
        noun = self._noun
        return (
            not self._folded.startswith(("cửa khẩu", "cặp"), noun.start)
            or _GATE_WORK.search(before) is not None
            or _GATE_WORK_BEHIND.match(self._folded, noun.end, min(self._line.end, noun.end + 90)) is not None
        )

    def _scan(self) -> None:
        """Walk over the words behind the noun until something ends the name."""
        position, small = self._noun.end, 0
        for piece in self._line.pieces(self._noun.end, self._line.end):
            if piece.start() < position:
                continue
            end, kind = self._kind(piece.start(), piece.end())
            if kind == "end" or small > (_JOINED if self._proper_end else _DESCRIBED):
                return
            if kind == "proper":
                if self._proper_end is None:
                    self._proper_start = piece.start()
                self._proper_end, small = end, 0
            elif kind == "small":
                small += 1
                self._describe(piece.start(), end)
            position = end

    def _describe(self, start: int, end: int) -> None:
        """Counts the words of common speech that stand before any proper name."""
        if self._proper_end is None and start not in self._line.word_at:
            self._described_end, self._describing = end, self._describing + 1

    def _kind(self, start: int, end: int) -> tuple[int, str]:
        """What stands at an offset: a proper name, a small word that may stand in a name, a sign, or the end."""
        text = self._folded[start:end]
        if not text[0].isalnum():
            return self._sign(start, text)
        token = self._line.token_at.get(start)
        if self._proper_end is not None and _NUMBERED_PHASE.match(self._folded, start):
            return end, "proper"
        if token is not None and token.kind in ("period", "quantity"):
            return end, "end"
        if token is not None and (
            token.kind in ("mask", "number") or (token.value("gate") and self._is_capital(start))
        ):
            return token.end, "proper"
        word = self._line.word_at.get(start)
        if word is not None:
            return self._of_vocabulary(word, end)
        return (end, "proper") if self._is_capital(start) else self._small(start, end, None)

    def _of_vocabulary(self, word: Word, end: int) -> tuple[int, str]:
        """What a word of the vocabulary is within a name; `end` is that of its first syllable."""
        if "proper" in word.roles or self._is_enlarged(word) or self._is_direction(word):
            return word.end, "proper"
        if any(token.kind == "period" for token in self._line.tokens_between(word.start + 1, word.end)):
            return end, "end"  # «dự án trong năm 2026»
        if "agent" in word.roles:
            return end, "end"
        if word.noun is not None and self._may_hold(word):
            return self._inner_noun(word)
        if "join" in word.roles and word.end > end and self._name_follows(word.end):
            return word.end, "small"  # «Thành phố Hồ Chí Minh»
        if self._is_capital(word.start) and not (word.status and self._line.shouts):
            return end, "proper"
        return self._small(word.start, end, word)

    def _is_enlarged(self, word: Word) -> bool:
        """«thủy điện Trị An mở rộng», «cầu Phong Châu mới»: another work than the first one."""
        text = self._folded[word.start : word.end]
        if self._proper_end != word.start - 1 or text not in ("mở rộng", "mới") or self._name_follows(word.end):
            return False
        following = self._line.word_at.get(word.end + 1)
        verb = following is not None and (following.status or following.roles & {"past", "request"})
        return text == "mở rộng" or not (
            verb or re.match(r" (?:đạt|được|có|chỉ)\b", self._folded[word.end : word.end + 8])
        )

    def _is_direction(self, word: Word) -> bool:
        """«đường vành đai phía Tây thành phố», «tuyến tránh phía nam»: of a town's roads the side is the name."""
        behind_noun = word.start == self._last_noun_end + 1
        return "direction" in word.roles and behind_noun and bool(self._types) and not self._is_plural()

    def _small(self, start: int, end: int, word: Word | None) -> tuple[int, str]:
        if self._proper_end is not None and self._folded[start:end] == "và" and self._list_goes_on(start - 1):
            return end, "small"
        if word is None:
            return end, "small" if self._proper_end is None else "end"
        text = self._folded[start : word.end]
        joining = text in ("nối", "kết nối") or (text == "từ" and self._runs_to(word.end))
        linking = joining and self._proper_end is None
        joins = linking or (self._name_follows(word.end) and ("join" in word.roles or self._connects(start, end)))
        if word.status or ("stop" in word.roles and not joins) or word.roles & {"expected", "request", "hypothetical"}:
            return end, "end"
        if "oblique" in word.roles and not joins:
            return end, "end"
        if self._proper_end is not None and not joins:
            return end, "end"
        return word.end, "small"

    def _runs_to(self, position: int) -> bool:
        """«đường từ Hòn Đất đi Kiên Lương»: where a road begins and ends is its name."""
        return bool(_ROUTES.intersection(self._types)) and _FROM_TO.match(self._printed, position) is not None

    def _connects(self, start: int, end: int) -> bool:
        """«đường nối Quốc lộ 3 với cao tốc A - B»."""
        head = self._folded[self._noun.start : self._noun.end]
        return (
            self._folded[start:end] == "với"
            and "nối" in self._folded[self._noun.start : start]
            and "cao tốc" not in head
        )

    def _inner_noun(self, word: Word) -> tuple[int, str]:
        """A project noun within a phrase: «dự án xây dựng cầu …», «bến số 3 cảng cửa ngõ …»."""
        if self._proper_end is not None and not self._name_follows(word.end):
            return word.end, "end"
        if word.noun is not None and word.noun.value:
            self._types.append(word.noun.value)
        self._last_noun_end = word.end
        if self._is_capital(word.start) and any(c.isupper() for c in self._printed[word.start + 1 : word.end]):
            return word.end, "proper"
        return word.end, "small"

    def _may_hold(self, word: Word) -> bool:
        """«cầu» and its like are nouns only before a name; «cửa khẩu» places a project."""
        return word.noun_role not in ("weak", "gate", "scheme") or (
            word.noun_role == "weak" and self._name_follows_at_once(word.end)
        )

    def _sign(self, start: int, sign: str) -> tuple[int, str]:
        if sign in "-–" and self._proper_end is None and self._joins_kinds(start):
            return start + 1, "sign"
        if sign in "-–/&":
            return start + 1, "sign" if self._proper_end and self._name_follows(start + 1) else "end"
        if sign in "\"'“”«»‘’":
            return start + 1, "sign"
        if sign == "(" and start in self._line.brackets and self._proper_end is not None:
            close = self._line.brackets[start]
            going_on = self._folded[close : close + 3].strip()[:1] in ("-", "–")
            return close, "sign" if going_on and close - start < 40 else "end"
        if sign == "," and self._proper_end is not None and self._list_goes_on(start):
            return start + 1, "sign"
        return start + 1, "end"

    def _joins_kinds(self, dash: int) -> bool:
        """«Khu công nghiệp dược - sinh học», «khu đô thị - dịch vụ X»: what a zone is for, in several words."""
        return bool(_ZONES.intersection(self._types)) and _KINDS.match(self._printed, dash - 1) is not None

    def _list_goes_on(self, comma: int) -> bool:
        """«số 5, số 6», «3, 4, 5», «qua Nam Định, Thái Bình»."""
        if _NUMBER_LIST.match(self._folded, comma) and self._folded[comma - 1].isdigit():
            return True
        if _ROUTE.match(self._printed, comma) and " - " in self._folded[self._noun.end : comma]:
            return self._line.word_at.get(comma + 2) is None or self._line.word_at[comma + 2].noun is None
        joint = _AND.match(self._folded, comma)
        token = self._line.token_at.get(joint.end()) if joint else None
        through = _THROUGH.search(self._folded[max(self._noun.start, comma - 70) : comma])
        return bool(through and token is not None and token.value("area"))

    def _is_capital(self, position: int) -> bool:
        return self._printed[position].isupper() or self._printed[position].isdigit()

    def _name_follows(self, position: int) -> bool:
        """Whether a capital, a number or a digit follows, perhaps behind words that join names."""
        seen = 0
        end = position
        for piece in self._line.pieces(position, min(self._line.end, position + 48)):
            if piece.start() < end:
                continue
            if not piece.group()[0].isalnum():
                if piece.group() in "\"“«‘'":
                    continue
                return False
            token = self._line.token_at.get(piece.start())
            if token is not None and token.kind in ("period", "quantity"):
                return False
            if self._is_capital(piece.start()):
                return True
            word = self._line.word_at.get(piece.start())
            if word is None or not ("join" in word.roles or word.noun is not None) or seen >= _JOINED:
                return False
            seen, end = seen + 1, word.end
        return False

    def _name_follows_at_once(self, position: int | None = None) -> bool:
        at = (self._noun.end if position is None else position) + 1
        while at < self._line.end and self._folded[at] in "\"“«‘'":
            at += 1
        if at >= self._line.end or self._folded[at - 1] in ",.;:(":
            return False
        token = self._line.token_at.get(at)
        if token is not None and token.kind in ("period", "quantity"):
            return False
        word = self._line.word_at.get(at)
        if (word is not None and ("agent" in word.roles or word.status)) or _MEASURED.match(self._folded, at):
            return False
        return self._is_capital(at) or bool(re.match(r"(?:nối|từ|số|vượt|cạn) ", self._folded[at : at + 6]))

    def _is_project(self) -> bool:
        """A generic noun with a name is a project unless the name is only a place or an abbreviation."""
        if self._types:
            return not self._is_plural() or self._is_list_of_numbers() or self._is_own_name()
        if self._noun.noun_role == "scheme":
            return False
        name = self._printed[self._proper_start : self._proper_end]
        plain = name.replace(" ", "")
        return (
            self._noun.noun_role in ("generic", "whole")
            and not self._is_plural()
            and self._is_own_name()
            and not (plain.isupper() and len(plain) <= 6 and not self._line.shouts)
        )

    def _is_own_name(self) -> bool:
        """Whether the proper name says more than the province or gate where something is."""
        position = self._proper_start
        while position < (self._proper_end or 0):
            token = self._line.token_at.get(position)
            if token is None or not token.value("area"):
                return True
            position = token.end
            while position < (self._proper_end or 0) and self._folded[position] in " ,":
                position += 1
        return False

    def _is_part(self) -> bool:
        """«dự án thành phần 1», «tiểu dự án giải phóng mặt bằng» without the project's own name."""
        noun = self._noun
        if noun.noun_role == "component":
            return self._proper_end is None and not self._is_plural()
        if self._proper_end is None or self._folded[noun.start : noun.end] not in _PARTS or self._types:
            return False
        name = self._printed[self._proper_start : self._proper_end]
        return bool(re.fullmatch(r"(?:số )?(?:[A-Z]{1,4}[-.]?)?\d{1,2}|[IVX]+", name))

    def _part(self) -> Phrase:
        noun = self._noun
        end = self._proper_end or noun.end
        return Phrase(noun.start, noun.start, end, end, noun.noun.value if noun.noun else "", Naming.PART)

    def _is_described(self) -> bool:
        """«Khu nông nghiệp ứng dụng công nghệ cao …», «Dự án băng tải vận chuyển than»: called by what it is for."""
        is_one = self._noun.noun_role == "generic" and len(self._types) == 1 and self._describing > _DESCRIBING_WORDS
        return (
            self._proper_end is None
            and (self._types == ["industrial_park"] or is_one)
            and self._describing >= _DESCRIBING_WORDS
            and self._is_capital(self._noun.start)
            and not self._is_plural()
            and (self._opens_clause() or self._is_acted_on())
        )

    def _is_sole(self) -> bool:
        """«Dự án tuyến đường bộ ven biển»: a province has one."""
        last = self._line.words_between(self._noun.start, self._last_noun_end)[-1]
        alone = self._noun.noun_role == "sole" and _PLATFORM in self._types  # a road still has to be called a project
        return last.noun_role == "sole" and (alone or self._noun.noun_role == "generic") and not self._is_plural()

    def _is_scheme(self) -> bool:
        """Whether the phrase speaks of one project or scheme: «đề án xây dựng cửa khẩu thông minh tại …»."""
        return bool(self._types) and self._noun.noun_role in ("generic", "scheme") and not self._is_plural()

    def _is_list_of_numbers(self) -> bool:
        return self._printed[self._proper_start].isdigit()

    def _is_known_without_name(self) -> bool:
        """«đề án thí điểm xây dựng cửa khẩu thông minh» is known to the gazetteer without a proper name."""
        if not self._types or self._is_plural():
            return False
        words = self._folded[self._noun.start : self._last_noun_end]
        return knows(self._types[0], words, self._line.frame)

    def _unique_end(self) -> int | None:
        """«Khu liên hợp thể thao tỉnh», «Trung tâm Chính trị - Hành chính»: a province has one."""
        if self._noun.noun_role != "unique" or self._is_plural():
            return None
        owner = _OWNER.match(self._folded, self._noun.end)
        if owner and not self._is_capital(min(owner.end() + 1, self._line.end - 1)):
            return owner.end()
        if self._name_follows(self._noun.end):
            return None
        inner = self._printed[self._noun.start + 1 : self._noun.end]
        return self._noun.end if any(c.isupper() for c in inner) and not self._line.shouts else None

    def _is_plural(self) -> bool:
        before = self._line.word_before(self._noun.start)
        if before is None:
            token = next((t for t in (self._line.token_at.get(p) for p in self._starts_before()) if t), None)
            return token is not None and token.kind in ("number", "quantity") and token.end >= self._noun.start - 1
        if "plural" in before.roles:
            return True
        return "filler" in before.roles and self._plural_before(before.start)

    def _plural_before(self, position: int) -> bool:
        word = self._line.word_before(position)
        return word is not None and "plural" in word.roles

    def _starts_before(self) -> range:
        return range(self._noun.start - 1, max(self._line.start, self._noun.start - 6) - 1, -1)

    def _is_this(self, position: int) -> bool:
        word = self._line.word_at.get(position + 1)
        return word is not None and "this" in word.roles

    def _pointing(self) -> Phrase | None:
        """«dự án này» and «Dự án» at the head of a clause point back; other nouns speak of nothing known."""
        noun = self._noun
        kind = self._types[0] if self._types and self._last_noun_end == noun.end else ""
        plural = self._is_plural()
        phrase = Phrase(noun.start, noun.start, noun.end, noun.end, kind, Naming.UNNAMED, plural)
        if self._is_this(noun.end):
            this = self._line.word_at[noun.end + 1]
            return replace(phrase, end=this.end, naming=Naming.ANAPHOR)
        if self._types or plural or noun.noun_role not in ("generic", "head", "whole"):
            bare_head = noun.noun_role == "head" and self._last_noun_end == noun.end and not plural
            if bare_head and self._opens_clause() and self._stands_alone():
                return replace(phrase, naming=Naming.ANAPHOR)
            return replace(phrase, end=max(self._last_noun_end, noun.end))
        if not self._stands_alone():
            return None if self._is_measured() else phrase
        return replace(phrase, naming=Naming.ANAPHOR) if self._opens_clause() or self._is_acted_on() else None

    def _is_measured(self) -> bool:
        """«chiều dài tuyến chính», «tổng mức đầu tư dự án»: part of a figure's name."""
        word = self._line.word_before(self._noun.start)
        return word is not None and (word.roles >= {"stop", "aux"} or bool(word.roles & {"attribute", "progress"}))

    def _opens_clause(self) -> bool:
        """Whether the noun stands at the head of a clause."""
        start = max(self._line.sign_before(self._noun.start, ",;:(."), self._noun.start - REACH)
        before = self._line.text(start, self._noun.start).strip(" -+")
        return before in ("", "hiện", "hiện nay", "toàn bộ", "phần") or before.endswith(_CLAUSE_OPENERS)

    def _is_acted_on(self) -> bool:
        """«khởi công dự án», «gia hạn thời gian thực hiện dự án»: the object of a verb."""
        word = self._line.word_before(self._noun.start)
        while word is not None and word.noun is None and not word.status and word.roles & {"filler", "attribute"}:
            word = self._line.word_before(word.start)
        return word is not None and bool(word.status)

    def _stands_alone(self) -> bool:
        """Nothing describes the noun: a verb, a sign, a figure or a word that ends names follows."""
        noun = self._noun
        at = noun.end + 1
        if at >= self._line.end or self._folded[noun.end] != " ":
            return True
        token = self._line.token_at.get(at)
        if token is not None and token.kind in ("period", "quantity"):
            return True
        word = self._line.word_at.get(at)
        if _NO_PROJECT.match(self._folded, at):
            return True
        stops = {"stop", "expected", "past", "aux", "negation", "adjunct"}
        return word is not None and bool(word.status or word.roles & stops)

    def _named(self, name_end: int) -> Phrase:
        if not any(c.isupper() for c in re.sub(r"\b[IVX]+\b", "", self._printed[self._noun.end : name_end])):
            name_end = self._located_end(name_end)
        start = self._modified_start()
        project_type = self._types[0] if self._types else ""
        return Phrase(
            start,
            self._noun.start,
            name_end,
            self._tail_end(name_end),
            project_type,
            Naming.NAMED,
            self._is_plural(),
            self._is_oblique(start),
        )

    def _located_end(self, end: int) -> int:
        """«nhà máy điện gió số 5 ở Vĩnh Châu»: a number is a name only with the place."""
        for word in (" ở ", " tại "):
            start = end + len(word)
            if self._noun.noun_role != "unique" and self._folded.startswith(word, end) and start < self._line.end:
                while start < self._line.end and self._is_capital(start):
                    piece = next(self._line.pieces(start, self._line.end))
                    end = piece.end()
                    start = end + 1 if self._folded[end : end + 1] == " " else self._line.end
                return end
        return end

    def _modified_start(self) -> int:
        """Where «cải tạo, nâng cấp …», «điều chỉnh …» or «giai đoạn 1 …» before the noun begins."""
        start = self._noun.start
        phase = re.search(
            r"giai đoạn (?:\d|i{1,3}) (?:dự án )?$", self._folded[max(self._line.start, start - 24) : start]
        )
        if phase:
            start -= len(phase.group())
        while True:
            position = start
            while position > self._line.start and self._folded[position - 1] in " ,":
                position -= 1
            joint = re.search(r" và $", self._folded[max(self._line.start, start - 4) : start])
            position = start - 4 if joint and start < self._noun.start else position
            word = next(
                (w for w in reversed(self._line.words_between(start - 24, position)) if w.end == position), None
            )
            if (
                word is None
                or "modifier" not in word.roles
                or (start == self._noun.start and "," in self._folded[position:start])
            ):
                return start
            start = word.start

    def _tail_end(self, name_end: int) -> int:
        """A place, a form or a target year behind the name belongs to the phrase."""
        end = name_end
        if self._folded.startswith(" tại ", end):
            end = self._places_end(end + 5) or end
        for _ in range(3):
            tail = _TAIL.match(self._folded, end, self._line.end)
            if tail is None or self._cuts_word(tail.end()):
                break
            end = self._proper_tail(end, tail.end())
        return end

    def _proper_tail(self, start: int, end: int) -> int:
        """Of the two words that may name a district only those with a capital."""
        words = [word for word in self._line.pieces(start, end) if word.group() != ","]
        kept = start
        for index, word in enumerate(words):
            if index and not self._is_capital(word.start()) and word.group() not in _TAIL_WORDS:
                break
            kept = word.end()
        return kept

    def _cuts_word(self, position: int) -> bool:
        return position < self._line.end and self._folded[position].isalnum() and self._folded[position - 1].isalnum()

    def _places_end(self, start: int) -> int | None:
        """«tại cửa khẩu quốc tế Hữu Nghị và cửa khẩu Tân Thanh»: the gates and provinces named there."""
        end = None
        for token in self._line.tokens_between(start, start + REACH // 2):
            if token.value("area") or token.value("gate"):
                if end is not None and token.start - end > 20:
                    break
                if end is None and token.start - start > 24:
                    break
                end = token.end
        return end

    def _is_oblique(self, start: int) -> bool:
        before = self._line.word_before(start)
        if before is None:
            return False
        return "oblique" in before.roles or ("plural" in before.roles and self._plural_oblique(before.start))

    def _plural_oblique(self, position: int) -> bool:
        word = self._line.word_before(position)
        return word is not None and "oblique" in word.roles


def joined(line: ProjectSentence, phrases: Sequence[Phrase], fillers: frozenset[str]) -> list[list[Phrase]]:
    """Phrases that stand in one list: between them only signs, «và», figures in brackets and filling words."""
    groups: list[list[Phrase]] = []
    for phrase in phrases:
        if groups and _joins(line, groups[-1][-1], phrase, fillers):
            groups[-1].append(phrase)
        else:
            groups.append([phrase])
    return groups


def _joins(line: ProjectSentence, first: Phrase, second: Phrase, fillers: frozenset[str]) -> bool:
    if first.is_named != second.is_named or second.start - first.end > REACH // 2:
        return False
    if second.oblique or (first.oblique and not second.oblique and "," not in line.text(first.end, second.start)):
        return second.oblique and first.oblique and line.text(first.end, second.start).strip() in (",", "và")
    gap = line.text(first.end, second.start)
    joint = re.sub(r"\([^)]*\)", "", gap).strip()
    if not re.match(r"(?:,|;|và|cùng|cùng với|hay)(?:\W|$)", joint):
        return False
    if any(word.status for word in line.words_between(first.end, second.start)):
        return False
    return line.unknown_words(first.end, second.start, fillers) == 0
