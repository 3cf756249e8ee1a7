"""Which files of an inbox were set aside when it was last looked at.

Names in quarantine are relative to their inbox and do not say which one that was. Without this memory a file
that its owner has thrown away would stay in quarantine for ever. Losing it costs no more than that.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class InboxMemory:
    """The memory of one inbox, a small JSON file in the home.

    Attributes:
        home: `BANTIN_HOME`.
        inbox: the folder that is remembered.
    """

    home: Path
    inbox: Path

    @property
    def path(self) -> Path:
        """Where the memory is kept."""
        name = hashlib.sha256(os.fsencode(self.inbox.resolve())).hexdigest()[:16]
        return self.home / "inboxes" / f"{name}.json"

    def set_aside(self) -> list[str]:
        """The names that were set aside last time; none where nothing can be remembered."""
        try:
            names = json.loads(self.path.read_text(encoding="utf-8"))["set_aside"]
        except (OSError, ValueError, KeyError, TypeError):
            return []
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []

    def remember(self, names: Collection[str]) -> None:
        """Keep the names that are set aside now; writes only where that has changed."""
        if sorted(names) == self.set_aside():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        inbox = os.fsencode(self.inbox.resolve()).decode("utf-8", "backslashreplace")
        temporary = self.path.with_suffix(f".{os.getpid()}.tmp")
        text = json.dumps({"inbox": inbox, "set_aside": sorted(names)}, ensure_ascii=False, indent=2)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self.path)
