"""The steps of a scan in the log, each with the seconds that it took: what `--verbose` shows; and in traces."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bartizan.base.tracing import span

_log = logging.getLogger("bartizan.steps")
_listeners: list[Callable[[str], None]] = []


def is_logged() -> bool:
    """Whether anybody reads the steps."""
    return _log.isEnabledFor(logging.INFO)


@contextmanager
def heard(listener: Callable[[str], None]) -> Iterator[None]:
    """Have a function called with the name of each step that begins while the body runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def step(stage: str, scope: str = "") -> Iterator[None]:
    """Log how long the body took; ``scope`` says of which account or subscription."""
    started = time.monotonic()
    for listener in list(_listeners):
        listener(stage)
    try:
        with span(stage):
            yield
    finally:
        ended(stage, scope, time.monotonic() - started)


def ended(stage: str, scope: str, seconds: float) -> None:
    """Log a step that is over."""
    _log.info("%s: %.2f s", f"{stage} {scope}".strip(), seconds)
