"""The `bantin` command without what takes long at scale: the network, or the suggested series links.

    python -m benchmarks.leaving_out suggestions -- run

The tables are made, and are empty. To measure the other stages by themselves; nothing but benchmarks does so.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

PARTS = ("network", "suggestions")


def leave_out(parts: Collection[str]) -> None:
    """Have this process make empty tables of these parts of the network."""
    from expectations import network_tables, suggestion_tables

    if "network" in parts:
        network_tables.solve_tables = lambda *_: network_tables.COMPONENTS.empty_table()
    if "suggestions" in parts:
        empty: Any = suggestion_tables.SUGGESTIONS.empty_table()
        suggestion_tables.suggest_tables = lambda *_: empty


def main() -> None:
    """Leave out what is named before «--», and run the command named after it."""
    from orchestration.cli import main as bantin

    place = sys.argv.index("--")
    leave_out(sys.argv[1:place])
    sys.argv = ["bantin", *sys.argv[place + 1 :]]
    bantin()


if __name__ == "__main__":
    main()
