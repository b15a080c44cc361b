"""The worker that follows events: it reads each connector's queue, and has what changed read again within seconds."""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable
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
from bartizan.service.work.one_scan import connector_lease, ended
from bartizan.service.work.scanning import read_changed
from bartizan.state import State
from bartizan.state.events.changed import ChangeNote, changes_of, finish_changes
from bartizan.state.events.health import NotedEvents, event_health, note_check, note_events
from bartizan.state.onboarding.nouns import EVENTS_QUEUE, Connector
from bartizan.state.work.runs import ScanRun
from bartizan.watch.event import ExpectedEvents
from bartizan.watch.intake import EventBatch, EventIntake

BY = "events"
"""Who asks for these reads, in the audit log."""
_CONNECTORS = 30.0
"""Seconds between looks at which connectors there are."""
_SETTLE = 0.5
"""Seconds to wait after an event for those that come with it."""
_IDLE = 5.0
"""Seconds between looks at what waits though no event came."""
_REOPENED = 600.0
"""Seconds after which a queue is entered anew: what a connection counts and remembers is made for one scan."""
_LONGEST_PAUSE = 300.0
_GLOBAL = frozenset({"us-east-1", "us-gov-west-1", "cn-north-1"})
"""Regions that services of a whole partition report from."""
_FAILURES = (BartizanError, CallError)


def _ignored(_: str) -> None:
    pass


def changed_by(home: Path, run_id: str) -> frozenset[ChangedResource]:
    """Return what a read of changes was started for."""
    return frozenset(changes_of(State(home), run_id))


def expected_of(connector: Connector) -> ExpectedEvents:
    """Return whose events count for a connector."""
    regions = frozenset(filter(None, connector.settings.get("regions", "").split(",")))
    scopes = frozenset(filter(None, [connector.single_scope.lower()]))
    return ExpectedEvents(scopes, regions | _GLOBAL if regions else regions)


@dataclass
class EventFollower:
    """Follows the events of one connector."""

    home: Path
    directory: str
    connector: Connector
    report: Callable[[str], None] = _ignored
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self) -> None:
        """Take events and have what changed read again, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._react())

    async def _listen(self) -> None:
        intake, pause = EventIntake(self.connector.provider, expected_of(self.connector)), 1.0
        while True:
            try:
                reads, url = target(self.connector), self.connector.settings[EVENTS_QUEUE]
                async with opened_events(reads, url) as queue:
                    until, pause = time.monotonic() + _REOPENED, 1.0
                    while time.monotonic() < until:
                        await self.take(queue, intake)
            except _FAILURES as error:
                await self._say(printable(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def take(self, queue: EventQueue, intake: EventIntake, wait: int = 20) -> EventBatch:
        """Take some messages of the queue: they are deleted once what they came to is kept."""
        messages = await queue.receive(wait)
        batch = intake.take(each.body for each in messages)
        await asyncio.to_thread(note_events, State(self.home), self.connector.id, _noted(batch), now())
        intake.kept(batch)
        await queue.delete(messages)
        if batch.changes:
            self._came.set()
        return batch

    async def _say(self, error: str) -> None:
        self.report(f"events of {self.connector.name}: {error}")
        try:
            await asyncio.to_thread(note_check, State(self.home), self.connector.id, now(), error)
        except BartizanError:  # the database is what is wrong
            return

    async def _react(self) -> None:
        failures = 0
        while True:
            try:
                await asyncio.wait_for(self._came.wait(), _IDLE)
                await asyncio.sleep(_SETTLE)
            except TimeoutError:
                pass
            self._came.clear()
            try:
                run = await asyncio.to_thread(self.read_once)
            except BartizanError as error:
                await self._say(printable(error))
                run = None
            failures = failures + 1 if run and run.status in ("failed", "cancelled") else 0
            if failures:
                await asyncio.sleep(min(60.0 * 2 ** min(failures, 10), 3600))

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


def _noted(batch: EventBatch) -> NotedEvents:
    changes = {each: ChangeNote(event.id, event.name, event.caller, event.at) for each, event in batch.changes.items()}
    return NotedEvents(changes, batch.seen, {str(name): n for name, n in batch.skipped.items()}, batch.last_at)


@dataclass
class EventWorker:
    """Follows the events of every connector of a directory that has a queue."""

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
                there = {(each.id, queue): each for each in known if (queue := each.settings.get(EVENTS_QUEUE))}
            except BartizanError as error:
                self.report(f"events: {printable(error)}")
                await asyncio.sleep(_CONNECTORS)
                continue
            for key in [key for key, task in following.items() if key not in there or task.done()]:
                following.pop(key).cancel()
            for key in there.keys() - following.keys():
                follower = EventFollower(self.home, self.directory, there[key], self.report)
                following[key] = asyncio.create_task(follower.follow())
            await asyncio.sleep(_CONNECTORS)
