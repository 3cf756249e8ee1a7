"""Make a corpus of bulletins with the truth about them.

Examples:
    python -m benchmarks.corpus --bulletins 1000 --out /tmp/corpus
    python -m benchmarks.corpus --bulletins 1 --first 1000 --seed 1 --out /tmp/one
    python -m benchmarks.corpus --bulletins 10000 --misprints 0 --out /tmp/honest
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.corpus.bulletins import SHARE_WITH_MISPRINT, Corpus

TRUTH = "truth.jsonl"


def write_corpus(folder: Path, corpus: Corpus, first: int, count: int) -> int:
    """Write bulletins into `folder/inbox` and their truth into `folder/truth.jsonl`; returns the bytes of the texts."""
    size = 0
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / TRUTH).open("w", encoding="utf-8") as truth:
        for number in range(first, first + count):
            bulletin = corpus.bulletin(number)
            bulletin.write(folder / "inbox")
            truth.write(json.dumps(bulletin.truth, ensure_ascii=False) + "\n")
            size += len(bulletin.text.encode())
            if sys.stderr.isatty() and number % 1000 == 0:
                print(f"\r{number - first:,} of {count:,}", end="", file=sys.stderr, flush=True)
    return size


def main() -> None:
    """Write the bulletins and their truth."""
    assert __doc__ is not None
    summary, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.corpus", description=summary, epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add = parser.add_argument
    add("--bulletins", type=int, default=1000, help="how many (1000)")
    add("--first", type=int, default=0, help="the number of the first (0)")
    add("--seed", type=int, default=1, help="another seed, other bulletins (1)")
    add("--misprints", type=float, default=SHARE_WITH_MISPRINT, help="share with a misprint (%(default)s)")
    add("--out", type=Path, required=True, help="folder to write: inbox/ and truth.jsonl")
    options = parser.parse_args()
    corpus = Corpus(options.seed, misprints=options.misprints)
    size = write_corpus(options.out, corpus, options.first, options.bulletins)
    print(f"{options.bulletins:,} bulletins, {size / 1e6:.1f} MB of text, and {TRUTH}, in {options.out}")


if __name__ == "__main__":
    main()
