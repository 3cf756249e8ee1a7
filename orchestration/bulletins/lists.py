"""Lists of subjects and figures: «A và B lần lượt đạt x và y», «Chè: …», «Mục tiêu: …» (language notes, section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.bulletins.kinds import (
    COMPARATOR,
    CONNECTOR,
    CUT,
    FILLER,
    ITEM,
    NAMING,
    PARTNER,
    PERIOD,
    PREPOSITION,
    QUANTITY,
    SEASON,
    SUBJECT,
)
from orchestration.bulletins.lexer import Token, kinds_of
from orchestration.bulletins.rules import AMOUNT, PERCENT, POINT, TIMES
from orchestration.bulletins.scope import Draft


def is_subject(token: Token) -> bool:
    """Whether a word can name what a figure is about."""
    return token.kinds & SUBJECT != 0


def pair_in_order(tokens: Sequence[Token]) -> dict[Token, list[Token]]:
    """«A và B lần lượt đạt x và y»: the first figure is of the first subject, the second of the second.

    A second list («…, tương ứng tăng 1,9 % và 5,5 %») goes over the same subjects. Where there are not as many
    figures as subjects nothing is paired, and each figure is left without a subject.
    """
    pairs: dict[Token, list[Token]] = {}
    last: list[Token] = []
    for before, figures in zipped(tokens):
        near = max((i for i, token in enumerate(before) if token.kind == "quantity"), default=-1)
        subjects = [token for token in before[near + 1 :] if is_subject(token)]
        if len(subjects) < 2:
            subjects = last
        if len(subjects) < 2 or len(figures) < 2:
            continue
        last = subjects
        shared, subjects = _with_shared_head(subjects, figures)
        if len(subjects) != len(figures):
            pairs.update((figure, []) for figure in figures)
        else:
            act = [] if kinds_of([*shared, *subjects]) & NAMING else _act_of_list(tokens, before, figures)
            pairs.update((figure, [*shared, subject, *act]) for figure, subject in zip(figures, subjects, strict=True))
    return pairs


def _with_shared_head(subjects: Sequence[Token], figures: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """«Diện tích lúa, ngô và lạc lần lượt đạt …»: the noun in front is said of each of its cuts."""
    head, cuts = subjects[0], list(subjects[1:])
    if len(cuts) == len(figures) and head.kinds & NAMING and not kinds_of(cuts) & NAMING:
        return [head], cuts
    return [], list(subjects)


def _act_of_list(tokens: Sequence[Token], before: Sequence[Token], figures: Sequence[Token]) -> list[Token]:
    """«khu vực trong nước và khu vực FDI lần lượt xuất khẩu 655 và 165 triệu USD»: what both are told to do."""
    end = before[-1].end if before else 0
    return [token for token in tokens if end <= token.start < figures[0].start and token.kinds & NAMING]


def said_in_order(tokens: Sequence[Token], pairs: dict[Token, list[Token]]) -> dict[Token, Token]:
    """«đạt 224.000 tấn, giá trị 485 triệu USD, tăng lần lượt 2,8 % và 21,3 %»: each percentage is of one amount."""
    owners: dict[Token, Token] = {}
    for before, figures in zipped(tokens):
        amounts = [t for t in before if t.kind == "quantity" and unit_class(t) == AMOUNT][-len(figures) :]
        relative = all(unit_class(figure) != AMOUNT and figure not in pairs for figure in figures)
        if len(figures) > 1 and len(amounts) == len(figures) and relative:
            owners.update(zip(figures, amounts, strict=True))
            behind = tokens[tokens.index(figures[-1]) + 1 :]
            owners.update(zip(_same_list(behind, len(figures)), amounts, strict=False))
    return owners


def _same_list(tokens: Sequence[Token], length: int) -> list[Token]:
    """«…, nhưng so với cùng kỳ giảm 17,4% và 21%»: a second list of as many percentages, without «lần lượt»."""
    found: list[Token] = []
    for token in tokens:
        if token.sign == ";" or (token.kinds & SUBJECT and not token.kinds & COMPARATOR):
            break
        if token.kind == "quantity":
            found.append(token)
        if len(found) == length:
            break
    joined = len(found) == length and any(
        t.value("connector") == "and" for t in tokens if found[-2].end <= t.start < found[-1].start
    )
    return found if joined and all(unit_class(figure) == PERCENT for figure in found) else []


def repeat_order(drafts: Sequence[Draft]) -> None:
    """«tăng 4,8% so tháng trước và tăng 11,6% so cùng kỳ; nhập khẩu giảm 1,9% và tăng 7,2%»: the same two bases."""
    growths: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.measure in ("growth", "ratio"):
            growths.setdefault(id(draft.statement), []).append(draft)
    order: list[str | None] = []
    for statement in growths.values():
        if all(draft.basis_source == "stated" for draft in statement):
            order = [draft.basis for draft in statement]
        elif len(statement) == len(order) > 1 and not any(draft.basis_source == "stated" for draft in statement):
            for draft, basis in zip(statement, order, strict=True):
                draft.basis, draft.basis_source = basis, "inherited"


def zipped(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], list[Token]]]:
    """For each «lần lượt» the tokens before it, since the one before, and the figures behind it."""
    at = [index for index, token in enumerate(tokens) if token.kinds & CONNECTOR and token.value("connector") == "zip"]
    for order, index in enumerate(at):
        first = at[order - 1] if order else 0
        last = at[order + 1] if order + 1 < len(at) else len(tokens)
        yield tokens[first:index], _listed_figures(tokens[index:last])


def _listed_figures(tokens: Sequence[Token]) -> list[Token]:
    """The figures of one list: up to its last («… và 9,8%»), a semicolon, or a figure of another class."""
    figures: list[Token] = []
    joined = False
    for token in tokens:
        connector = token.value("connector") if token.kinds & CONNECTOR else None
        if token.sign == ";" or (figures and connector == "contrast"):
            break
        if token.kind == "quantity":
            if figures and unit_class(token) != unit_class(figures[0]):
                break
            figures.append(token)
            if joined:
                break
        joined = bool(figures) and (connector == "and" or (joined and token.kind != "quantity"))
    return figures


def label_of(tokens: Sequence[Token]) -> list[Token]:
    """«Lúa đông xuân: …», «Vụ lúa hè thu 2024, …»: what a sentence is headed by, where that is a cut and its time."""
    if tokens and tokens[0].sign == ")":  # «b) Lúa thu đông: …»
        tokens = tokens[1:]
    return _strict_label(tokens) or _topic(tokens)


def _topic(tokens: Sequence[Token]) -> list[Token]:
    """«Cây chè thì không được như vậy: diện tích …», «Đối với sầu riêng, …»: the crop or animal that is told of."""
    mark = next((i for i, token in enumerate(tokens) if token.sign in (":", ",", ";", "(")), None)
    if mark is None or tokens[mark].sign not in (":", ","):
        return []
    head = tokens[:mark]
    herds = [t for t in head if t.kinds & NAMING and any(e.row.get("item") for e in t.of("indicator"))]
    others = [t for t in head if t not in herds]
    if kinds_of(others) & (NAMING | QUANTITY | PARTNER) or not (herds or kinds_of(head) & (ITEM | SEASON)):
        return []
    opens = head[0].kinds & PREPOSITION or head[0].value("connector") == "pop"
    named = [token for token in head if token.kinds & (ITEM | SEASON) or token in herds]
    return named if tokens[mark].sign == ":" or opens else []


def _strict_label(tokens: Sequence[Token]) -> list[Token]:
    for index, token in enumerate(tokens):
        if token.sign in (":", ","):
            head = list(tokens[:index])
            named = kinds_of(head)
            is_label = named & CUT and (token.sign == ":" or named & (PERIOD | SEASON))
            return head if is_label else []
        if token.kinds & QUANTITY or not (token.kinds & (CUT | PERIOD) or _is_filler(token)):
            return []
    return []


def list_role_of(tokens: Sequence[Token]) -> str | None:
    """«Mục tiêu năm 2021: 500 ha …»: what the figures of a list are, where it is headed so."""
    entry = tokens[0].entry("comparator") if tokens else None
    if entry is None or entry.value != "plan":
        return None
    for token in tokens[1:]:
        if token.sign == ":":
            return "target" if entry.row.get("alias") == "mục tiêu" else "plan"
        if token.mention is None:
            return None
    return None


def _is_filler(token: Token) -> bool:
    return token.kinds & FILLER != 0 or token.kind == "mask" or token.sign == "-"


def unit_class(quantity: Token) -> str:
    """Whether a quantity is a percentage, percentage points, a multiple or an amount."""
    unit = quantity.unit
    if quantity.printed is not None and "times" in quantity.printed.flags:
        return TIMES
    if unit in ("percent", "percent_per_year"):
        return PERCENT
    if unit == "percentage_point":
        return POINT
    return AMOUNT
