"""Commands that a page of the documentation shows, with the output that it shows for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_RULE = re.compile(r"^[\s─]+$")


@dataclass(frozen=True)
class Shown:
    """One command, without its «$ », and the lines below it; a line «…» stands for lines left out."""

    page: str
    command: str
    lines: tuple[str, ...]


def shown_in(page: Path, root: Path) -> list[Shown]:
    """The commands of every console block of a page, in order."""
    found: list[Shown] = []
    for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            lines = tuple(plain_lines(output))
            found.append(Shown(str(page.relative_to(root)), command, lines))
    return found


def plain_lines(output: str) -> list[str]:
    """Lines with single spaces, without empty lines and drawn rules: widths of columns do not matter."""
    lines = [" ".join(line.split()) for line in output.splitlines() if not _RULE.match(line)]
    return [line for line in lines if line]


def misses(expected: tuple[str, ...], printed: list[str]) -> list[str]:
    """The expected lines that the output does not have at their place."""
    rest, may_skip, missing = list(printed), False, []
    for line in expected:
        if line == "…":
            may_skip = True
        elif may_skip and line in rest:
            rest, may_skip = rest[rest.index(line) + 1 :], False
        elif rest and not may_skip and rest[0] == line:
            rest = rest[1:]
        else:
            missing.append(line)
    return missing
