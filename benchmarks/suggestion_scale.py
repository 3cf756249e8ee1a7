"""How fast suggested series links are looked for, from a hundred thousand figures to a million.

Makes monthly bulletins of provinces as Arrow tables: levels with growths, of which a third leaves the coverage
unsaid that the others state, and one in a hundred has a misprint. Measures the first look, a look when nothing
has changed, and one when one bulletin has; with `--whole` also the look over all figures at once, as the library
does it for files. Times are of the processor. Keeps nothing.
"""

from __future__ import annotations

import argparse
import calendar
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.network_scale import FIGURES
from expectations.reconciliation import figure_from_columns, load_rules
from expectations.reconciliation.identities import Rules
from expectations.reconciliation.network.suggestions import suggested_links
from expectations.suggestion_tables import LINK_COLUMNS, suggest_tables, suggestions_in
from orchestration.settings import REFERENCE

EXAMPLES = """examples:
  python benchmarks/suggestion_scale.py 100000
  python benchmarks/suggestion_scale.py 10000 --whole
  python benchmarks/suggestion_scale.py 1000000 --again-only
"""
INDICATORS = ("export_turnover", "import_turnover", "trade_turnover")
ITEMS = (None, "rice", "coffee", "seafood", "garments", "electronics", "durian", "tea")
COVERAGES = ("declared_at_provincial_customs", "declared_at_provincial_customs", None)
SERIES = [(indicator, item) for indicator in INDICATORS for item in ITEMS]
LINKS = pa.schema([(name, pa.string()) for name in LINK_COLUMNS])
PROVINCES = 60
WRONG = 0.01
"""Share of bulletins with a misprint, as in `network_scale`."""
FIRST_YEAR = 2014


class Generator:
    """Bulletins of one seed, province by province: each month of some years."""

    def __init__(self, seed: int, areas: list[str]) -> None:
        self._random = Random(seed)
        self._areas = areas
        self._rows: list[dict[str, Any]] = []

    def table(self, figures: int) -> pa.Table:
        """About so many figures."""
        months = max(figures // (PROVINCES * len(SERIES) * 2), 13)
        batches = []
        for area in self._areas[: max(1, round(figures / (months * len(SERIES) * 2)))]:
            self._province(area, months)
            batches.append(pa.Table.from_pylist(self._rows, schema=FIGURES))
            self._rows = []
        return pa.concat_tables(batches).combine_chunks()

    def _province(self, area: str, months: int) -> None:
        values = {series: Decimal(self._random.randint(1000, 99999)) for series in SERIES}
        before: dict[tuple[int, int], dict[Any, Decimal]] = {}
        for number in range(months):
            year, month = FIRST_YEAR + number // 12, number % 12 + 1
            so_far = before.get((year, month - 1), {})
            current: dict[Any, Any] = {
                series: so_far.get(series, Decimal(0)) + value * self._random.randint(80, 120) // 100
                for series, value in values.items()
            }
            for item in ITEMS:
                current["trade_turnover", item] = sum(current[name, item] for name in INDICATORS[:2])
            self._bulletin(area, year, month, current, before.get((year - 1, month), {}))
            before[year, month] = current

    def _bulletin(self, area: str, year: int, month: int, values: dict[Any, Decimal], base: dict[Any, Decimal]) -> None:
        bulletin = f"{area}{year}{month:02d}"
        coverage = self._random.choice(COVERAGES)
        end = date(year, month, calendar.monthrange(year, month)[1])
        period = {"period_start": date(year, 1, 1), "period_end": end, "published_on": end,
                  "time_period": f"{year}-{month:02d}"}  # fmt: skip
        misprinted = self._random.randrange(len(values)) if self._random.random() < WRONG else None
        for number, ((indicator, item), value) in enumerate(values.items()):
            shared = {"bulletin_id": bulletin, "indicator": indicator, "item": item, "coverage": coverage,
                      "ref_area": area, "role": "actual", "domain": "trade", "obs_status": "A", "flags": [],
                      "statement_id": f"{bulletin}:{10 * number}", "sentence_start": 10 * number, **period}  # fmt: skip
            wrong = 10 if number == misprinted else 1
            self._add(f"{bulletin}:{10 * number}", value * wrong, Decimal("0.5"), **shared, measure="level", unit="USD")
            known = base.get((indicator, item))
            growth = (value * 100 / known - 100).quantize(Decimal("0.1")) if known else Decimal(5)
            compared = {"basis": "same_period_previous_year", "base_period_start": date(year - 1, 1, 1),
                        "base_period_end": date(year - 1, month, calendar.monthrange(year - 1, month)[1])}  # fmt: skip
            self._add(f"{bulletin}:{10 * number + 1}", growth, Decimal("0.05"), **shared, **compared,
                      measure="growth", unit="percent")  # fmt: skip

    def _add(self, identifier: str, value: Decimal, half: Decimal, **columns: Any) -> None:
        bounds = {f"{side}{which}": value + sign * half for side, sign in (("low", -1), ("high", 1))
                  for which in ("", "_wide", "_used", "_wide_used")}  # fmt: skip
        start = int(identifier.rpartition(":")[2])
        self._rows.append({"observation_id": identifier, "start": start, "quote": f"{value}", "value": value,
                           "value_used": value, "value_text": f"{value}", **bounds, **columns})  # fmt: skip


def one_changed(figures: pa.Table) -> pa.Table:
    """The figures with another quote in the last of them."""
    place = figures.schema.get_field_index("quote")
    column = figures["quote"].combine_chunks()
    return figures.set_column(place, "quote", pa.concat_arrays([column[:-1], pa.array(["changed"])]))


def unlooked(figures: pa.Table, links: pa.Table, rules: Rules) -> pa.Table:
    """What a first look leaves behind, with no suggestion in it."""
    with patch("expectations.suggestion_tables.links_in_family", lambda *_: ()):
        return suggest_tables(figures, links, rules)


@contextmanager
def clock(what: str, found: dict[str, float]) -> Iterator[None]:
    """Measure the processor seconds of a stage: other work of the machine does not count."""
    began = time.process_time()
    yield
    found[what] = time.process_time() - began


def measure(wanted: int, options: argparse.Namespace, rules: Rules) -> None:
    """Measure one size and print its table."""
    seconds: dict[str, float] = {}
    links = LINKS.empty_table()
    areas = sorted({code for code in rules.areas if code.startswith("VN-")})
    with clock("generation", seconds):
        figures = Generator(options.seed, areas).table(wanted)
    if options.again_only:
        found = unlooked(figures, links, rules)
    else:
        with clock("first look", seconds):
            found = suggest_tables(figures, links, rules)
    with clock("again, nothing changed", seconds):
        again = suggest_tables(figures, links, rules, found)
    if not again.equals(found):
        raise SystemExit("the second result differs")
    with clock("again, one bulletin changed", seconds):
        suggest_tables(one_changed(figures), links, rules, found)
    if options.whole:
        with clock("all figures at once, in the library", seconds):
            suggestions = suggested_links(map(figure_from_columns, figures.to_pylist()), rules)
        if len(suggestions) != len(suggestions_in(found)):
            raise SystemExit("the library suggests other links")
    print(f"\n{len(figures):,} figures, {len(found):,} families, {len(suggestions_in(found)):,} suggestions")
    for stage in list(seconds)[1:]:
        print(f"  {stage:36}{seconds[stage]:10.1f} s {len(figures) / seconds[stage]:12,.0f} figures/s")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("figures", type=int, nargs="*", default=[10_000, 100_000], help="sizes (default: 10000 100000)")
    parser.add_argument("--seed", type=int, default=1, help="of the generator (default: 1)")
    parser.add_argument("--again-only", action="store_true", help="leave out the first look, take only its hashes")
    parser.add_argument("--whole", action="store_true", help="also look over all figures at once")
    options = parser.parse_args()
    rules = load_rules(REFERENCE)
    for figures in options.figures:
        measure(figures, options, rules)


if __name__ == "__main__":
    main()
