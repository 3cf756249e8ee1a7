"""What the tests of the bulletin library share."""

from pathlib import Path

import pytest

BULLETINS = Path(__file__).resolve().parents[3] / "data" / "bulletins"


@pytest.fixture(scope="session")
def bulletin_texts() -> list[str]:
    """The texts of the two bundled bulletins."""
    return [path.read_text(encoding="utf-8") for path in sorted(BULLETINS.glob("*.txt"))]
