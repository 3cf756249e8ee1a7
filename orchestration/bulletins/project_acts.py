"""What a sentence says is done to projects: status verbs and progress, with their mood (language notes, Projects)."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.bulletins.project_sentence import REACH, ProjectSentence, Word

MILESTONES = frozenset({
    "policy_approved", "consultant_selected", "contractor_selected", "contract_signed", "groundbreaking",
    "technically_opened", "partially_opened", "opened", "completed", "inaugurated", "trial_operation", "in_operation",
})  # fmt: skip
PREPARED = frozenset({"proposed", "planning", "submitted"})
_BEFORE_WORK = frozenset({
    "planning", "submitted", "consultant_selected", "contractor_selected", "contract_signed", "preparing",
})  # fmt: skip
_NOT_YET = {
    "groundbreaking": "planning",
    "policy_approved": "proposed",
    "under_construction": "planning",
}
_LINKS = frozenset({"filler", "aux", "past", "adjunct"})
_MOODS = frozenset({"expected", "past", "order"})
_SUPPOSED = ("khi", "sau khi được", "nếu", "trong trường hợp")
_SAID_AS_DONE = ("đã ", "mới ", "vừa ", "đang ")
_AMOUNT_WORD = re.compile(
    r"(?:vốn|mức đầu tư|kinh phí|quy mô|công suất|chiều dài|diện tích|thời gian|giá trị)(?: \w+)? $"
)
_BEFORE_DATE = re.compile(
    r" (?:xong )?(?:trước|chậm nhất|muộn nhất)(?: là)?(?: vào)?(?: ngày| tháng| năm| quý| dịp)? ?[\dtc]"
)
_REACHED = re.compile(
    r"\b(?:đạt|hoàn thành|xong|làm được|làm xong|thi công được|được|(?<!mặt )bằng|là|ước|khoảng|hơn|trên|gần)"
)


_WORK_REACHED = re.compile(
    r"(?:thi công|xây dựng|xây lắp)(?: (?:đã|mới|chỉ|ước))* (?:đạt|được)(?: (?:khoảng|hơn|trên|gần))* $"
)
_OF_PLAN = re.compile(r"[ \w]{0,12}(?:kế hoạch|dự toán|cùng kỳ|so với)")


@dataclass(slots=True)
class Act:
    """One statement of a status in folded offsets; `rules` tell how it was read."""

    start: int
    end: int
    status: str
    expected: bool = False
    hypothetical: bool = False
    rules: list[str] = field(default_factory=list)


def find_acts(line: ProjectSentence, taken: Sequence[tuple[int, int]]) -> list[Act]:
    """The acts of a sentence in order; verbs within the names of projects (`taken`) are none."""
    verbs = [word for word in line.words if word.status and not _inside(word.start, taken)]
    acts: list[Act] = []
    for index, verb in enumerate(verbs):
        following = verbs[index + 1] if index + 1 < len(verbs) else None
        act = _act(line, verb, following)
        if act is None:
            continue
        if acts and _is_object_of_submission(line, acts[-1], act):
            acts[-1].rules.append("project.submitted_for")
            continue
        acts.append(act)
    if any(act.status == "separated" for act in acts):
        acts = [act for act in acts if act.status != "preparing"]  # «tách giải phóng mặt bằng … thành dự án độc lập»
    acts.extend(_progress(line, taken))
    acts.sort(key=lambda act: act.start)
    for index, act in enumerate(acts):
        _judge(line, act, acts[index - 1] if index else None)
    return acts


def _inside(position: int, taken: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(taken, (position, math.inf)) - 1
    return index >= 0 and position < taken[index][1]


def _act(line: ProjectSentence, verb: Word, following: Word | None) -> Act | None:
    """The act of a verb, or None where it only carries the next verb («hoàn thành giải phóng mặt bằng»)."""
    status = verb.status or ""
    if following is not None and _carries(line, verb, following):
        return None
    if status in ("under_construction", "completed") and _counts(line, verb):
        return None
    if status == "proposed" and following is not None and _asks_for(line, verb, following):
        return None
    if status == "delayed" and _is_remedied(line, verb):
        return None
    if status == "trial_operation" and verb.end - verb.start < 11 and not _ends(line, verb.end):
        return None
    return Act(verb.start, verb.end, status)


def _asks_for(line: ProjectSentence, verb: Word, following: Word) -> bool:
    """«đề nghị … chấp thuận chủ trương»: the decision asked for tells the status."""
    return following.status == "policy_approved" and not re.search(r"[;.]", line.text(verb.end, following.start))


def _carries(line: ProjectSentence, verb: Word, following: Word) -> bool:
    gap = line.text(verb.end, following.start)
    if len(gap) > 40 or re.search(r"[,;:.(]| và ", gap) or line.unknown_words(verb.end, following.start, {"filler"}):
        return False
    if any(word.noun is not None for word in line.words_between(verb.end, following.start)):
        return False
    if verb.status == "completed":
        return following.status in _BEFORE_WORK
    if verb.status == "under_construction":
        return following.status in _BEFORE_WORK | {"groundbreaking", "completed", "under_construction"}
    return verb.status == "planning" and following.status == "planning"


def _counts(line: ProjectSentence, verb: Word) -> bool:
    """«hoàn thành 65% khối lượng», «thi công 36 tháng» and «hoàn thành 98% kế hoạch» tell no status themselves."""
    text = line.text(verb.end, verb.end + 24)
    if verb.status == "under_construction":
        bare = line.text(verb.start, verb.end) in ("thi công", "thi công xây dựng")
        return bare and (bool(re.match(r" (?:trong |khoảng |dự kiến )*\d+ (?:tháng|năm|ngày)", text)))
    token = next((t for t in (line.token_at.get(p) for p in range(verb.end + 1, verb.end + 16)) if t), None)
    return (
        token is not None and token.kind == "quantity" and token.printed is not None and token.printed.unit == "percent"
    )


def _is_remedied(line: ProjectSentence, verb: Word) -> bool:
    start = line.sign_before(verb.start)
    return any("remedy" in word.roles for word in line.words_between(max(start, verb.start - 60), verb.start))


def _ends(line: ProjectSentence, position: int) -> bool:
    """Whether nothing that could be an object follows."""
    return closes(line, position)


def closes(line: ProjectSentence, position: int, *, agents: bool = False) -> bool:
    """Whether a verb that ends at `position` has no other object: a sign, a date, a figure or an adjunct follows."""
    if position >= line.end:
        return True
    piece = next(line.pieces(position, line.end), None)
    if piece is None or not piece.group()[0].isalnum():
        return True
    token = line.token_at.get(piece.start())
    if token is not None and token.kind in ("period", "quantity", "number", "mask"):
        return True
    word = line.word_at.get(piece.start())
    return word is not None and (
        bool(word.status) or bool(word.roles & {"adjunct", "attribute", "this"}) or (agents and "agent" in word.roles)
    )


def _is_object_of_submission(line: ProjectSentence, before: Act, act: Act) -> bool:
    """«trình HĐND tỉnh thông qua»: what is to be decided is not decided."""
    if before.status != "submitted" or act.status not in ("policy_approved", "adjusted") or act.start - before.end > 90:
        return False
    gap = line.text(before.end, act.start)
    return not re.search(r"[;.]| và |, | đã | được ", gap)


def _progress(line: ProjectSentence, taken: Sequence[tuple[int, int]]) -> list[Act]:
    """«đạt 65% khối lượng», «tiến độ thi công đạt 40%»: the work is under way, or done at 100 %."""
    acts: list[Act] = []
    for token in line.tokens:
        printed = token.printed
        if printed is None or printed.unit != "percent":
            continue
        if acts and token.start < acts[-1].end + 20:
            continue
        span = _progress_span(line, token.start, token.end)
        if span is not None and not _inside(span[0], taken):
            done = printed.value >= Decimal(100)
            acts.append(Act(*span, "completed" if done else "under_construction", rules=["project.progress"]))
    return acts


def _progress_span(line: ProjectSentence, start: int, end: int) -> tuple[int, int] | None:
    for word in line.words_between(end, end + 28):
        between = line.text(end, word.start)
        if "progress" in word.roles and not re.search(r"[;:.(]", between) and between.strip(" ,") in ("", "tổng", "về"):
            first = max(line.start, start - 24)
            reach = list(_REACHED.finditer(line.text(first, start)))
            return (first + reach[0].start() if reach else start), word.end
    first = line.sign_before(start, ";:(.,")
    for word in reversed(line.words_between(max(first, start - 60), start)):
        if "progress" in word.roles:
            gap = line.text(word.end, start)
            ok = re.search(r"\b(?:đạt|được|là|ước|bằng|hoàn thành)\b", gap) or re.fullmatch(r"[: ]*", gap)
            plan = _OF_PLAN.match(line.text(end, end + 24))
            return (word.end + ok.start(), end) if ok and not plan else None
    reached = _WORK_REACHED.search(line.text(first, start))
    if reached and not _OF_PLAN.match(line.text(end, end + 24)):
        return first + reached.start(), end  # «xây dựng đạt 35%»
    return None


def _judge(line: ProjectSentence, act: Act, before: Act | None) -> None:
    """Whether the act is done, expected, not yet done, or only supposed."""
    first = max(line.sign_before(act.start, ",;:(."), before.end if before else line.start)
    near = line.words_between(max(first, act.start - 60), act.start)
    for word in reversed(near):
        gap = line.unknown_words(word.end, act.start, {"aux", "past", "expected", "filler"})
        if "negation" in word.roles and gap == 0:
            return _deny(act)
        if line.text(word.start, word.end) in ("sau", "trước") and "đã" in line.text(word.end, act.start).split():
            continue  # «sau thời gian dài nâng cấp đã hoàn thành»
        if line.text(word.start, word.end).endswith(_SUPPOSED):
            act.hypothetical = True
            return None
        if (
            "hypothetical" in word.roles
            and gap <= 1
            and not (_is_date_word(line, word) and act.status not in ("delayed", "under_construction"))
        ):
            act.hypothetical = True
            return None
    if act.status == "policy_approved" and _is_requested(line, act):
        act.status = "proposed"
        act.rules.append("project.requested")
        return None
    if "project.progress" not in act.rules:
        act.expected = _is_expected(line, act)
    return None


def _is_date_word(line: ProjectSentence, word: Word) -> bool:
    """«trước ngày 30/4», «sau 10 năm»: a date follows, no clause."""
    token = next((t for t in (line.token_at.get(p) for p in range(word.end, word.end + 8)) if t), None)
    return token is not None and token.kind in ("period", "number", "quantity")


def _deny(act: Act) -> None:
    if act.status in _NOT_YET:
        act.status = _NOT_YET[act.status]
        act.rules.append("project.not_yet")
    else:
        act.hypothetical = True


def _is_requested(line: ProjectSentence, act: Act) -> bool:
    """«đề nghị Thủ tướng … chấp thuận chủ trương»: what is asked for is not granted."""
    first = line.sign_before(act.start, ";.")
    for word in reversed(line.words_between(max(first, act.start - REACH), act.start)):
        if "past" in word.roles and "request" not in word.roles and line.text(word.start, word.end) != "đã":
            continue
        if line.text(word.start, word.end) in ("đã", "đã được", "vừa được"):
            return False
        if "request" in word.roles:
            return True
    return False


def _is_expected(line: ProjectSentence, act: Act) -> bool:
    """The nearest mark before the verb since the last «;» decides; an order is for what can be reached."""
    if line.text(act.start, act.end).startswith(_SAID_AS_DONE):
        return False
    reached = act.status in MILESTONES
    if (
        reached
        and _BEFORE_DATE.match(line.text(act.end, act.end + 40))
        and "đã" not in line.text(act.start - 16, act.start)
    ):
        act.rules.append("project.deadline")
        return True
    # What holds a work up is told of now: a plan in an earlier clause is that of its funds or of its end.
    first = line.sign_before(act.start, ",;." if act.status == "delayed" else ";.")
    for word in reversed(line.words_between(max(first, act.start - REACH), act.start)):
        if not word.roles & _MOODS or _is_amount_mark(line, word):
            continue
        if "expected" in word.roles:
            return True
        if "past" in word.roles:
            return _is_going_on(line, word, act)
        if reached and "order" in word.roles:
            return True
    return False


def _is_going_on(line: ProjectSentence, word: Word, act: Act) -> bool:
    """«đang lựa chọn nhà thầu»: a milestone that is still being reached."""
    going_on = line.text(word.start, word.end) in ("đang", "hiện đang") and act.start - word.end < 3
    return going_on and act.status in MILESTONES and act.status not in ("in_operation", "trial_operation")


def _is_amount_mark(line: ProjectSentence, word: Word) -> bool:
    """«tổng mức đầu tư dự kiến 500 tỷ đồng»: the figure is expected, not the act."""
    token = next((t for t in (line.token_at.get(p) for p in range(word.end, word.end + 12)) if t), None)
    if (
        token is not None
        and token.kind == "quantity"
        and line.unknown_words(word.end, token.start, {"aux", "filler"}) == 0
    ):
        return not line.text(word.end, token.start).strip().startswith(("trong", "sau"))
    return bool(_AMOUNT_WORD.search(line.text(max(line.start, word.start - 24), word.start)))
