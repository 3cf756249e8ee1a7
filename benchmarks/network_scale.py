"""How fast the network of figures is solved, from ten thousand figures to a million.

Makes bulletins of seeded networks as Arrow tables (totals with two to four parts, most with plans and growths,
most linked to the bulletin of the year before; a small share has a misprint), and measures each stage: how
many figures a second are propagated, tested, bounded and localised, what a million take from Arrow to Arrow,
and what one changed bulletin costs among them. Keeps nothing.
"""

from __future__ import annotations

import argparse
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from expectations.network_tables import (
    FIGURE_COLUMNS,
    STAR_COLUMNS,
    TERM_COLUMNS,
    Task,
    changed_components,
    components_in,
    solve_tables,
)
from expectations.reconciliation import load_rules
from expectations.reconciliation.identities import Rules
from expectations.reconciliation.network import Component, parts_of, solve
from expectations.reconciliation.network.bounds import Asked, answers
from expectations.reconciliation.network.programme import Programme
from expectations.reconciliation.network.propagation import propagate, stacked
from expectations.reconciliation.network.system import Builder, Row, System
from orchestration.settings import REFERENCE

EXAMPLES = """examples:
  python benchmarks/network_scale.py 10000 100000
  python benchmarks/network_scale.py 1000000 --processes 2 --seed 7
"""
MOST_LOCALISED = 400
"""So many contradictions are solved one by one for their times."""
MILLION = 10**6
SHARE_WITH_PLANS = 0.8
SHARE_WITH_GROWTHS = 0.85
YEARS = (0.45, 0.47, 0.08)
"""Shares of networks with no, one and two bulletins of years before."""
EXACT = pa.decimal128(38, 6)
Whole = NDArray[np.int64]


@dataclass
class Tables:
    """Figures, stars and terms."""

    figures: pa.Table
    stars: pa.Table
    terms: pa.Table


@dataclass
class _Columns:
    """Rows of one table in the making, by column; a batch of many networks at a time."""

    batches: list[dict[str, pa.Array]] = field(default_factory=list)

    def add(self, count: int, schema: pa.Schema, **columns: Any) -> None:
        """Add rows; a column that is one value is the same in all rows."""
        made = {}
        for name, kind in zip(schema.names, schema.types, strict=True):
            value = columns.get(name)
            made[name] = value.cast(kind) if isinstance(value, pa.Array) else pa.repeat(pa.scalar(value, kind), count)
        self.batches.append(made)

    def table(self, schema: pa.Schema) -> pa.Table:
        """All rows."""
        return pa.concat_tables([pa.table(batch, schema=schema) for batch in self.batches]).combine_chunks()


_KINDS = {"start": pa.int32(), "sentence_start": pa.int32(), "flags": pa.list_(pa.string())}
_KINDS |= dict.fromkeys(
    ("base_period_start", "base_period_end", "period_start", "period_end", "published_on"), pa.date32()
)
_KINDS |= {name: EXACT for name in FIGURE_COLUMNS if name.startswith(("low", "high", "value")) and name != "value_text"}
FIGURES = pa.schema([(name, _KINDS.get(name, pa.string())) for name in FIGURE_COLUMNS])
STARS = pa.schema([(name, pa.string()) for name in STAR_COLUMNS])
_TERM_KINDS = dict.fromkeys(("complete", "firm", "conclusive"), pa.bool_()) | {"position": pa.int32()}
TERMS = pa.schema([(name, _TERM_KINDS.get(name, pa.string())) for name in TERM_COLUMNS])


def _exact(millionths: Whole) -> pa.Array:
    """Decimals of whole millionths."""
    words = np.empty((len(millionths), 2), dtype=np.int64)
    words[:, 0], words[:, 1] = millionths, millionths >> 63
    return pa.Array.from_buffers(EXACT, len(millionths), [None, pa.py_buffer(words)])


def _text(numbers: Whole, *around: str) -> pa.Array:
    before, after = around
    return pc.binary_join_element_wise(before, pa.array(numbers).cast(pa.string()), after, "")


class Generator:
    """Networks of one seed."""

    def __init__(self, seed: int, wrong: float) -> None:
        self._random = np.random.default_rng(seed)
        self._wrong = wrong
        self._figures, self._stars, self._terms = _Columns(), _Columns(), _Columns()
        self._bulletins = 0
        self.count = 0

    def tables(self, figures: int) -> Tables:
        """Networks with about so many figures."""
        while self.count < figures:
            networks = max(1, min(40_000, (figures - self.count) // 15))
            for parts in (2, 3, 4):
                self._networks(networks // 3 + 1, parts)
        return Tables(self._figures.table(FIGURES), self._stars.table(STARS), self._terms.table(TERMS))

    def _networks(self, count: int, parts: int) -> None:
        kinds = self._random.random((count, 3))
        years = np.searchsorted(np.cumsum(YEARS)[:-1], kinds[:, 0])
        plans, growths = kinds[:, 1] < SHARE_WITH_PLANS, kinds[:, 2] < SHARE_WITH_GROWTHS
        sizes = 10 ** self._random.uniform(8.5, 10.5, (count, 1))
        levels = np.rint(sizes * self._random.uniform(0.1, 1.0, (count, parts))).astype(np.int64)
        for year in range(len(YEARS)):
            for with_plans in (False, True):
                for with_growths in (False, True):
                    chosen = (years == year) & (plans == with_plans) & (growths == with_growths)
                    if chosen.any():
                        self._bulletin(levels[chosen], year if with_growths else 0, with_plans, with_growths, 2024)

    def _bulletin(self, parts: Whole, years: int, plans: bool, growths: bool, year: int) -> tuple[pa.Array, Whole]:
        """The bulletins of one year of many networks; gives the ids of their levels and their numbers."""
        count = len(parts)
        numbers = np.arange(self._bulletins, self._bulletins + count)
        self._bulletins += count
        levels = np.concatenate([parts.sum(axis=1, keepdims=True), parts], axis=1)
        ids = self._levels(numbers, levels, year)
        self._sum(numbers, ids, None, "exhaustive", "level")
        if plans:
            rates = self._random.uniform(0.4, 1.2, parts.shape)
            planned = np.rint(parts / rates / 10**6).astype(np.int64) * 10**6
            factors = self._percents(numbers, ids, levels, _with_total(planned), "plan_attainment", 0, year)
            self._sum(numbers, ids, factors, "plan_total", "plan")
        if growths:
            rates = 1 + self._random.uniform(-0.3, 0.5, parts.shape)
            base = np.rint(parts / rates).astype(np.int64)
            factors = self._percents(numbers, ids, levels, _with_total(base), "growth", 1, year)
            self._sum(numbers, ids, factors, "base_total", "base")
            if years:
                before, _ = self._bulletin(base, years - 1, False, years > 1, year - 1)
                self._links(numbers, ids, factors, before)
        return ids, numbers

    def _ids(self, numbers: Whole, width: int, first: int) -> pa.Array:
        whole = (numbers[:, None] * 100 + first + np.arange(width)).ravel()
        return _text(whole, "o", "")

    def _levels(self, numbers: Whole, levels: Whole, year: int) -> pa.Array:
        count, width = levels.shape
        step = np.minimum(10 ** (np.floor(np.log10(levels)).astype(np.int64) - 3), 10**6)
        printed = np.rint(levels / step).astype(np.int64) * step
        wrong = np.flatnonzero(self._random.random(count) < self._wrong)
        place = self._random.integers(0, width, len(wrong))
        factor = self._random.choice([0.1, 10.0, 0.62, 0.87, 1.09, 1.27, 1.45], len(wrong))
        size = step[wrong, place]
        printed[wrong, place] = np.maximum(np.rint(printed[wrong, place] * factor / size).astype(np.int64), 1) * size
        value, half = printed.ravel(), step.ravel() // 2
        texts = [f"{number / 10**6:,.2f}".translate(_VIETNAMESE) + " triệu USD" for number in value]
        ids = self._ids(numbers, width, 0)
        self._add(numbers, width, ids, value * MILLION, half * MILLION, year, texts,
                  measure="level", unit="USD", statement_id=ids)  # fmt: skip
        return ids

    def _percents(
        self, numbers: Whole, ids: pa.Array, levels: Whole, of: Whole, measure: str, kind: int, year: int
    ) -> pa.Array:
        tenths = np.rint(levels / of * 1000).astype(np.int64).ravel() - (1000 if measure == "growth" else 0)
        factors = self._ids(numbers, levels.shape[1], 20 + 20 * kind)
        texts = [f"{number / 10:.1f}%".replace(".", ",") for number in tenths]
        basis = "plan" if measure == "plan_attainment" else "same_period_previous_year"
        half = np.full(len(tenths), MILLION // 20)
        self._add(numbers, levels.shape[1], factors, tenths * (MILLION // 10), half, year, texts,
                  measure=measure, unit="percent", basis=basis, statement_id=ids)  # fmt: skip
        part = "plan" if measure == "plan_attainment" else "base"
        self._stars.add(len(ids), STARS, observation_id=ids, part=part, qualifier="" if part == "plan" else basis,
                        factor_observation_id=factors)  # fmt: skip
        return factors

    def _add(
        self, numbers: Whole, width: int, ids: pa.Array, value: Whole, half: Whole, year: int, texts: list[str],
        **columns: Any,
    ) -> None:  # fmt: skip
        low, high, exact, shown = _exact(value - half), _exact(value + half), _exact(value), pa.array(texts)
        bulletin = _text(np.repeat(numbers, width), "b", "")
        bounds = {f"low{which}": low for which in ("", "_wide", "_used", "_wide_used")}
        bounds |= {f"high{which}": high for which in ("", "_wide", "_used", "_wide_used")}
        self._figures.add(
            len(ids), FIGURES, observation_id=ids, bulletin_id=bulletin, start=0, sentence_start=0, quote=shown,
            domain="trade", indicator="trade_turnover", role="actual", value=exact, value_used=exact, obs_status="A",
            ref_area="VN-09", period_start=date(year, 1, 1), period_end=date(year, 6, 30), time_period=f"{year}-S1",
            published_on=date(year, 7, 1), value_text=shown, flags=[], **bounds, **columns,
        )  # fmt: skip
        self.count += len(ids)

    def _sum(self, numbers: Whole, ids: pa.Array, factors: pa.Array | None, method: str, term: str) -> None:
        width = len(ids) // len(numbers)
        position = np.tile(np.arange(width, dtype=np.int32), len(numbers))
        key = _text(np.repeat(numbers, width), f"{method}:", "")
        self._term(ids, factors, key, position, method=method, identity_id="trade_sum", term=term)

    def _links(self, numbers: Whole, ids: pa.Array, factors: pa.Array, before: pa.Array) -> None:
        width = len(ids) // len(numbers)
        each = (numbers[:, None] * 10 + np.arange(width)).ravel()
        key = _text(each, "growth_link:", "")
        shared = {
            "method": "growth_link", "identity_id": "base_link", "earlier_status": "A", "later_status": "A",
            "firm": False,
        }  # fmt: skip
        self._term(ids, factors, key, np.zeros(len(ids), np.int32), term="base", **shared)
        self._term(before, None, key, np.ones(len(ids), np.int32), term="level", **shared)

    def _term(self, ids: pa.Array, factors: pa.Array | None, key: pa.Array, position: Whole, **columns: Any) -> None:
        shared: dict[str, Any] = {"relation": "equal", "complete": True, "firm": True, "conclusive": True, "sign": "+"}
        self._terms.add(len(ids), TERMS, observation_id=ids, factor_id=factors, instance_key=key,
                        position=pa.array(position), **(shared | columns))  # fmt: skip


_VIETNAMESE = str.maketrans(",.", ".,")


def _with_total(parts: Whole) -> Whole:
    return np.concatenate([parts.sum(axis=1, keepdims=True), parts], axis=1)


@contextmanager
def clock(what: str, found: dict[str, float]) -> Iterator[None]:
    """Measure a stage, and say on standard error that it goes on."""
    print(f"  {what} ...", end="", file=sys.stderr, flush=True)
    began = time.perf_counter()
    yield
    found[what] = time.perf_counter() - began
    print(f" {found[what]:.1f} s", file=sys.stderr, flush=True)


@contextmanager
def peak_memory(found: dict[str, float], what: str) -> Iterator[None]:
    """The most memory that this process and the ones that it starts take together, in megabytes."""
    done = threading.Event()
    most = 0.0

    def watch() -> None:
        nonlocal most
        while not done.wait(0.25):
            most = max(most, _memory())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield
    done.set()
    watcher.join()
    found[what] = max(most, _memory())


def _memory() -> float:
    """What this process and its children hold, in megabytes; shared pages are counted for each."""
    own = Path("/proc/self")
    if not own.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children: list[str] = []
    for task in (own / "task").iterdir():
        children += (task / "children").read_text().split()
    total = 0.0
    for process in ("self", *children):
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize() / MILLION
        except OSError:
            continue
    return total


@dataclass
class Stages:
    """Processor seconds of each stage, and the seconds that each contradiction took."""

    seconds: dict[str, float] = field(default_factory=dict)
    figures: int = 0
    components: int = 0
    sure: int = 0
    contradictions: int = 0
    localised: list[float] = field(default_factory=list)

    def timed(self, stage: str, work: Callable[[], Any]) -> Any:
        """Do the work and add its time to a stage."""
        began = time.process_time()
        done = work()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - began
        return done

    def take(self, task: Task, rules: Rules) -> None:
        """Take the components of a task through the stages, one after the other."""
        parts = self.timed("rows to components", lambda: [p for c in components_in(task, rules) for p in parts_of(c)])
        systems = self.timed("components to constraints", lambda: [_system(part, rules) for part in parts])
        stack = stacked(systems)
        self.sure += int(self.timed("propagation", lambda: propagate(stack)).contradicts.sum())
        disagree = self.timed("feasibility", lambda: _disagreeing(systems))
        self.timed("all bounds", lambda: answers([_everything(system, rows) for system, rows in systems]))
        self.figures += sum(len(part.figures) for part in parts)
        self.components += len(parts)
        self.contradictions += len(disagree)
        for index in disagree[: max(0, MOST_LOCALISED - len(self.localised))]:
            began = time.process_time()
            solve(parts[index], rules.balances)
            self.localised.append(time.process_time() - began)


def _system(part: Component, rules: Rules) -> tuple[System, list[Row]]:
    figures = {figure.observation_id: figure for figure in part.figures}
    system = Builder(figures, rules.balances).build(part.stars, part.edits)
    return system, system.rows(lambda figure: figures[figure].used.hard, {})


def _everything(system: System, rows: Sequence[Row]) -> Asked:
    return Asked(system, Programme(system, rows), range(len(system.variables)), system.figures)


def _disagreeing(systems: Sequence[tuple[System, Sequence[Row]]]) -> list[int]:
    asked = [Asked(system, Programme(system, rows), (), ()) for system, rows in systems]
    return [
        index
        for index, (one, found) in enumerate(zip(asked, answers(asked), strict=True))
        if not found.agree and not one.programme.is_feasible()
    ]


def measure_stages(tables: Tables, rules: Rules) -> Stages:
    """Take all components through the stages, in this process."""
    stages = Stages()
    _, tasks = changed_components(tables.figures, tables.stars, tables.terms, rules)
    for task in tasks:
        stages.take(task, rules)
        print(f"\r  {stages.figures:,} figures through the stages", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return stages


def one_changed(tables: Tables) -> Tables:
    """The tables with twice the value in one figure of the middle bulletin."""
    figures, row = tables.figures, len(tables.figures) // 2
    for place, name in enumerate(FIGURE_COLUMNS):
        if name.startswith(("low", "high")):
            column = figures[name].combine_chunks()
            twice = pa.array([column[row].as_py() * 2], EXACT)
            figures = figures.set_column(place, name, pa.concat_arrays([column[:row], twice, column[row + 1 :]]))
    return Tables(figures, tables.stars, tables.terms)


def measure(figures: int, options: argparse.Namespace, rules: Rules) -> None:
    """Measure one size and print its table."""
    seconds: dict[str, float] = {}
    memory: dict[str, float] = {}
    print(f"{figures:,} figures", file=sys.stderr)
    with clock("generation", seconds):
        tables = Generator(options.seed, options.wrong).tables(figures)
    made = _memory()
    stages = measure_stages(tables, rules) if not options.whole_only else Stages()
    inputs = (tables.figures, tables.stars, tables.terms, rules)
    with peak_memory(memory, "all"), clock(f"everything, {options.processes} processes", seconds):
        found = solve_tables(*inputs, processes=options.processes)
    with clock("again, nothing changed", seconds):
        again = solve_tables(*inputs, previous=found)
    if not again.equals(found):
        raise SystemExit("the second result differs")
    changed = one_changed(tables)
    with clock("again, one bulletin changed", seconds):
        solve_tables(changed.figures, changed.stars, changed.terms, rules, previous=found)
    count = len(tables.figures)
    agreement = pc.value_counts(found["agreement"]).to_pylist()
    print(f"\n{count:,} figures, {len(found):,} components, seed {options.seed}, misprints {options.wrong:.1%}")
    print("  " + ", ".join(f"{one['values']} {one['counts']:,}" for one in agreement))
    for stage, taken in stages.seconds.items():
        print(f"  {stage:34}{taken:10.1f} s {count / taken:12,.0f} figures/s (one process)")
    if stages.localised:
        p50, p95 = np.percentile(stages.localised, [50, 95]) * 1000
        longest = max(stages.localised) * 1000
        print(f"  {stages.contradictions:,} contradictions, of which propagation alone was sure of {stages.sure:,}")
        print(f"  localisation of {len(stages.localised)}: p50 {p50:.0f}, p95 {p95:.0f}, longest {longest:.0f} ms")
    for stage in list(seconds)[1:]:
        print(f"  {stage:34}{seconds[stage]:10.1f} s {count / seconds[stage]:12,.0f} figures/s")
    sizes = f"{made:,.0f} MB before it began, {found.nbytes / MILLION:,.0f} MB of result"
    print(f"  most memory {memory['all']:,.0f} MB, all processes, with {sizes}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("figures", type=int, nargs="*", default=[10_000, 100_000], help="sizes (default: 10000 100000)")
    parser.add_argument("--seed", type=int, default=1, help="of the generator (default: 1)")
    parser.add_argument("--processes", type=int, default=2, help="that solve everything (default: 2)")
    parser.add_argument("--wrong", type=float, default=0.01, help="share of bulletins with a misprint (default: 0.01)")
    parser.add_argument("--whole-only", action="store_true", help="leave out the single stages")
    options = parser.parse_args()
    rules = load_rules(REFERENCE)
    for figures in options.figures:
        measure(figures, options, rules)


if __name__ == "__main__":
    main()
