"""The worker that follows events: it reads each connector's queue, and has what changed read again within seconds."""

import asyncio
import datetime
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.collect.queue import opened_events
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.queue import EventQueue
from bartizan.connect.target import target
from bartizan.model import BartizanError, ChangedResource, now, printable
from bartizan.service.connecting import listed
from bartizan.service.work.deciding import Decider
from bartizan.service.work.logged import catch_up_with_log
from bartizan.service.work.missed import look_for_missed
from bartizan.service.work.noting import expected_of, noted, way_of_events
from bartizan.service.work.one_scan import connector_lease, ended
from bartizan.service.work.scanning import read_changed
from bartizan.service.work.standby import STANDBY
from bartizan.state import State
from bartizan.state.events.changed import changes_of, finish_changes
from bartizan.state.events.health import event_health, note_check, note_events
from bartizan.state.onboarding.nouns import EVENTS_QUEUE, Connector
from bartizan.state.work.runs import ScanRun
from bartizan.watch.intake import EventBatch, EventIntake

BY = "events"
"""Who asks for these reads, in the audit log."""
_CONNECTORS = 30.0
"""Seconds between looks at which connectors there are."""
_SETTLE = 0.3
"""Seconds to wait after an event for those that come with it."""
_IDLE, _IDLE_WEBHOOK = 5.0, 1.0
"""Seconds between looks at what waits though no event came; what a webhook took may be another process's."""
_REOPENED = 600.0
"""Seconds after which a queue is entered anew: what a connection counts and remembers is made for one scan."""
_LOOK_FOR_MISSED, _LOOK_AT_LOG = 60.0, 540.0
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 600.0
_FAILURES = (BartizanError, CallError)


def _ignored(_: str) -> None:
    pass


def changed_by(home: Path, run_id: str) -> frozenset[ChangedResource]:
    """Return what a read of changes was started for."""
    return frozenset(changes_of(State(home), run_id))


@dataclass
class EventFollower:
    """Follows the events of one connector."""

    home: Path
    directory: str
    connector: Connector
    report: Callable[[str], None] = _ignored
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    _came: threading.Event = field(default_factory=threading.Event)
    _said: str = ""
    _is_empty: bool = False
    _looks_at: float = 0.0
    _looked: str = ""
    _caught_up: datetime.datetime | None = None

    async def follow(self) -> None:
        """Take events and have what changed read again, until cancelled."""
        stopped = threading.Event()
        # Not in the loop's pool of threads: the end of the process would wait for the scan.
        threading.Thread(target=self._react, args=(stopped,), name="changes", daemon=True).start()
        with STANDBY.kept():
            try:
                await self._listen()
            finally:
                stopped.set()

    async def _listen(self) -> None:
        intake, pause = EventIntake(self.connector.provider, expected_of(self.connector)), 1.0
        reads, url = target(self.connector), self.connector.settings.get(EVENTS_QUEUE, "")
        if not url:  # they are posted to a webhook, of this process or another
            await asyncio.get_running_loop().create_future()
        while True:
            try:
                async with opened_events(reads, url) as queue:
                    until = time.monotonic() + _REOPENED
                    while time.monotonic() < until:
                        await self.take(queue, intake)
                        pause = 1.0
            except _FAILURES as error:
                await asyncio.to_thread(self._say, printable(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def take(self, queue: EventQueue, intake: EventIntake, wait: int = 20) -> EventBatch:
        """Take some messages of the queue: they are deleted once what they came to is kept."""
        messages = await queue.receive(wait)
        self._said, self._is_empty = "", not messages
        batch = intake.take(each.body for each in messages)
        await asyncio.to_thread(note_events, State(self.home), self.connector.id, noted(batch), now())
        intake.kept(batch)
        await queue.delete(messages)
        if batch.changes:
            self._came.set()
        return batch

    def _say(self, error: str) -> None:
        if error != self._said:
            self.report(f"events of {self.connector.name}: {error}")
        self._said = error
        with suppress(BartizanError):  # the database may be what is wrong
            note_check(State(self.home), self.connector.id, now(), error)

    def _react(self, stopped: threading.Event) -> None:
        failures, idle = 0, _IDLE if EVENTS_QUEUE in self.connector.settings else _IDLE_WEBHOOK
        while not stopped.is_set():
            if self._came.wait(idle):
                self._came.clear()
                stopped.wait(_SETTLE)
            try:
                run = self.read_once()
                failures = failures + 1 if run and run.status in ("failed", "cancelled") else 0
            except (BartizanError, OSError) as error:
                self._say(printable(error))
                failures += 1
            self._look_for_missed()
            if failures:
                stopped.wait(min(_FIRST_PAUSE * 2 ** min(failures, 10), _LONGEST_PAUSE))

    def _look_for_missed(self) -> None:
        """Look, while no event waits, whether a whole scan or a log has changes that none reported."""
        is_posted = EVENTS_QUEUE not in self.connector.settings
        if not (self._is_empty or is_posted) or time.monotonic() < self._looks_at:
            return
        self._looks_at = time.monotonic() + _LOOK_FOR_MISSED
        try:
            if self.connector.provider == "aws":
                self._looked = look_for_missed(self.home, self.directory, self.connector, self._looked)
            else:
                self._looks_at += _LOOK_AT_LOG
                self._caught_up = catch_up_with_log(self.home, self.directory, self.connector, self._caught_up)
        except (*_FAILURES, OSError) as error:
            self.report(f"events of {self.connector.name}: {printable(error)}")

    def read_once(self) -> ScanRun | None:
        """Read again what is due, and return the scan once it is over; None where nothing is, or another has it."""
        by = Decider(self.home, self.directory, BY, BY)
        if not event_health(by.state, self.connector.id).waiting:
            return None
        with connector_lease(by.state, self.directory, self.connector, self.holder) as lease:
            run = read_changed(by, self.connector) if lease else None
            if run is None or lease is None:
                return None
            run = ended(by, run, lease, time.sleep)
            if run.status in ("complete", "partial"):
                finish_changes(by.state, run.id)
            return run


@dataclass
class EventWorker:
    """Follows the events of every connector of a directory that has a queue or a webhook."""

    home: Path
    report: Callable[[str], None] = _ignored
    directory: str = DIRECTORY

    def start(self) -> "EventWorker":
        """Begin in a thread that ends with the process."""
        threading.Thread(target=lambda: asyncio.run(self._run()), name="events", daemon=True).start()
        return self

    async def _run(self) -> None:
        following: dict[tuple[str, str], asyncio.Task[None]] = {}
        while True:
            try:
                known = await asyncio.to_thread(listed, self.home, directory=self.directory)
                there = {(each.id, way): each for each in known if (way := way_of_events(each))}
            except BartizanError as error:
                self.report(f"events: {printable(error)}")
                await asyncio.sleep(_CONNECTORS)
                continue
            for key in [key for key, task in following.items() if key not in there or task.done()]:
                task = following.pop(key)
                if not task.cancel() and (broken := task.exception()):
                    self.report(f"events: {printable(broken)}")
            for key in there.keys() - following.keys():
                follower = EventFollower(self.home, self.directory, there[key], self.report)
                following[key] = asyncio.create_task(follower.follow())
            await asyncio.sleep(_CONNECTORS)
