"""How well the network finds misprints: planted errors in honest networks, and honest networks left alone.

A network is a total with its parts, plans, bases and the bulletin of the year before, all honestly rounded
(benchmarks/networks.py). One figure, or two, are misprinted; the network, each identity alone and exact sums are
asked whether they notice, and the network whom it suspects and what it would print instead. Whether an error
can be noticed at all is told by an independent linear programme: the leave-one-out interval of the honest
network. Prints tables with 95 % intervals (Wilson) and keeps nothing. The seed gives the cases.

Examples:
    python benchmarks/planted_errors.py
    python benchmarks/planted_errors.py --cases 100 --honest 500 --seed 2
    python benchmarks/planted_errors.py --kinds sign pair --processes 1
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import sqrt
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.misprints import KINDS, Planted, plant
from benchmarks.network_oracles import can_agree, exact_sums_find, leaves, pairwise_finds
from benchmarks.networks import Network, honest_network
from expectations.reconciliation.network import Component, Solution, solve

PAIR = "pair"
HONEST = "honest"
PIECE = 20
"""Cases that a process does before it reports."""


@dataclass(frozen=True)
class Outcome:
    """What came of one network.

    Attributes:
        noticed: whether the network speaks of a conflict; `alone` and `naive` are the row checks.
        noticeable: whether the oracle says that an error can be noticed.
        size: how many figures must be wrong at least, by the network.
        in_sets: the planted errors are one of the smallest sets, of all conflicts or of the gravest.
        unique: they are the only one.
        first: they are the likeliest one.
        repaired: and the first repair of each is what was meant.
        suspects: how many figures are in some smallest set.
        verified: every proof holds in whole numbers.
        seconds: processor time to solve the component.
    """

    noticed: bool
    noticeable: bool
    alone: bool
    naive: bool
    size: int
    in_sets: bool
    unique: bool
    first: bool
    repaired: bool
    suspects: int
    verified: bool
    seconds: float


def planted_case(kinds: tuple[str, ...], seed: int, number: int) -> tuple[Network, Planted]:
    """The case with this number: the honest network, and the one with the planted errors."""
    random = Random(f"{seed}:{'+'.join(kinds)}:{number}")
    while True:
        network = honest_network(random)
        chosen = tuple(random.choice(sorted(KINDS)) for _ in range(2)) if kinds == (PAIR,) else kinds
        planted = plant(network, chosen, random)
        if planted is not None:
            return network, planted


def one_case(kind: str, seed: int, number: int) -> Outcome:
    """Plant one error, or a pair, or none, and ask everybody."""
    if kind == HONEST:
        network = honest_network(Random(f"{seed}:{HONEST}:{number}"))
        return judged(Planted(network, {}), noticeable=False)
    network, planted = planted_case((kind,), seed, number)
    if kind == PAIR:
        return judged(planted, noticeable=not can_agree(planted.network))
    (wrong,) = planted.meant
    return judged(planted, noticeable=leaves(network, planted.network, wrong))


def judged(planted: Planted, *, noticeable: bool) -> Outcome:
    """Solve the network and hold the answer against what was planted."""
    solution, seconds = _timed(planted.network.component())
    truth = frozenset(planted.meant)
    families = [[frozenset(s.observation_ids) for s in conflict.suspects] for conflict in solution.conflicts]
    first = frozenset(i for family in families for i in (family[0] if family else ()))
    gravest = [f for f, c in zip(families, solution.conflicts, strict=True) if c.status == solution.agreement]
    in_sets = bool(families) and (_is_choice(truth, families) or _is_choice(truth, gravest))
    return Outcome(
        noticed=solution.agreement != "reconciled" if not truth else bool(solution.conflicts),
        noticeable=noticeable,
        alone=pairwise_finds(planted.network),
        naive=exact_sums_find(planted.network),
        size=sum(len(family[0]) for family in families if family),
        in_sets=in_sets,
        unique=in_sets and all(len(family) == 1 for family in families),
        first=first == truth,
        repaired=first == truth and _repaired(solution, planted),
        suspects=len(frozenset[str]().union(*(s for family in families for s in family))),
        verified=all(conflict.proof.is_verified for conflict in solution.conflicts),
        seconds=seconds,
    )


def _timed(component: Component) -> tuple[Solution, float]:
    began = time.process_time()
    solution = solve(component)
    return solution, time.process_time() - began


def _is_choice(truth: frozenset[str], families: Sequence[Sequence[frozenset[str]]]) -> bool:
    """Whether one set of each conflict, together, are the planted errors."""
    if not families:
        return not truth
    rest = families[1:]
    return any(chosen <= truth and _is_choice(truth - chosen, rest) for chosen in families[0])


def _repaired(solution: Solution, planted: Planted) -> bool:
    first: dict[str, object] = {}
    for conflict in solution.conflicts:
        for repair in conflict.suspects[0].repairs if conflict.suspects else ():
            first.setdefault(repair.observation_id, repair.value)
    return all(first.get(figure) == shown.value for figure, shown in planted.meant.items())


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.959964, count / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max((middle - half) / (1 + z * z / total), 0.0), min((middle + half) / (1 + z * z / total), 1.0)


Measure = tuple[str, Callable[[Outcome], bool], Callable[[Outcome], bool]]
"""What a line is called, what it counts, and of which cases."""


def _all(_: Outcome) -> bool:
    return True


def _noticed(outcome: Outcome) -> bool:
    return outcome.noticed


COMMON: tuple[Measure, ...] = (
    ("noticed by the network", _noticed, _all),
    ("noticed by an identity alone", lambda o: o.alone, _all),
    ("noticed by exact sums", lambda o: o.naive, _all),
    ("noticeable (oracle)", lambda o: o.noticeable, _all),
    ("noticed, of noticeable", _noticed, lambda o: o.noticeable),
    ("proofs verified, of noticed", lambda o: o.verified, _noticed),
)
SINGLE: tuple[Measure, ...] = (
    *COMMON,
    ("in a smallest set", lambda o: o.in_sets, _noticed),
    ("unique and right", lambda o: o.unique, _noticed),
    ("likeliest suspect", lambda o: o.first, _noticed),
    ("exact repair", lambda o: o.repaired, _noticed),
)
PAIRS: tuple[Measure, ...] = (
    *COMMON,
    ("one figure explains both", lambda o: o.size == 1, _noticed),
    ("two figures are needed", lambda o: o.size == 2, _noticed),
    ("in a smallest set, of these", lambda o: o.in_sets, lambda o: o.size == 2),
    ("unique and right, of these", lambda o: o.unique, lambda o: o.size == 2),
    ("likeliest pair, of these", lambda o: o.first, lambda o: o.size == 2),
    ("exact repair, of these", lambda o: o.repaired, lambda o: o.size == 2),
)
ALARMS: tuple[Measure, ...] = (
    ("alarms of the network", _noticed, _all),
    ("alarms of an identity alone", lambda o: o.alone, _all),
    ("alarms of exact sums", lambda o: o.naive, _all),
)


def table(kind: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The lines of one kind."""
    yield f"{kind}: {len(outcomes):,} networks"
    measures = {HONEST: ALARMS, PAIR: PAIRS}.get(kind, SINGLE)
    for name, counts, among in measures:
        chosen = [outcome for outcome in outcomes if among(outcome)]
        count = sum(map(counts, chosen))
        low, high = wilson(count, len(chosen))
        share = f"{count / len(chosen):7.1%}" if chosen else "      –"
        yield f"  {name:32} {count:6,} of {len(chosen):6,}  {share}  [{low:.1%}, {high:.1%}]"
    noticed = [outcome for outcome in outcomes if outcome.noticed]
    if noticed:
        yield f"  {'mean number of suspects':32} {statistics.mean(o.suspects for o in noticed):6.2f}"
    yield f"  {'milliseconds a component':32} {_times(noticed or outcomes)}"


def _times(outcomes: Sequence[Outcome]) -> str:
    times = sorted(outcome.seconds * 1000 for outcome in outcomes)
    return "  ".join(f"p{share} {times[min(len(times) * share // 100, len(times) - 1)]:.0f}" for share in (50, 95))


def run(kind: str, numbers: Iterable[int], seed: int, processes: int) -> list[Outcome]:
    """All cases of a kind, with progress on standard error."""
    work, wanted = partial(one_case, kind, seed), list(numbers)
    found: list[Outcome] = []
    if processes == 1:
        for outcome in map(work, wanted):
            found.append(outcome)
            _progress(kind, len(found), len(wanted))
        return found
    with ProcessPoolExecutor(processes) as pool:
        for outcome in pool.map(work, wanted, chunksize=PIECE):
            found.append(outcome)
            _progress(kind, len(found), len(wanted))
    return found


def _progress(kind: str, done: int, wanted: int) -> None:
    if done % PIECE == 0 or done == wanted:
        print(f"\r{kind}: {done:,} of {wanted:,}", end="\n" if done == wanted else "", file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    summary, _, examples = (__doc__ or "").partition("Examples:")
    parser = argparse.ArgumentParser(
        description=summary, epilog="examples:" + examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = (*KINDS, PAIR, HONEST)
    parser.add_argument("--cases", type=int, default=500, help="networks a kind of error (default 500)")
    parser.add_argument("--honest", type=int, default=10_000, help="networks without error (default 10,000)")
    parser.add_argument("--seed", type=int, default=1, help="what gives the cases (default 1)")
    parser.add_argument("--processes", type=int, default=2, help="processes at work (default 2)")
    parser.add_argument("--kinds", nargs="+", choices=kinds, default=kinds, metavar="KIND", help=f"of {list(kinds)}")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark."""
    arguments = _arguments()
    print(f"seed {arguments.seed}")
    for kind in arguments.kinds:
        count = arguments.honest if kind == HONEST else arguments.cases
        outcomes = run(kind, range(count), arguments.seed, arguments.processes)
        print("\n".join(table(kind, outcomes)), flush=True)


if __name__ == "__main__":
    main()
