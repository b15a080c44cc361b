"""Stop a scan at Ctrl-C or SIGTERM, wherever it is."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import TypeVar

Handler = Callable[..., None]
Result = TypeVar("Result")
_SOON = 0.01
"""Seconds."""
_interrupted = threading.Event()


def stop_at_signals() -> None:
    """Raise KeyboardInterrupt at Ctrl-C and SIGTERM."""
    _on_stop(_interrupt, _interrupt)


async def stoppable(scan: Coroutine[object, object, Result]) -> Result:
    """Await a scan; a signal ends it where it is, in a query of the engine too, and lets its questions end in order."""
    loop, own = asyncio.get_running_loop(), asyncio.current_task()

    def interrupt(*_: object) -> None:
        # Raised in one of many tasks it would come up again in each that waits for it, and end none of the others.
        if own is None or asyncio.current_task(loop) is own:
            _interrupt()

    def stop(*_: object) -> None:
        if own is not None:
            loop.call_soon_threadsafe(own.cancel)
        interrupt()

    _on_stop(stop, interrupt)
    try:
        return await scan
    finally:
        stop_at_signals()


def end_at_signals(code: int, said: str) -> None:
    """Say something and end at once at Ctrl-C and SIGTERM, with this exit code: what mattered is done."""

    def end(*_: object) -> None:
        os.write(sys.stderr.fileno(), f"{said}\n".encode())
        os._exit(code)

    _on_stop(end, end)


def _on_stop(handler: Handler, again: Handler) -> None:
    """Call ``handler`` at a signal, and ``again`` soon after one that came in a finalizer."""
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, handler)
    signal.signal(signal.SIGALRM, again)
    sys.unraisablehook = _dropped


def _dropped(what: "sys.UnraisableHookArgs") -> None:
    # What is raised in a finalizer, which can run anywhere, Python would print and forget. What others raise there
    # after an interrupt comes of that: it left their objects half made.
    if isinstance(what.exc_value, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, _SOON)
    elif not _interrupted.is_set():
        sys.__unraisablehook__(what)


def _interrupt(*_: object) -> None:
    _interrupted.set()
    raise KeyboardInterrupt
