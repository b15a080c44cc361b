"""Scans whose process is gone: somebody who lives has to say that they failed."""

import logging
import threading
import time

from bartizan.model import BartizanError
from bartizan.state import State
from bartizan.state.work.runs import end_lost_runs

EVERY = 15.0
_log = logging.getLogger("bartizan.scans")


def watch_for_lost(state: State) -> None:
    """End lost scans now, and from now on as long as this process lives."""
    threading.Thread(target=_watch, args=(state,), name="lost scans", daemon=True).start()


def _watch(state: State) -> None:
    while True:
        try:
            for run in end_lost_runs(state):
                _log.info("scan %s %s: %s", run.id, run.status, run.detail)
        except BartizanError as error:  # the server may be restarting
            _log.info("%s", error)
        time.sleep(EVERY)
