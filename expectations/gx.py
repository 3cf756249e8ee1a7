"""The one door to Great Expectations: imported late, because it takes seconds, and with analytics off."""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from great_expectations.data_context import EphemeralDataContext

RESULTS_STORE = "validation_results_store"


def load() -> Any:
    """Import Great Expectations and register our expectations.

    Returns:
        The module `great_expectations`.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    module = importlib.import_module("great_expectations")
    importlib.import_module("expectations.custom")
    # GX warns whenever it prints a decimal as a float; what we show and keep never goes through that path.
    logging.getLogger("great_expectations.util").setLevel(logging.ERROR)
    return module


@contextmanager
def without_fingerprints() -> Iterator[None]:
    """Keep GX from hashing every frame twice for a batch marker that nobody reads.

    Over 300,000 rows that takes ten times as long as the checks; `frames.content_hash` says what was read.
    """
    engine = importlib.import_module("great_expectations.execution_engine.pandas_execution_engine")
    with patch.object(engine, "hash_pandas_dataframe", lambda frame: f"{len(frame)} rows"):
        yield


def open_context(folder: Path, sites: dict[str, Any]) -> EphemeralDataContext:
    """A context whose results lie in `folder`; all else lives in memory, so nothing has to be migrated.

    Args:
        folder: Where validation results are kept, one JSON file each.
        sites: Data Docs sites, as in a GX configuration.
    """
    gx = load()
    from great_expectations.data_context.types.base import DataContextConfig

    in_memory = {"class_name": "InMemoryStoreBackend"}
    results = {
        "class_name": "TupleFilesystemStoreBackend",
        "base_directory": str(folder.resolve()),
        "suppress_store_backend_id": True,
    }
    config = DataContextConfig(
        config_version=4.0,
        expectations_store_name="expectations_store",
        checkpoint_store_name="checkpoint_store",
        validation_results_store_name=RESULTS_STORE,
        stores={
            "expectations_store": {"class_name": "ExpectationsStore", "store_backend": in_memory},
            "checkpoint_store": {"class_name": "CheckpointStore", "store_backend": in_memory},
            "validation_definition_store": {
                "class_name": "ValidationDefinitionStore",
                "store_backend": in_memory,
            },
            RESULTS_STORE: {"class_name": "ValidationResultsStore", "store_backend": results},
        },
        data_docs_sites=sites,
        analytics_enabled=False,
        progress_bars={"globally": False, "metric_calculations": False},
    )
    return gx.get_context(project_config=config, mode="ephemeral")
