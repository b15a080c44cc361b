"""Workers that write into the outbox and deliver it, each killed at a random moment.

It is run with a home and a number of kills. Who runs it has the receiver, and looks what arrived.
"""

import datetime
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bartizan.model import now
from bartizan.service.notifying.delivering import Deliverer
from bartizan.state import State
from bartizan.state.notify.nouns import Notice, NotificationRule
from bartizan.state.notify.outbox import put
from bartizan.state.notify.rules import notification_rules

LONGEST_LIFE = 0.5
"""Seconds, or six rounds where these take longer: who dies before the first one shows nothing."""
SHORT = datetime.timedelta(milliseconds=20)


def work(home: Path) -> None:
    """Write one notice after another as a publish does, and deliver what is there, until killed."""
    state = State(home)
    deliverer = Deliverer(home, pause=SHORT, holder="worker")
    rules = notification_rules(state, "default")
    while True:
        write_one(state, rules)
        deliverer.round()


def write_one(state: State, rules: Sequence[NotificationRule]) -> None:
    with state.transaction() as session:
        for rule in rules:
            put(session, "default", rule, [Notice("finding", f"{time.monotonic_ns()}", "", "It is open")], now())


def longest_life(home: Path) -> float:
    """Return how long a worker may live at most, in seconds, after one of its rounds is timed."""
    state, deliverer = State(home), Deliverer(home)
    deliverer.round()  # what is imported on use is there before the first fork
    begun = time.monotonic()
    write_one(state, notification_rules(state, "default"))
    deliverer.round()
    return max(LONGEST_LIFE, 6 * (time.monotonic() - begun))


def main(home: Path, kills: int) -> None:
    """Start a worker and kill it, again and again; then deliver what is left."""
    life = longest_life(home)
    for _ in range(kills):
        child = os.fork()
        if not child:
            work(home)
        time.sleep(random.uniform(0.05, life))
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
