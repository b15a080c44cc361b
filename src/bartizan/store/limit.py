"""A limit of time for queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Timer

from bartizan.model import BartizanError


@contextmanager
def limited(seconds: float, interrupt: Callable[[], None]) -> Iterator[None]:
    """Call ``interrupt``, which ends a query, where the body takes longer.

    Raises:
        BartizanError: it did.
    """
    is_late = Event()

    def end() -> None:
        is_late.set()
        interrupt()

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except BartizanError as error:
        if is_late.is_set():
            raise BartizanError(f"the query took longer than {seconds:g} s") from error
        raise
    finally:
        timer.cancel()
