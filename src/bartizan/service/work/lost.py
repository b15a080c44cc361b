"""Scans whose process is gone: somebody who lives has to say that they failed."""

import logging
import threading

from bartizan.model import BartizanError
from bartizan.state import State
from bartizan.state.work.runs import end_lost_runs

EVERY = 15.0
_log = logging.getLogger("bartizan.scans")


def watch_for_lost(state: State, ended: threading.Event, every: float = EVERY) -> None:
    """End lost scans now, and every so many seconds until ``ended`` is set."""
    threading.Thread(target=_watch, args=(state, ended, every), name="lost scans", daemon=True).start()


def _watch(state: State, ended: threading.Event, every: float) -> None:
    while True:
        try:
            for run in end_lost_runs(state):
                _log.info("scan %s %s: %s", run.id, run.status, run.detail)
        except BartizanError as error:  # the server may be restarting
            _log.info("%s", error)
        if ended.wait(every):
            return
