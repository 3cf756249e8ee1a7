"""Random records under random balances and inequalities, with up to four fields misprinted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.support.linear_systems import rule

FIELDS = tuple(f"v{number}" for number in range(1, 8))
MOST_ERRORS = 4
RECORDS_IN_BATCH = 20
_TRIES = 500

Record = dict[str, int]


@dataclass(frozen=True)
class Batch:
    """Records under one set of rules; `errors` says how many fields of each were misprinted."""

    rules: tuple[str, ...]
    records: tuple[Record, ...]
    errors: tuple[int, ...]


def batches(count: int, seed: int) -> Iterator[Batch]:
    """`count` records, by their rules."""
    random = Random(seed)
    for first in range(0, count, RECORDS_IN_BATCH):
        yield _batch(random, min(RECORDS_IN_BATCH, count - first))


def _batch(random: Random, size: int) -> Batch:
    sums = _sums(random)
    inequalities = tuple(_inequality(random, _truth(random, sums)) for _ in range(random.randint(1, 4)))
    records: list[Record] = []
    errors: list[int] = []
    while len(records) < size:
        truth = _obedient(random, sums, inequalities)
        if truth is None:
            return _batch(random, size)
        wrong = random.sample(FIELDS, random.randint(0, MOST_ERRORS))
        records.append(truth | {name: _misprinted(random, truth[name]) for name in wrong})
        errors.append(len(wrong))
    balances = tuple(f"{total} = {' + '.join(parts)}" for total, parts in sums.items())
    signs = tuple(f"{name} >= 0" for name in FIELDS)
    return Batch((*balances, *inequalities, *signs), tuple(records), tuple(errors))


def _sums(random: Random) -> dict[str, tuple[str, ...]]:
    """The last fields are totals, each of two or three of those before it."""
    free = random.randint(3, 5)
    return {
        FIELDS[place]: tuple(random.sample(FIELDS[:place], random.randint(2, 3))) for place in range(free, len(FIELDS))
    }


def _truth(random: Random, sums: dict[str, tuple[str, ...]]) -> Record:
    found: Record = {}
    for name in FIELDS:
        parts = sums.get(name)
        found[name] = sum(found[part] for part in parts) if parts else random.randint(0, 999)
    return found


def _inequality(random: Random, truth: Record) -> str:
    """A rule that some true record meets, with a small constant or small factors."""
    left, right = random.sample(FIELDS, 2)
    if random.random() < 0.3:
        bound = truth[left] * random.randint(8, 16) // 10
        return f"{left} <= {bound}" if random.random() < 0.5 else f"{left} >= {bound // 4}"
    if truth[left] < truth[right]:
        left, right = right, left
    larger, smaller = random.randint(1, 3), random.randint(1, 3)
    return f"{max(larger, smaller)} * {left} >= {min(larger, smaller)} * {right}"


def _obedient(random: Random, sums: dict[str, tuple[str, ...]], inequalities: tuple[str, ...]) -> Record | None:
    """A true record that meets the inequalities; ``None`` where they leave hardly any."""
    for _ in range(_TRIES):
        truth = _truth(random, sums)
        if all(_holds(text, truth) for text in inequalities):
            return truth
    return None


def _holds(text: str, record: Record) -> bool:
    found = rule(text)
    return sum(value * record[name] for name, value in found.coefficients.items()) >= found.bound


def _misprinted(random: Random, value: int) -> int:
    """Another number, as people and programs get numbers wrong."""
    digits = str(value)
    place = random.randrange(len(digits))
    kind = random.choice(("exchanged", "replaced", "tenfold", "near", "negative", "any"))
    if kind == "exchanged":
        return int(digits[:place] + digits[place:][1::-1] + digits[place + 2 :])
    if kind == "replaced":
        return int(digits[:place] + random.choice("0123456789") + digits[place + 1 :])
    return {"tenfold": value * 10, "near": value + 1, "negative": -value, "any": random.randint(0, 4999)}[kind]
