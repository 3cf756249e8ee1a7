"""The wheel alone, in a bare environment without any dependency, reads a bulletin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import REPOSITORY

pytestmark = pytest.mark.wheel

READ_A_BULLETIN = """
import json, pathlib, sys
from orchestration.bulletins.extract import extract_text
from orchestration.bulletins.numbers import read_number
from orchestration.bulletins.quantities import read_quantity

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
found = extract_text(text, ref_area="VN-09")
quantity = read_quantity("hơn 2,7 tỷ USD")
print(json.dumps({
    "where": sys.modules["orchestration"].__file__,
    "quotes": [observation.quote for observation in found.observations],
    "indicators": [observation.indicator for observation in found.observations],
    "events": len(found.events),
    "number": str(read_number("hai mươi lăm")),
    "interval": [f"{quantity.low:f}", f"{quantity.high:f}", quantity.unit],
}))
"""


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that holds the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist", cwd=REPOSITORY)
    (wheel,) = (folder / "dist").glob("bantin-*.whl")
    run(sys.executable, "-m", "venv", folder / "bare", cwd=folder)
    python = folder / "bare" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    return python


def test_the_wheel_reads_a_bulletin_with_the_standard_library_alone(bare_python: Path, bulletins: Path) -> None:
    file = bulletins / "lang-son-2023-q2.txt"
    told = json.loads(run(bare_python, "-c", READ_A_BULLETIN, file, cwd=bare_python.parent))
    assert told["where"].startswith(str(bare_python.parent.parent))
    assert "48.232ha" in told["quotes"]
    assert "trade_turnover" in told["indicators"]
    assert len(told["quotes"]) == 14
    assert told["events"] == 7
    assert told["number"] == "25"
    assert told["interval"] == ["2700000000", "2800000000", "USD"]


def test_the_command_is_installed_and_the_templates_are_in_the_wheel(bare_python: Path) -> None:
    site = Path(
        run(bare_python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=bare_python.parent).strip()
    )
    assert (bare_python.parent / "bantin").exists()
    assert (site / "orchestration" / "site" / "templates" / "bulletin.html.j2").exists()
    assert (site / "orchestration" / "site" / "static" / "site.css").exists()
    assert (site / "dbt_project" / "seeds" / "reference" / "indicators.csv").exists()
