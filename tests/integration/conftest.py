"""Homes that several tests look at, built once each."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from orchestration.settings import REPOSITORY, Settings
from tests.support.bulletins import contradicted, other_province, other_sidecar, unreadable_files, write_inbox
from tests.support.command import bantin, fresh_home


@dataclass(frozen=True)
class Built:
    """A home after `bantin run`, and how that ended."""

    settings: Settings
    done: CompletedProcess[str]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The two bundled bulletins, read and checked. Tests leave it as it is."""
    settings = fresh_home(tmp_path_factory.mktemp("built"))
    shutil.copytree(REPOSITORY / "data" / "bulletins", settings.inbox)
    return Built(settings, bantin("run", settings=settings))


@pytest.fixture(scope="session")
def contradicted_home(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The half-year bulletin with imports of 1,24 instead of 1,42, and its sidecar."""
    settings = fresh_home(tmp_path_factory.mktemp("contradicted"))
    sidecar = (REPOSITORY / "data" / "bulletins" / "lang-son-2024-h1.yml").read_text(encoding="utf-8")
    write_inbox(settings.inbox, {"doi-so.txt": contradicted(), "doi-so.yml": sidecar})
    return Built(settings, bantin("run", settings=settings))


@pytest.fixture(scope="session")
def trade_home(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """One bulletin of another province, on trade alone, among files that cannot be read."""
    settings = fresh_home(tmp_path_factory.mktemp("trade"))
    name = "quang-ninh-2024-9m"
    sidecar = other_sidecar(name)
    files: dict[str, str | bytes] = {f"{name}.txt": other_province(name), **unreadable_files()}
    write_inbox(settings.inbox, files | ({f"{name}.yml": sidecar} if sidecar else {}))
    return Built(settings, bantin("run", settings=settings))


@pytest.fixture
def copy_of_built(built: Built, tmp_path: Path) -> Settings:
    """A copy of the built home to change."""
    settings = fresh_home(tmp_path)
    shutil.copytree(built.settings.home, settings.home)
    shutil.copytree(built.settings.inbox, settings.inbox)
    return settings
