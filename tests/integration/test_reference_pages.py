"""The reference pages in docs/ are what the command and the dbt project say today."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.golden import REPOSITORY

pytestmark = pytest.mark.integration


def test_the_committed_pages_are_current() -> None:
    command = [sys.executable, "docs/build_reference.py", "--check"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nRun: python docs/build_reference.py"
