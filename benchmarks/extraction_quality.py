"""How well the extractor reads the labelled passages: each measure, over all and by domain.

    python benchmarks/extraction_quality.py [--set dev] [--errors] [--raise-floors]

The sets are `dev` (passages that the extractor was made with), `written` (bulletins that were labelled before they
were first read) and `seeds` (the bundled ones). A share is of what the measure can be asked of; «–» where there is
nothing to ask. Measures, labels and conventions: tests/golden/README.md. Keeps no state, but for --raise-floors.
"""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.floors import raise_floors
from tests.support.labelled import SETS, passages
from tests.support.scoring import DOMAINS, Mistake, Score, score

COLUMNS = ("all", *DOMAINS)


def table(name: str, scored: Score) -> list[str]:
    """One line a measure, one column a domain."""
    count = len(passages(name))
    columns = [scored.measures(), *(scored.measures(domain) for domain in DOMAINS)]
    lines = [f"{name}: {count} passages", f"  {'':22}" + "".join(f"{title:>16}" for title in COLUMNS)]
    for measure in columns[0]:
        cells = [_cell(column[measure], asked=position == 0) for position, column in enumerate(columns)]
        lines.append(f"  {measure:22}" + "".join(f"{cell:>16}" for cell in cells))
    return lines


def _cell(value: Decimal | int | None, *, asked: bool) -> str:
    """A share with four places, a count as it is; counts of no domain stand in the first column only."""
    if value is None or (value == 0 and isinstance(value, int) and not asked):
        return "–"
    return f"{value:.4f}" if isinstance(value, Decimal) else str(value)


def error_line(mistake: Mistake) -> str:
    """Passage, domain, measure, words, what the label says, what was read."""
    parts = (mistake.passage, mistake.domain or "–", mistake.name, f"«{mistake.words}»", mistake.expected)
    return "  " + "\t".join(str(part) for part in (*parts, mistake.found))


def main() -> None:
    """Score the sets and print their tables."""
    arguments = _arguments()
    for name in arguments.sets or SETS:
        if not passages(name):
            print(f"{name}: no passages\n")
            continue
        scored = score(passages(name))
        print("\n".join(table(name, scored)))
        if arguments.errors:
            print(f"\n{name}: {len(scored.mistakes)} errors (passage, domain, measure, words, label, read)")
            print("\n".join(map(error_line, scored.mistakes)))
        if arguments.raise_floors:
            for line in raise_floors(name, scored.measures()):
                print(f"  raised: {line}")
        print()


def _arguments() -> argparse.Namespace:
    assert __doc__ is not None
    summary, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", dest="sets", action="append", choices=SETS, help="only this set; can be repeated")
    parser.add_argument("--errors", action="store_true", help="list every error")
    parser.add_argument("--raise-floors", action="store_true", help="raise tests/golden/floors.csv to what is reached")
    return parser.parse_args()


if __name__ == "__main__":
    main()
