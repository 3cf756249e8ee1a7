"""Pages to files, in both languages. What is as before is linked from the old site instead of being written anew."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from expectations.inert import inert
from orchestration.explaining.names import Names
from orchestration.site.axis import bars
from orchestration.site.charts import Chart
from orchestration.site.page import (
    LANGUAGES,
    SECTIONS,
    Page,
    bulletin_path,
    conflict_path,
    series_path,
    suggestion_path,
)
from orchestration.site.wording import KINDS, TONES, Wording, exact

FOLDER = Path(__file__).resolve().parent
TEMPLATES = FOLDER / "templates"
STATIC = FOLDER / "static"
DIGESTS = "digests.json"
"""Path of each page → hash of what it shows and of how."""


class Writer:
    """Writes the pages of one site into `folder`.

    Args:
        folder: Where the new site grows; it must not exist.
        before: The site that it replaces; may be missing.
        names: Names of codes.
        shared: What every page depends on beside its own content: which texts have several pages.
        paths: Where a figure and an event stand, by the name that templates call.
    """

    def __init__(
        self,
        folder: Path,
        before: Path,
        names: Names,
        shared: dict[str, Any],
        paths: Mapping[str, Callable[..., str]],
    ) -> None:
        self._folder = folder
        self._before = before
        self._shared = shared
        self._known = _read_digests(before)
        self._digests: dict[str, str] = {}
        self._environments = {language: _environment(Wording(language, names)) for language in LANGUAGES}
        for environment in self._environments.values():
            environment.globals |= paths
        self._style = _digest_of_design(names, shared)
        folder.mkdir(parents=True)
        shutil.copytree(STATIC, folder / "static")

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of all pages written so far, without their language."""
        return tuple(self._digests)

    def write_all(self, pages: Iterable[Page]) -> int:
        """Write pages one after the other; returns how many."""
        count = 0
        for page in pages:
            self._write(page)
            count += 1
        return count

    def finish(self) -> None:
        """Write the entrance, which leads to the first language, and the digests for the next time."""
        entrance = self._environments[LANGUAGES[0]].get_template("entrance.html.j2").render()
        (self._folder / "index.html").write_text(entrance, encoding="utf-8")
        (self._folder / DIGESTS).write_text(json.dumps(self._digests, indent=0, sort_keys=True), encoding="utf-8")

    def _write(self, page: Page) -> None:
        if page.path in self._digests:
            raise ValueError(f"two pages have the path {page.path}")
        digest = hashlib.sha256(f"{self._style}|{page!r}".encode()).hexdigest()
        is_known = self._known.get(page.path) == digest
        self._digests[page.path] = digest
        for language in LANGUAGES:
            for path, content in self._contents(page, language):
                file = self._folder / language / path
                file.parent.mkdir(parents=True, exist_ok=True)
                if not (is_known and _linked(self._before / language / path, file)):
                    file.write_bytes(content())

    def _contents(self, page: Page, language: str) -> Iterator[tuple[str, Any]]:
        yield page.path, lambda: self._render(page, language).encode()
        for path, content in page.files.items():
            yield path, lambda content=content: content

    def _render(self, page: Page, language: str) -> str:
        other = next(one for one in LANGUAGES if one != language)
        return (
            self._environments[language]
            .get_template(page.template)
            .render(
                page=page,
                title=page.title.in_language(language),
                language=language,
                other_language=other,
                other_page=f"{page.root}../{other}/{page.path}",
                root=page.root,
                navigation=[(path, name.in_language(language)) for path, name in SECTIONS],
                **self._shared,
                **page.context,
            )
        )


def _environment(wording: Wording) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": wording.number,
        "short": wording.short,
        "unit": wording.unit,
        "day": wording.day,
        "period": wording.period,
        "exact": exact,
    }
    environment.globals |= {
        "t": wording.text,
        "name": wording.name,
        "of": wording.of,
        "amount": wording.amount,
        "interval": wording.interval,
        "interval_short": wording.interval_short,
        "intervals_of": lambda lanes: [(lane[1], lane[2]) for lane in lanes],
        "tones": TONES,
        "kinds": KINDS,
        "bars": bars,
        "svg": lambda chart: _markup(chart, wording.language),
        "bulletin_path": bulletin_path,
        "conflict_path": conflict_path,
        "suggestion_path": suggestion_path,
        "series_path": series_path,
    }
    return environment


def _markup(chart: Chart, language: str) -> Any:
    from markupsafe import Markup

    return Markup(chart.svg(language))  # noqa: S704 - written by Vega, which escapes its texts


def _digest_of_design(names: Names, shared: dict[str, Any]) -> str:
    """Hash of all that every page depends on: templates, names, what is shared."""
    digest = hashlib.sha256(f"{sorted(names.items())!r}|{sorted(shared.items())!r}".encode())
    for path in sorted([*TEMPLATES.iterdir(), *FOLDER.glob("*.py")]):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _read_digests(before: Path) -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads((before / DIGESTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def _linked(old: Path, new: Path) -> bool:
    """Give an old file its new name too; False where that cannot be (missing, another file system)."""
    try:
        os.link(old, new)
    except OSError:
        return False
    return True
