"""A snapshot that is read again and again: open once as it was scanned, with a layer of what people decided over it."""

import datetime
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from bartizan.decide.order import LISTED
from bartizan.model import now
from bartizan.report.listing.decided_inventory import INVENTORY
from bartizan.report.listing.laying import due_around, laid
from bartizan.service.kept.preparing import await_decisions, list_findings, list_resources, prepare_decided
from bartizan.service.published import LASTING, Published
from bartizan.state import Manifest
from bartizan.state.reader import Reading
from bartizan.store import SnapshotEngine


@dataclass(frozen=True)
class _Decided:
    """A layer of decisions: ``revision`` tells it from others, it holds ``since`` a time and ``until`` another."""

    decisions: str
    engine: SnapshotEngine
    revision: str
    since: datetime.datetime
    until: datetime.datetime | None
    memo: dict[str, object] = field(default_factory=dict)

    def holds(self, decisions: str, at: datetime.datetime) -> bool:
        """Whether it is of these decisions, and time has changed nothing of what they mean."""
        return self.decisions == decisions and self.since <= at and (self.until is None or at < self.until)


class KeptSnapshot:
    """A snapshot of a home that is open. Its tables and lists as scanned are made once, for all states of decisions."""

    def __init__(self, home: Path, manifest: Manifest, engine: SnapshotEngine) -> None:
        self._home = home
        self._manifest = manifest
        self._engine = engine
        self._decided: _Decided | None = None
        self._preparing: list[SnapshotEngine] = []
        self._is_ready = False
        self._lock = Lock()

    def prepare(self, state: Reading) -> None:
        """Make what readers ask for first: two lists at the same time, since each takes one core for seconds.

        Raises:
            BartizanError: the snapshot cannot be read, or this was stopped.
        """
        lists = (list_findings, list_resources)
        self._preparing = [self._engine.roomy() for _ in lists]
        with ThreadPoolExecutor(len(lists)) as pool:
            list(pool.map(lambda make, engine: make(engine), lists, self._preparing))
        with self.decided(state) as published:
            self._preparing = [published.engine]
            prepare_decided(published)

    def await_decisions(self) -> None:
        """Make what the first decision would make, where lists were made that decisions change.

        Raises:
            BartizanError: the snapshot cannot be read, or this was stopped.
        """
        if not self._is_ready and self._engine.known.keys() >= {LISTED, INVENTORY}:
            await_decisions(self._engine.cursor())
            self._is_ready = True

    def stop(self) -> None:
        """End what is being prepared."""
        for engine in self._preparing:
            engine.stop()

    def decided(self, state: Reading) -> Published:
        """Return the snapshot as decided by now, with a cursor of its own."""
        with self._lock:
            at, kept = now(), self._decided
            if kept is None or not kept.holds(state.decisions, at):
                memo = kept.memo if kept else {}
                # Who still reads the layer before this one keeps it until the end of the request.
                kept = self._decided = self._lay(state, state.decisions, at)
                kept.memo.update({name: each for name, each in memo.items() if name.startswith(LASTING)})
            return Published(self._home, self._manifest, kept.engine.cursor(), kept.revision, kept.memo)

    def _lay(self, state: Reading, decisions: str, at: datetime.datetime) -> _Decided:
        engine = laid(self._engine, state.exemptions, state.governance, at)
        active = [each for each in state.exemptions if each.state(at) == "active"]
        last, next_ = due_around(engine, at) if state.governance else (None, None)
        ends = [end for end in (next_, *(each.until for each in active)) if end]
        said = repr((self._manifest.directory, self._manifest.id, decisions, [each.id for each in active], last))
        revision = hashlib.sha256(said.encode()).hexdigest()[:32]
        return _Decided(decisions, engine, revision, at, min(ends, default=None))
