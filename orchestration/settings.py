"""Where Bantin keeps its state, and every knob, from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

DAGSTER_PORT = 3000
REPORT_PORT = 3001
REFERENCE = REPOSITORY / "dbt_project" / "seeds" / "reference"
REPORT_URL = f"http://localhost:{REPORT_PORT}"
DAGSTER_POSTGRES_URL = "BANTIN_DAGSTER_POSTGRES_URL"
WEBHOOK_URL = "BANTIN_WEBHOOK_URL"
MAX_FILE_BYTES = 4_000_000
LOCK_TIMEOUT_SECONDS = 900.0
AGENCY = "BANTIN"
SITE_BULLETINS = 2000
SITE_SERIES = 1000
MOST_WORKERS = 8
"""Reading processes by default at most: each takes some 200 MB, and one process writes what they read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one home.

    Attributes:
        home: `BANTIN_HOME`, default `var/` in the repository.
        inbox: `BANTIN_INBOX`, default the bundled `data/bulletins`.
        max_file_bytes: `BANTIN_MAX_FILE_BYTES`; larger files go to quarantine.
        report_url: `BANTIN_REPORT_URL`, where `make ui` serves the report; links from Dagster lead there.
        lock_timeout_seconds: `BANTIN_LOCK_TIMEOUT`; how long a writer waits for another.
        reference: `BANTIN_REFERENCE`, the folder of reference tables (words and codes that reading, checking and the
            warehouse depend on), default the project's own.
        site_bulletins: `BANTIN_SITE_BULLETINS`; how many of the newest bulletins have a page in the quality site,
            beside all that have an open conflict.
        site_series: `BANTIN_SITE_SERIES`; how many series have one.
        dagster_postgres: whether `BANTIN_DAGSTER_POSTGRES_URL` is set: then runs, events and schedules of Dagster are
            kept in that PostgreSQL database instead of SQLite files. The address holds a password and stays in the
            environment.
        workers: `BANTIN_WORKERS`; how many processes read bulletins where there are many to read; 1 is this one alone.
        agency: `BANTIN_AGENCY`, the SDMX id of the agency that a release names as its maintainer.
        licence: `BANTIN_LICENCE` and `BANTIN_LICENCE_URL`, the terms of a release; none by default.
        citation: `BANTIN_CITATION`, how a release asks to be cited; none by default.
        author: `BANTIN_AUTHOR`, who signs the decisions of `bantin review` and `bantin withdraw`; git's user.name by
            default.
        webhook: whether `BANTIN_WEBHOOK_URL` is set: then Dagster's sensors post failed runs and failed checks there.
            The address may hold a token and stays in the environment.
    """

    home: Path
    inbox: Path
    max_file_bytes: int = MAX_FILE_BYTES
    report_url: str = REPORT_URL
    lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS
    reference: Path = REFERENCE
    site_bulletins: int = SITE_BULLETINS
    site_series: int = SITE_SERIES
    dagster_postgres: bool = False
    workers: int = 1
    agency: str = AGENCY
    licence: str = ""
    licence_url: str = ""
    citation: str = ""
    author: str = ""
    webhook: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from `environment` (default: the process's own)."""
        env = os.environ if environment is None else environment
        return cls(
            home=Path(env.get("BANTIN_HOME") or REPOSITORY / "var").expanduser().resolve(),
            inbox=Path(env.get("BANTIN_INBOX") or REPOSITORY / "data" / "bulletins").expanduser().resolve(),
            max_file_bytes=int(env.get("BANTIN_MAX_FILE_BYTES") or MAX_FILE_BYTES),
            report_url=env.get("BANTIN_REPORT_URL") or REPORT_URL,
            lock_timeout_seconds=float(env.get("BANTIN_LOCK_TIMEOUT") or LOCK_TIMEOUT_SECONDS),
            reference=Path(env.get("BANTIN_REFERENCE") or REFERENCE).expanduser().resolve(),
            site_bulletins=int(env.get("BANTIN_SITE_BULLETINS") or SITE_BULLETINS),
            site_series=int(env.get("BANTIN_SITE_SERIES") or SITE_SERIES),
            dagster_postgres=bool(env.get(DAGSTER_POSTGRES_URL)),
            workers=_workers(env.get("BANTIN_WORKERS") or ""),
            agency=_agency(env.get("BANTIN_AGENCY") or AGENCY),
            licence=env.get("BANTIN_LICENCE") or "",
            licence_url=env.get("BANTIN_LICENCE_URL") or "",
            citation=env.get("BANTIN_CITATION") or "",
            author=env.get("BANTIN_AUTHOR") or "",
            webhook=bool(env.get(WEBHOOK_URL)),
        )

    @property
    def archive(self) -> Path:
        """Raw bytes under their SHA-256."""
        return self.home / "archive"

    @property
    def raw(self) -> Path:
        """One folder of Parquet batches a raw table."""
        return self.home / "raw"

    @property
    def build_warehouse(self) -> Path:
        """The DuckDB file that dbt writes."""
        return self.home / "build" / "warehouse.duckdb"

    @property
    def warehouse(self) -> Path:
        """The published DuckDB file, the only one that anyone reads."""
        return self.home / "warehouse.duckdb"

    @property
    def steward(self) -> Path:
        """The steward's CSV tables: corrections, waivers, series_links."""
        return self.home / "steward"

    @property
    def quality(self) -> Path:
        """Data Docs, the quality site, the history of checks."""
        return self.home / "quality"

    @property
    def releases(self) -> Path:
        """The releases of this home, and their index."""
        return self.home / "releases"

    @property
    def dagster_home(self) -> Path:
        """Dagster's instance."""
        return self.home / "dagster"

    @property
    def has_project_reference(self) -> bool:
        """Whether the reference tables are the project's own, which dbt knows by itself."""
        return self.reference == REFERENCE

    @property
    def dbt_project(self) -> Path:
        """The dbt project in the repository."""
        return REPOSITORY / "dbt_project"


def _workers(text: str) -> int:
    """The number of reading processes: as set, or one for each processor that this process may use."""
    if not text:
        return min(MOST_WORKERS, _processors())
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"BANTIN_WORKERS is «{text}»; it takes a whole number of processes, 1 or more")
    return int(text)


def _agency(text: str) -> str:
    """An SDMX agency id: letters, digits, hyphens and underscores, a letter first, parts joined by points."""
    if not re.fullmatch(r"[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)*", text, re.ASCII):
        raise ValueError(
            f"BANTIN_AGENCY is «{text}»; SDMX takes ids like LSO or VN.GSO (a letter, then letters, digits, _ or -)"
        )
    return text


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
