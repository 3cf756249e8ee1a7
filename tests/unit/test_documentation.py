"""The documentation speaks of what exists: links, settings, commands and modules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.cli import SUBCOMMANDS
from tests.support.golden import REPOSITORY

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^\s*(?:\$ )?bantin ([a-z]+)", re.MULTILINE)
FILE_NAMED = re.compile(r"`((?:orchestration|expectations|dbt_project|tests|docs|data)/[\w./-]+)`")


def page_id(page: Path) -> str:
    return str(page.relative_to(REPOSITORY))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_files_that_are_named_exist(page: Path) -> None:
    named = FILE_NAMED.findall(page.read_text(encoding="utf-8"))
    assert [name for name in named if not (REPOSITORY / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_commands_that_are_shown_exist(page: Path) -> None:
    shown = set(COMMAND.findall(page.read_text(encoding="utf-8")))
    assert shown <= set(SUBCOMMANDS)


def test_every_setting_is_described() -> None:
    code = (REPOSITORY / "orchestration" / "settings.py").read_text(encoding="utf-8")
    described = (REPOSITORY / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    settings = set(re.findall(r"BANTIN_[A-Z_]+", code))
    assert len(settings) >= 5
    assert {name for name in settings if f"`{name}`" not in described} == set()


def test_every_section_of_the_language_notes_that_code_cites_exists() -> None:
    notes = (REPOSITORY / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## (\d+)\.", notes, re.MULTILINE))
    cited = {
        section
        for module in (REPOSITORY / "orchestration" / "bulletins").rglob("*.py")
        for section in re.findall(r"language notes, section (\d+)", module.read_text(encoding="utf-8"))
    }
    assert cited
    assert cited <= sections
