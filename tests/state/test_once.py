"""What may happen once, asked for by many at one moment."""

import datetime
import threading
from collections.abc import Callable
from pathlib import Path

from bartizan.state import State
from bartizan.state.work.answered import PENDING, AnsweredRequest, begin_request
from bartizan.state.work.undo import keep_undo, use_undo

CALLERS = 8


def at_once(state_home: Path, ask: Callable[[State], object]) -> list[object]:
    """Return what each of many callers got."""
    barrier, found = threading.Barrier(CALLERS), list[object]()

    def call() -> None:
        state = State(state_home)
        barrier.wait()
        found.append(ask(state))

    threads = [threading.Thread(target=call) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_key_is_used_by_one_request(state_home: Path) -> None:
    State(state_home)
    found = at_once(state_home, lambda state: begin_request(state, "default", "p", "key", "hash"))
    assert found.count(None) == 1
    assert found.count(AnsweredRequest("hash", PENDING, None)) == CALLERS - 1


def test_a_change_is_undone_once(state_home: Path) -> None:
    keep_undo(State(state_home), "default", "p", "hash", {"a": 1}, lasts=datetime.timedelta(hours=1))
    assert use_undo(State(state_home), "default", "another", "hash") is None
    found = at_once(state_home, lambda state: use_undo(state, "default", "p", "hash"))
    assert sorted(map(str, found)) == ["None"] * (CALLERS - 1) + [str({"a": 1})]
