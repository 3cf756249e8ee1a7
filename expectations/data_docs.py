"""Data Docs that open from disk without any network.

Great Expectations' own pages load fifteen assets from content networks, fill their index by script and show
neither severity nor Vietnamese. Its site builder lets a site name its own renderer, view and index classes;
these are ours. The pages hold no script, and their policy forbids one.

Layout under the Data Docs folder: `index.html`, `suites/<suite>.html` (the newest run, the same path in every
run) and `validations/...` (each kept run, where Great Expectations puts it).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from expectations.checks import SEVERITY_VIETNAMESE, suite_page
from expectations.frames import QUOTE_SEPARATOR
from expectations.gx import RESULTS_STORE, load, open_context
from expectations.inert import inert
from expectations.suites import all_suites

__all__ = ["INDEX_PAGE", "build_data_docs", "suite_page"]

INDEX_PAGE = "index.html"
REPORT_INDEX = "../index.html"
"""The report that holds the Data Docs, relative to their folder."""

SITE = "data_docs"
ROOT_FROM_SUITE_PAGE = "../"
ROOT_FROM_RUN_PAGE = "../../../../"
TEMPLATES = Path(__file__).parent / "templates"

OUTCOME_NAMES: Mapping[str, tuple[str, str]] = {
    "error": ("did not run", "không chạy được"),
    "failed": ("failed", "không đạt"),
    "passed": ("passed", "đạt"),
    "not_evaluated": ("not evaluated", "chưa đánh giá"),
}
"""Outcomes in English and Vietnamese, in the order in which they are shown."""
MARKS: Mapping[str, str] = {"error": "!", "failed": "✕", "passed": "✓", "not_evaluated": "–"}
SEVERITY_ORDER: Mapping[str, int] = {"critical": 0, "warning": 1, "info": 2}


def build_data_docs(context_dir: Path, docs_dir: Path, *, suites: Sequence[str] | None = None) -> Path:
    """Write the pages for the results that `expectations.validation.validate` kept.

    Pages of kept runs that exist already are left as they are; those of runs no longer kept are removed.

    Args:
        context_dir: Folder of the validation results.
        docs_dir: Folder of the pages.
        suites: Names of the suites to list, in their order; default all.

    Returns:
        The index page.
    """
    load()
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

    names = [suite.name for suite in all_suites()] if suites is None else list(suites)
    context = open_context(context_dir, sites={SITE: _site(docs_dir, names)})
    keys = [
        key
        for key in context.stores[RESULTS_STORE].list_keys()
        if isinstance(key, ValidationResultIdentifier) and not (docs_dir / run_page(key)).exists()
    ]
    context.build_data_docs(site_names=[SITE], resource_identifiers=keys or None)
    return docs_dir / INDEX_PAGE


def run_page(key: Any) -> str:
    """Path of the page of one kept run, where GX's site store puts it."""
    return "/".join(("validations", *key.to_tuple())) + ".html"


def _site(docs_dir: Path, names: Sequence[str]) -> dict[str, Any]:
    ours = "expectations.data_docs_site"
    page = {
        "renderer": {"module_name": ours, "class_name": "SuiteRenderer"},
        "view": {"module_name": ours, "class_name": "PageView"},
    }
    return {
        "class_name": "OfflineSiteBuilder",
        "module_name": ours,
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "AtomicFilesystemStoreBackend",
            "module_name": ours,
            "base_directory": str(docs_dir.resolve()),
        },
        "site_section_builders": {
            "expectations": "None",
            "profiling": "None",
            "validations": {
                "class_name": "DefaultSiteSectionBuilder",
                "source_store_name": RESULTS_STORE,
                **page,
            },
        },
        "site_index_builder": {
            "class_name": "LatestRunsIndexBuilder",
            "module_name": ours,
            "suite_names": list(names),
        },
    }


@dataclass(frozen=True, slots=True)
class SuiteDocument:
    """All that the page of one suite shows of one run."""

    name: str
    title: str
    page: str
    table: str
    english: str
    vietnamese: str
    title_vietnamese: str
    shown: tuple[Mapping[str, Any], ...]
    checks: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]
    problem: str | None
    input_hash: str
    rules_hash: str
    run_name: str
    run_time: str
    run_time_text: str


def suite_document(name: str, meta: Mapping[str, Any]) -> SuiteDocument:
    """Turn the stored `meta` of a validation into what its page shows, the worst checks first.

    Raises:
        KeyError: The result was not stored by `expectations.validation`.
    """
    kept, run = meta["bantin"], meta["run_id"]
    run = run if isinstance(run, Mapping) else run.to_json_dict()
    shown = tuple(_shown(item) for item in kept["shown"])
    checks = tuple(sorted((_check_row(check, shown) for check in kept["checks"]), key=_urgency))
    return SuiteDocument(
        name=name,
        title=name.replace("_", " ").capitalize(),
        page=suite_page(name),
        table=kept["table"],
        english=kept["english"],
        vietnamese=kept["vietnamese"],
        title_vietnamese=kept["title_vietnamese"],
        shown=shown,
        checks=checks,
        counts=Counter(check["outcome"] for check in checks),
        problem=kept["problem"],
        input_hash=kept["input_hash"],
        rules_hash=kept["rules_hash"],
        run_name=run["run_name"],
        run_time=run["run_time"],
        run_time_text=time_text(run["run_time"]),
    )


def _check_row(check: Mapping[str, Any], shown: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sentences = {
        f"sentence_{language}": re.sub(r"^\[[^\]]*\] ", "", check[f"description_{language}"])
        for language in ("en", "vi")
    }
    evidence = [item for item in shown if item["kind"] != "text" or item is shown[0]]
    return {**check, **sentences, "evidence": evidence}


def _urgency(check: Mapping[str, Any]) -> tuple[int, int]:
    return list(OUTCOME_NAMES).index(check["outcome"]), SEVERITY_ORDER[check["severity"]]


def _shown(item: Mapping[str, Any]) -> dict[str, Any]:
    """A column of the failing rows with its kind: number, quote or text."""
    kind = "text"
    if len(item["columns"]) == 2 or item["name"] in ("gap", "value"):
        kind = "number"
    elif item["name"].endswith(("quote", "quotes")):
        kind = "quote"
    return {**item, "kind": kind}


def time_text(time: str) -> str:
    """An ISO time as people read it, to the minute."""
    moment = datetime.fromisoformat(time)
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".strip()


def render_suite(document: SuiteDocument, *, root: str, earlier: Sequence[Mapping[str, str]] = ()) -> str:
    """The page of one suite; `root` leads from the page to the Data Docs folder."""
    return str(_template("suite.html.j2").render(suite=document, root=root, earlier=earlier))


def render_index(documents: Sequence[SuiteDocument]) -> str:
    """The index: counts, what needs attention, the suites."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(document.counts)
    urgent = [
        check
        for document in documents
        if document.problem is None
        for check in document.checks
        if check["outcome"] in ("failed", "error")
    ]
    page = _template("index.html.j2").render(
        suites=documents,
        counts=counts,
        problems=[document for document in documents if document.problem is not None],
        attention=sorted(urgent, key=lambda check: (SEVERITY_ORDER[check["severity"]], _urgency(check))),
        root="",
    )
    return str(page)


def group_digits(text: str) -> Markup:
    """Escape `text` and set its thousands apart by style alone, so that a copied number stays exact."""

    def spaced(match: re.Match[str]) -> str:
        digits = match.group()
        head = len(digits) % 3 or 3
        groups = [digits[position : position + 3] for position in range(head, len(digits), 3)]
        return digits[:head] + "".join(f"<i>{group}</i>" for group in groups)

    return Markup(re.sub(r"(?<![\d.])\d{5,}", spaced, str(escape(text))))  # noqa: S704 - escaped above


@cache
def _environment() -> Environment:
    style = (TEMPLATES / "data_docs.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals.update(
        style=Markup(style),  # noqa: S704 - our own style sheet
        style_hash=f"sha256-{digest}",
        version=version("great-expectations"),
        report_index=REPORT_INDEX,
        outcome_names=OUTCOME_NAMES,
        marks=MARKS,
        separator=QUOTE_SEPARATOR,
        severities=SEVERITY_VIETNAMESE,
    )
    environment.filters["grouped"] = group_digits
    return environment


def _template(name: str) -> Any:
    return _environment().get_template(name)


def write_page(path: Path, text: str) -> None:
    """Write a page so that a reader sees the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
