"""The classes that a Data Docs site names in its GX configuration; imports Great Expectations."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.data_context.store.tuple_store_backend import TupleFilesystemStoreBackend
from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier
from great_expectations.render.renderer.site_builder import SiteBuilder

from expectations.data_docs import (
    INDEX_PAGE,
    ROOT_FROM_RUN_PAGE,
    ROOT_FROM_SUITE_PAGE,
    SuiteDocument,
    render_index,
    render_suite,
    run_page,
    suite_document,
    time_text,
    write_page,
)
from expectations.gx import RESULTS_STORE


class AtomicFilesystemStoreBackend(TupleFilesystemStoreBackend):
    """Files that are written beside and renamed: an open browser never loads half a page."""

    def _set(self, key: Any, value: str | bytes, **_: Any) -> str:
        parts = key if isinstance(key, tuple) else key.to_tuple()
        path = Path(self.full_base_directory) / self._convert_key_to_filepath(parts)
        write_page(path, value if isinstance(value, str) else value.decode("utf-8"))
        return str(path)


class SuiteRenderer:
    """From a stored validation result to what its page shows."""

    def __init__(self, data_context: Any = None) -> None:
        """Great Expectations passes its context, which is not needed."""

    def render(self, validation_results: ExpectationSuiteValidationResult) -> SuiteDocument:
        """What the page shows."""
        return suite_document(validation_results.suite_name, validation_results.meta)


class PageView:
    """From what a page shows to its HTML."""

    def __init__(self, custom_styles_directory: Any = None, custom_views_directory: Any = None) -> None:
        """Great Expectations passes folders for its own templates, which are not used."""

    def render(self, document: SuiteDocument, **_: Any) -> str:
        """The page of one kept run."""
        return render_suite(document, root=ROOT_FROM_RUN_PAGE)


class LatestRunsIndexBuilder:
    """Writes the index and the page of each suite's newest run; takes the place of GX's index builder."""

    def __init__(self, suite_names: list[str], data_context: Any, target_store: Any, name: str = "") -> None:
        """Great Expectations passes its context and the store of the site.

        Args:
            suite_names: The suites to list, in their order.
            data_context: The context, which holds the results.
            target_store: The site's store, which knows the folder.
            name: GX's name of this builder; not used.
        """
        self._suite_names = suite_names
        self._results = data_context.stores[RESULTS_STORE]
        self._folder = Path(target_store.store_backends["index_page"].full_base_directory)

    def build(self, build_index: bool = True) -> tuple[str, OrderedDict[str, Any]]:
        """Write the pages, and remove those of runs that are no longer kept."""
        runs = self._runs_by_suite()
        documents = [self._write_suite(runs[name]) for name in self._suite_names if name in runs]
        write_page(self._folder / INDEX_PAGE, render_index(documents))
        self._remove_outdated(runs)
        return str(self._folder / INDEX_PAGE), OrderedDict()

    def _runs_by_suite(self) -> dict[str, list[ValidationResultIdentifier]]:
        """The kept runs of each suite, newest first."""
        runs: dict[str, list[ValidationResultIdentifier]] = {}
        for key in sorted(self._results.list_keys(), key=lambda key: key.run_id.run_time, reverse=True):
            runs.setdefault(key.expectation_suite_identifier.name, []).append(key)
        return runs

    def _write_suite(self, runs: list[ValidationResultIdentifier]) -> SuiteDocument:
        stored = self._results.get(runs[0])
        newest = suite_document(stored.suite_name, stored.meta)
        earlier = [
            {
                "path": run_page(key),
                "time": key.run_id.run_time.isoformat(),
                "time_text": time_text(key.run_id.run_time.isoformat()),
            }
            for key in runs[1:]
        ]
        page = render_suite(newest, root=ROOT_FROM_SUITE_PAGE, earlier=earlier)
        write_page(self._folder / newest.page, page)
        return newest

    def _remove_outdated(self, runs: dict[str, list[ValidationResultIdentifier]]) -> None:
        kept = {self._folder / run_page(key) for keys in runs.values() for key in keys}
        for page in sorted((self._folder / "validations").rglob("*.html")):
            if page not in kept:
                page.unlink()
                _remove_empty(page.parent, self._folder)
        for page in sorted((self._folder / "suites").glob("*.html")):
            if page.stem not in self._suite_names:
                page.unlink()


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove `folder` and those above it, up to `root`, as far as nothing is left in them."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


class OfflineSiteBuilder(SiteBuilder):
    """Builds the pages and copies none of the assets of Great Expectations."""

    def build(self, resource_identifiers: Any = None, build_index: bool = True) -> tuple[str, OrderedDict[str, Any]]:
        """Write the pages of the given runs, then the index."""
        if resource_identifiers:
            for section in self.site_section_builders.values():
                section.build(resource_identifiers=resource_identifiers)
        return self.site_index_builder.build(build_index=build_index)  # type: ignore[no-any-return]
