"""How far the work is: assets tell, whoever runs them in the same process may listen.

The pipeline runs under Dagster's UI, where nobody listens, and under `bantin run`, which draws bars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int, str], None]
"""Called with the stage («extract»), what is done, the total (0: not known), and what is at hand."""


def _nobody(stage: str, done: int, total: int, label: str) -> None:
    """Listen to nothing."""


_listener: ContextVar[Listener] = ContextVar("listener", default=_nobody)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send progress told inside the `with` block to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def stage(name: str) -> Callable[[int, int, str], None]:
    """Return the function with which one stage tells its progress: `tell(done, total, label)`."""
    listener = _listener.get()

    def tell(done: int, total: int, label: str) -> None:
        listener(name, done, total, label)

    return tell
