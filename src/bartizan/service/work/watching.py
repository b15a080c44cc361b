"""Continuous assessment: which connector is due when, and scans of those that are, one worker each."""

import datetime
import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.model import BartizanError, now
from bartizan.service.connecting import listed
from bartizan.service.work.deciding import Decider
from bartizan.service.work.one_scan import connector_lease, ended
from bartizan.service.work.scanning import start
from bartizan.state import State
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.leases import LEASE, RENEWED, lease_end, take_lease
from bartizan.state.work.runs import ScanRun, end_lost_runs, last_full_runs

BY = "watch"
"""Who asks for these scans, in the audit log."""
_JITTER = 0.05
_BASELINE = 24
"""Hours between scans where events are waited for: events get lost, and facts grow old."""
_FIRST_PAUSE = datetime.timedelta(minutes=5)
_AHEAD = datetime.timedelta(minutes=5)
"""What is later than this was written by a clock that has been set back since; machines differ by less."""


@dataclass(frozen=True)
class DueScan:
    """When a connector is scanned next (UTC), and how often it failed since it last worked."""

    connector: Connector
    at: datetime.datetime
    failures: int


def schedule(connectors: Sequence[Connector], known: Sequence[ScanRun], at: datetime.datetime) -> list[DueScan]:
    """Return when each connector is due, the earliest first; ``known`` are their scans, newest first.

    One that was never scanned is due at once, and one whose time passed while nobody watched is due once. After a
    failure it is tried again in 5, 10, 20 … minutes, at most after its interval. Each has a moment of its own, so that
    those of one interval do not all begin together.
    """
    return sorted((_due(each, known, at) for each in connectors), key=lambda due: (due.at, due.connector.name))


def _due(connector: Connector, known: Sequence[ScanRun], at: datetime.datetime) -> DueScan:
    own, failures = scans_of(connector, known, at), 0
    for run in own:
        if run.status != "failed":
            break
        failures += 1
    if not own:
        return DueScan(connector, at, 0)
    interval = datetime.timedelta(hours=connector.interval_hours or _BASELINE)
    pause = min(_FIRST_PAUSE * 2 ** min(failures - 1, 20), interval) if failures else interval
    last = min(own[0].started_at or own[0].asked_at, at)
    return DueScan(connector, last + pause + _jitter(connector, pause), failures)


def scans_of(connector: Connector, known: Sequence[ScanRun], at: datetime.datetime) -> list[ScanRun]:
    """Return the whole scans of a connector until a time; those of a later one put nothing off."""
    own = [run for run in known if run.connector_id in (connector.id, "") and run.kind == "full"]
    return [run for run in own if run.asked_at <= at + _AHEAD]


def last_scans(state: State, directory: str, at: datetime.datetime) -> list[ScanRun]:
    """Return the last whole scans of each connector until a time, newest first."""
    return last_full_runs(state, directory, at + _AHEAD)


def worker_seen(state: State, directory: str) -> datetime.datetime | None:
    """Return when a worker last said that it watches a directory (UTC), None for never."""
    end = lease_end(state, _watched(directory))
    return end - LEASE if end else None


def _watched(directory: str) -> str:
    return f"watch {directory}"


def _jitter(connector: Connector, pause: datetime.timedelta) -> datetime.timedelta:
    share = int.from_bytes(hashlib.sha256(connector.id.encode()).digest()[:4]) / 2**32
    return pause * _JITTER * share


@dataclass
class Watcher:
    """Scans what is due, of one directory. Several may watch one state: a lease keeps each connector to one of them."""

    home: Path
    directory: str = DIRECTORY
    clock: Callable[[], datetime.datetime] = now
    sleep: Callable[[float], None] = time.sleep
    holder: str = field(default_factory=lambda: secrets.token_hex(8))

    def due(self) -> list[DueScan]:
        """Return when each connector is due, the earliest first."""
        at = self.clock()
        known = last_scans(State(self.home), self.directory, at)
        return schedule(listed(self.home, directory=self.directory), known, at)

    def round(self) -> list[ScanRun]:
        """Scan what is due now, one after another, and return the scans; what another worker has is left to it."""
        self._say_alive()
        end_lost_runs(State(self.home))
        done = []
        for due in self.due():
            if due.at > self.clock():
                break
            with connector_lease(State(self.home), self.directory, due.connector, self.holder) as lease:
                if lease and self._is_still_due(due):
                    by = Decider(self.home, self.directory, BY, BY)
                    done.append(ended(by, start(by, due.connector.name), lease, self.sleep))
        return done

    def watch(self, done: Callable[[list[ScanRun]], None]) -> None:
        """Scan what is due until the process is stopped; ``done`` takes the scans of each round."""
        with self._alive():
            while True:
                done(self.round())
                self.sleep(self._pause())

    @contextmanager
    def _alive(self) -> Iterator[None]:
        """Say that a worker lives as long as the block runs: a scan in it may take hours."""
        ended = threading.Event()

        def keep() -> None:
            while not ended.wait(RENEWED):
                with suppress(BartizanError):  # the server may be restarting
                    self._say_alive()

        threading.Thread(target=keep, name="watch lease", daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def _say_alive(self) -> None:
        # Of several workers one has the lease: that somebody watches is all that it says.
        state = State(self.home)
        at = state.time()
        take_lease(state, _watched(self.directory), self.holder, at + LEASE, at)

    def _pause(self) -> float:
        waiting = self.due()
        seconds = (waiting[0].at - self.clock()).total_seconds() if waiting else 60.0
        return max(1.0, min(seconds, 60.0))  # connectors may come, and clocks may jump

    def _is_still_due(self, due: DueScan) -> bool:
        return any(each.connector.id == due.connector.id and each.at <= self.clock() for each in self.due())
