"""Every command in a console block of the documentation does what the page shows.

The blocks run on the two bundled bulletins, in a folder where `data/` is theirs, page by page in order.
Blocks that need another state are fenced as `text`, what takes long or does not end as `sh`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import Built
from tests.support.command import environment
from tests.support.golden import REPOSITORY
from tests.support.shown import Shown, misses, plain_lines, shown_in

pytestmark = pytest.mark.integration

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
SHOWN = [shown for page in PAGES for shown in shown_in(page, REPOSITORY)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reader")
    (path / "data").symlink_to(REPOSITORY / "data")
    return path


def run(shown: Shown, folder: Path, built: Built) -> list[str]:
    path = f"{Path(sys.executable).parent}:{environment(built.settings)['PATH']}"
    done = subprocess.run(
        ["bash", "-c", shown.command],
        cwd=folder,
        env=environment(built.settings, PATH=path),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return plain_lines(done.stdout)


def test_the_readme_asks_three_questions() -> None:
    assert sum(shown.page == "README.md" for shown in SHOWN) == 3


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"{shown.page}: {shown.command[:50]}")
def test_the_output_is_the_one_shown(shown: Shown, folder: Path, built: Built) -> None:
    printed = run(shown, folder, built)
    assert misses(shown.lines, printed) == [], "\n".join(printed)
