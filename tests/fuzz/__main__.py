"""Feed the extractor many strange texts: `python -m tests.fuzz --inputs 200000 --seed 1`.

Prints each fault with the number of its input and ends with 1 if there was one. The same seed gives the same inputs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from multiprocessing import Pool

from tests.fuzz.checks import STEEPEST, Fault, fault_of, steepness
from tests.fuzz.inputs import LONG_PIECES, make

MEGABYTE = 1_000_000
BATCH = 250
SHOWN = 200


def one(job: tuple[int, int]) -> tuple[int, Fault | None]:
    """Check the input of a seed and a number."""
    seed, number = job
    return number, fault_of(make(seed, number))


def long_one(piece: str) -> tuple[str, float | str]:
    """The steepness of a megabyte of one piece, or what was wrong."""
    try:
        return piece, steepness(piece, MEGABYTE)
    except Exception as error:  # any exception is what is looked for
        return piece, f"{type(error).__name__}: {error}"


def main() -> int:
    """Run the short inputs, then the long ones."""
    arguments = _arguments()
    start = time.monotonic()
    with Pool(arguments.processes) as pool:
        faults = list(_short(pool, arguments.seed, arguments.inputs))
        faults += list(_long(pool)) if arguments.long else []
    print(f"{arguments.inputs} inputs of seed {arguments.seed}, {len(faults)} faults, {time.monotonic() - start:.0f} s")
    return 1 if faults else 0


def _short(pool: Pool, seed: int, inputs: int) -> Iterator[str]:  # type: ignore[valid-type]
    jobs = ((seed, number) for number in range(inputs))
    for number, fault in pool.imap_unordered(one, jobs, chunksize=BATCH):
        if fault is not None:
            print(f"input {number}: {fault.what}\n    {fault.text[:SHOWN]!r}", flush=True)
            yield fault.what


def _long(pool: Pool) -> Iterator[str]:  # type: ignore[valid-type]
    for piece, steep in pool.imap_unordered(long_one, LONG_PIECES):
        if isinstance(steep, str) or steep > STEEPEST:
            print(
                f"a megabyte of {piece}: {steep if isinstance(steep, str) else f'grows with the power {steep:.2f}'}",
                flush=True,
            )
            yield piece


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-long", dest="long", action="store_false", help="leave out the texts of a megabyte")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
