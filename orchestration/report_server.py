"""Serves the data-quality report on localhost, because a browser opens no `file://` link from Dagster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

HOST = "127.0.0.1"


class _ReportHandler(SimpleHTTPRequestHandler):
    """Static files, never cached: each run replaces them."""

    extensions_map = {  # noqa: RUF012 - the base class's own way of naming types
        **SimpleHTTPRequestHandler.extensions_map,
        ".html": "text/html; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".jsonl": "application/x-ndjson; charset=utf-8",
    }

    def end_headers(self) -> None:
        """Forbid caching."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep the terminal quiet."""


@contextmanager
def serve_report(folder: Path, port: int) -> Iterator[str]:
    """Serve `folder` on localhost while the `with` block runs.

    Args:
        folder: The quality folder; made if it does not exist yet.
        port: TCP port; 0 lets the system choose.

    Yields:
        The address, such as `http://localhost:3001`.

    Raises:
        OSError: The port is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer((HOST, port), partial(_ReportHandler, directory=str(folder)))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, name="report-server", daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
