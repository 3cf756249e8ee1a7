"""How fast bulletins are read, on one core, beside other readers in the same run.

    python benchmarks/extraction_speed.py [--texts all] [--megabytes 20] [--rounds 3] [--seconds 20]

Makes a corpus of perturbed bulletins (other digits of the same shape, other provinces, sentences in a new order) and
lets every reader, in a process of its own, read a part of it in turn, round by round: each round other bulletins,
in each round the same first ones for all. A reader that is slow reads the beginning of each part, as much as takes it
about --seconds in all. Then one line of 1 MB, and 1 MB without spaces, against the same bytes as normal bulletins.
Prints medians over the rounds; times are processor seconds of the reader's process. Keeps no state.

Duckling and quantulum3 are left out where they are not installed. To install them:

    uv pip install --python .venv/bin/python --group bench
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import get_args

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.readers import READERS, NotInstalled, bantin_extraction
from benchmarks.side_by_side import Cost, Process, TextFile, TooSlow
from tests.support.corpus import Texts, corpus

MEGABYTE = 1_000_000
TRIAL = 30_000
"""Bytes that each reader reads twice before the rounds: it warms up, and tells how much it will manage."""
HEADER = f"  {'':28}{'MB/s':>9}{'µs a find':>11}{'finds':>10}{'MB read':>9}{'peak MB':>9}{'start s':>9}{'slower':>9}"


def tell(words: str) -> None:
    """Progress, on standard error."""
    print(words, file=sys.stderr, flush=True)


def side_by_side(texts: list[str], folder: Path, options: argparse.Namespace) -> list[str]:
    """Read the corpus with all readers in turn; returns the lines of the table."""
    file = TextFile(folder / "corpus.jsonl", texts)
    processes: dict[str, Process] = {}
    absent: list[str] = []
    for name, make in READERS.items():
        tell(f"  {name}: starts …")
        try:
            processes[name] = Process(make, file, options.limit)
        except NotInstalled as problem:
            absent.append(f"  {name}: left out, as {problem}; see --help.")
    try:
        costs = _rounds(processes, file, options)
    finally:
        for process in processes.values():
            process.close()
    first = next(iter(costs))
    return [HEADER, *(_line(name, costs, first, processes[name].started) for name in costs), *absent]


def _rounds(processes: dict[str, Process], file: TextFile, options: argparse.Namespace) -> dict[str, list[Cost]]:
    sizes = {name: _affordable(process, file, options) for name, process in processes.items()}
    costs: dict[str, list[Cost]] = {name: [] for name in processes}
    for number in range(options.rounds):
        first = number * len(file.sizes) // options.rounds
        last = (number + 1) * len(file.sizes) // options.rounds
        for name, process in processes.items():
            _, end = file.slice(first, sizes[name])
            cost = process.read(first, min(end, last))
            costs[name].append(cost)
            tell(f"  round {number + 1} of {options.rounds}, {name}: {cost.rate:.3f} MB/s")
    return costs


def _affordable(process: Process, file: TextFile, options: argparse.Namespace) -> int:
    """Bytes that a reader manages in its share of the time, from a trial on the end of the corpus."""
    end = len(file.sizes)
    first = end - 1
    while first > 0 and sum(file.sizes[first:]) < TRIAL:
        first -= 1
    process.read(first, end)
    return int(process.read(first, end).rate * MEGABYTE * options.seconds / options.rounds)


def _line(name: str, costs: dict[str, list[Cost]], first: str, started: Cost) -> str:
    mine = costs[name]
    slower = median(ours.rate / cost.rate for ours, cost in zip(costs[first], mine, strict=True))
    each = median(cost.seconds / max(cost.found, 1) for cost in mine) * 1e6
    found, size = sum(cost.found for cost in mine), sum(cost.size for cost in mine) / MEGABYTE
    peak = max(cost.peak for cost in mine) / MEGABYTE
    return (
        f"  {name:28}{median(cost.rate for cost in mine):9.3f}{each:11.1f}{found:10,}{size:9.2f}{peak:9.0f}"
        f"{started.seconds:9.2f}{slower:9.3f}"
    )


def one_line(texts: list[str], folder: Path, options: argparse.Namespace) -> list[str]:
    """Read the same bytes as bulletins, as one line, and without spaces; returns the lines of the table."""
    joined = " ".join(" ".join(texts).split())
    forms = {
        "as normal bulletins": texts,
        "as one line": [joined],
        "as one word, without spaces": ["".join(joined.split())],
    }
    lines = [f"  {'':28}{'seconds':>9}{'MB':>7}{'MB/s':>9}{'finds':>9}{'slower':>9}"]
    usual: list[float] = []
    for form, parts in forms.items():
        tell(f"  {form} …")
        try:
            costs = _whole(parts, folder, options)
        except TooSlow:
            lines.append(f"  {form:28}  more than {options.limit:g} seconds: given up")
            continue
        rate = median(cost.rate for cost in costs)
        usual.append(rate)
        seconds, size = median(cost.seconds for cost in costs), costs[0].size / MEGABYTE
        lines.append(f"  {form:28}{seconds:9.2f}{size:7.2f}{rate:9.3f}{costs[0].found:9,}{usual[0] / rate:9.2f}")
    return lines


def _whole(texts: list[str], folder: Path, options: argparse.Namespace) -> list[Cost]:
    """Read all texts some times in a new process, after a short one that wakes it up."""
    file = TextFile(folder / "form.jsonl", ["Tổng kim ngạch đạt 2,7 tỷ USD.", *texts])
    process = Process(bantin_extraction, file, options.limit)
    try:
        process.read(0, 1)
        return [process.read(1, len(file.sizes)) for _ in range(options.long_rounds)]
    finally:
        process.close()


def main() -> None:
    """Make the corpora, measure, print."""
    options = _arguments()
    for texts_of in options.texts or get_args(Texts):
        tell(f"Bulletins made of {texts_of} texts, seed {options.seed}: {options.megabytes:g} MB …")
        texts = corpus(int(options.megabytes * MEGABYTE), options.seed, texts_of)
        part = corpus(int(options.long_megabytes * MEGABYTE), options.seed + 1, texts_of)
        with tempfile.TemporaryDirectory() as folder:
            table = side_by_side(texts, Path(folder), options)
            print(f"\nBulletins made of {texts_of} texts: {len(texts):,} of them, seed {options.seed}")
            print("\n".join(table), flush=True)
            if part:
                print(f"\nOne text of {options.long_megabytes:g} MB, text to Extraction")
                print("\n".join(one_line(part, Path(folder), options)), flush=True)
    print("\nfinds: figures, matches or entities. slower: how many times slower than the first line of its table.")


def _arguments() -> argparse.Namespace:
    assert __doc__ is not None
    summary, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--texts", action="append", choices=get_args(Texts), help="what the bulletins are made of; default: each")
    add("--megabytes", type=float, default=20, help="size of the corpus (20)")
    add("--seed", type=int, default=1, help="another seed, other bulletins (1)")
    add("--rounds", type=int, default=3, help="parts of the corpus, read one after the other (3)")
    add("--seconds", type=float, default=20, help="processor seconds for each reader, all rounds together (20)")
    add("--long-megabytes", type=float, default=1, help="size of the one line (1); 0: none")
    add("--long-rounds", type=int, default=1, help="how often each form of it is read (1)")
    add("--limit", type=float, default=300, help="seconds after which an answer is given up (300)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
