"""SELECTs that people send to a server: each ends within its limits, and two run at a time."""

from threading import BoundedSemaphore

from bartizan.model import BartizanError
from bartizan.service.exploring import answer_sql
from bartizan.store import SnapshotEngine
from bartizan.store.locked import LockedAnswer, LockedLimits

MOST_ROWS = 10_000
_SECONDS = 10.0
_MEMORY = "256MB"
_LETTERS = 20_000_000
_RUNNING = BoundedSemaphore(2)
"""Each may keep all cores busy."""


class BusyError(BartizanError):
    """Others' queries run, and go on running."""


def asked_sql(engine: SnapshotEngine, sql: str, rows: int) -> LockedAnswer:
    """Return up to ``rows`` rows of one SELECT over the tables of a snapshot, within 10 seconds and 256 MB.

    Raises:
        BusyError: no turn came.
        BartizanError: as ``locked_answer``.
    """
    if not _RUNNING.acquire(timeout=_SECONDS):
        raise BusyError("other queries run now; try again in a moment")
    try:
        return answer_sql(engine, sql, LockedLimits(_SECONDS, _MEMORY, rows, _LETTERS))
    finally:
        _RUNNING.release()
