"""Workers that write into the outbox and deliver it, each killed at a random moment.

It is run with a home and a number of kills. Who runs it has the receiver, and looks what arrived.
"""

import datetime
import os
import random
import signal
import sys
import time
from pathlib import Path

from bartizan.model import now
from bartizan.service.notifying.delivering import Deliverer
from bartizan.state import State
from bartizan.state.notify.nouns import Notice
from bartizan.state.notify.outbox import put
from bartizan.state.notify.rules import notification_rules

LONGEST_LIFE = 0.5
SHORT = datetime.timedelta(milliseconds=20)


def work(home: Path) -> None:
    """Write one notice after another as a publish does, and deliver what is there, until killed."""
    state = State(home)
    deliverer = Deliverer(home, pause=SHORT, holder="worker")
    rules = notification_rules(state, "default")
    while True:
        with state.transaction() as session:
            for rule in rules:
                put(session, "default", rule, [Notice("finding", f"{time.monotonic_ns()}", "", "It is open")], now())
        deliverer.round()


def main(home: Path, kills: int) -> None:
    """Start a worker and kill it, again and again; then deliver what is left."""
    Deliverer(home).round()  # what is imported on use is there before the first fork
    for _ in range(kills):
        child = os.fork()
        if not child:
            work(home)
        time.sleep(random.uniform(0.05, LONGEST_LIFE))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    last = Deliverer(home, pause=SHORT, holder="worker")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and (last.round() or not is_done(home)):
        time.sleep(0.02)


def is_done(home: Path) -> bool:
    from bartizan.state.notify.outbox import pending, waiting

    state = State(home)
    return not pending(state, "default") and not waiting(state, "default")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
