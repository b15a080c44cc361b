"""Scans as things of their own: each is a child process whose progress is kept, and which can be stopped."""

import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import IO, cast

import orjson

from bartizan.model import BartizanError, UsageError, early, new_snapshot_id, now, printable
from bartizan.service.connecting import listed
from bartizan.service.names import NotHereError
from bartizan.service.work.deciding import Decider
from bartizan.service.work.standby import STANDBY
from bartizan.state import State
from bartizan.state.events.changed import EVERYTHING, take_changes
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import (
    OVER,
    ScanRun,
    ScanStatus,
    add_event,
    add_run,
    change_run,
    keep_alive,
    note_cancel,
    run_of,
    runs,
)

_LOOK = 0.5
"""Seconds between looks at whether a scan is to stop."""
_LOOKS = 20
"""Looks from one sign of life to the next."""
_GRACE = 4.0
"""Seconds after which a scan that does not stop is killed."""
_ENDS: dict[int, ScanStatus] = {0: "complete", 1: "complete", 3: "partial"}
"""What the exit codes of `bartizan scan` mean."""
_LAST_LINES = 5


def start(by: Decider, connector: str = "") -> ScanRun:
    """Start a scan of a connector, or of all of them, and return at once.

    Raises:
        NotHereError: there is no such connector.
        UsageError: there are none at all.
    """
    known = listed(by.home, directory=by.directory)
    if not known:
        raise UsageError("there are no connectors yet; connect an account first")
    found = next((each for each in known if each.name == connector), None)
    if connector and found is None:
        raise NotHereError(f"no connector {connector!r}")
    run = ScanRun("full", by.name, found.id if found else "")
    return _started(by, run, ["--connector", found.name] if found else ["--all"])


def check_again(by: Decider, resource: str, scope: str) -> ScanRun:
    """Read again what changed of the connector that reads a resource's scope.

    Raises:
        UsageError: no connector reads it.
    """
    known = listed(by.home, directory=by.directory)
    own = [each for each in known if each.single_scope == scope] or [each for each in known if _reads_many(each)]
    if not own:
        raise UsageError(f"no connector reads {scope}; connect it first")
    # Of several, the one that last read it: another may be set up wrongly.
    worked = [run.connector_id for run in runs(by.state, by.directory)[0] if run.snapshot_id]
    own.sort(key=lambda each: worked.index(each.id) if each.id in worked else len(worked))
    run = ScanRun("check", by.name, own[0].id, subject=resource)
    return _started(by, run, ["--connector", own[0].name, "--since-last"])


def read_changed(by: Decider, connector: Connector) -> ScanRun | None:
    """Start a read of what events named of a connector, None where nothing is due.

    Where too much has changed, all of it is read.
    """
    run = ScanRun("check", by.name, connector.id)
    changed = take_changes(by.state, connector.id, run.id, by.state.time())
    if not changed:
        return None
    if EVERYTHING in changed:
        return _started(by, replace(run, kind="full"), ["--connector", connector.name])
    subject = changed[0].id if len(changed) == 1 and changed[0].id else f"{len(changed)} changes"
    how = ["--connector", connector.name, "--since-last", "--changed", run.id]
    return _started(by, replace(run, subject=subject), how)


def cancel(by: Decider, id_: str) -> ScanRun:
    """Have a scan stopped; the process that runs it sees to that, within seconds.

    Raises:
        NotHereError: there is no such scan.
    """
    found = one(by, id_)
    if found.status not in OVER and change_run(by.state, id_, tuple(OVER), status="cancelling"):
        note_cancel(by.state, by.directory, id_, by.name)
    return one(by, id_)


def one(by: Decider, id_: str) -> ScanRun:
    """Return a scan.

    Raises:
        NotHereError: there is no such scan.
    """
    found = run_of(by.state, by.directory, id_)
    if found is None:
        raise NotHereError(f"no scan {id_!r}")
    return found


def _reads_many(connector: Connector) -> bool:
    return not connector.single_scope


def _started(by: Decider, run: ScanRun, which: Sequence[str]) -> ScanRun:
    add_run(by.state, by.directory, run)
    snapshot = new_snapshot_id()
    place = ["--home", str(by.home), "--directory", by.directory]
    child = STANDBY.begin(["scan", *which, *place, "--format", "json", "--quiet", "--id", snapshot])
    change_run(by.state, run.id, status="running", started_at=now())
    watch = _Watch(by.home, by.directory, run.id, snapshot, child)
    threading.Thread(target=watch.follow, name=f"scan {run.id}", daemon=True).start()
    threading.Thread(target=watch.stop_when_asked, name=f"stop {run.id}", daemon=True).start()
    return one(by, run.id)


@dataclass
class _Watch:
    """Follows the process of a scan until its end; ``snapshot`` is the ID that its snapshot has or will have."""

    home: Path
    directory: str
    id: str
    snapshot: str
    child: "subprocess.Popen[bytes]"

    def follow(self) -> None:
        """Keep what the process says, and how it ends."""
        state = State(self.home)
        add_event(state, self.id, "started", {})
        errors: list[bytes] = []
        listener = threading.Thread(target=lambda: errors.extend(self.child.stderr or ()), daemon=True)
        listener.start()
        with cast(IO[bytes], self.child.stdout) as lines:
            for line in lines:
                body = orjson.loads(line)
                with suppress(BartizanError):  # the database may be away for a while; progress is not all that matters
                    add_event(state, self.id, body.pop("kind"), body)
        code = self.child.wait()
        listener.join(_GRACE)
        self._end(state, code, b"".join(errors[-_LAST_LINES:]).decode("utf-8", "replace").strip())

    def _end(self, state: State, code: int, said: str) -> None:
        run = run_of(state, self.directory, self.id)
        is_stopped = run is not None and run.status == "cancelling"
        status: ScanStatus = "cancelled" if is_stopped else _ENDS.get(code, "failed")
        snapshot = self._published(state)
        detail = printable(said, 2000) if status == "failed" else ""
        change_run(state, self.id, status=status, ended_at=now(), snapshot_id=snapshot, detail=detail)
        if snapshot:
            add_event(state, self.id, "published", {"snapshot": snapshot})
        add_event(state, self.id, status, {"detail": detail})
        STANDBY.renew()

    def stop_when_asked(self) -> None:
        """Say that the process lives, and stop it once somebody asks for that, from whichever process of the server."""
        state = State(self.home)
        for n in count():
            with suppress(BartizanError):  # as above
                if n % _LOOKS == 0:
                    keep_alive(state, self.id)
                run = run_of(state, self.directory, self.id)
                if run is not None and run.status == "cancelling":
                    self._stop()
            if self.child.poll() is not None:
                return
            threading.Event().wait(_LOOK)

    def _stop(self) -> None:
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def _published(self, state: State) -> str:
        """Return the snapshot of this scan, the early one where it did not come further, empty for none."""
        found = state.snapshot(self.directory, self.snapshot) or state.snapshot(self.directory, early(self.snapshot))
        return found.id if found else ""
