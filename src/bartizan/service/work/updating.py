"""Advisories on schedule: they are read again when they are due, and recorded packages matched again without a scan."""

import datetime
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bartizan.advise.sources.status import statuses
from bartizan.model import BartizanError, now, printable
from bartizan.state import State
from bartizan.state.work.leases import take_lease

_AGAIN = datetime.timedelta(minutes=5)
_LOOK = 30.0
_LONGEST = 3600.0
_DONE = (0, 3)
"""The exit codes of `bartizan advisories sync` that brought something, 3 where some sources failed."""


@dataclass
class AdvisoryUpdater:
    """Syncs every ``interval``, in a process of its own; ``sources`` are as ``--source`` has them.

    Without any, the public ones are read.
    """

    home: Path
    interval: datetime.timedelta
    sources: Sequence[str] = ()
    report: Callable[[str], None] = lambda _: None
    clock: Callable[[], datetime.datetime] = now
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    _next_at: datetime.datetime | None = None

    def start(self) -> "AdvisoryUpdater":
        """Begin in a thread that ends with the process."""
        threading.Thread(target=self._run, name="advisories", daemon=True).start()
        return self

    def round(self) -> bool:
        """Sync if that is due, and return whether it was done; it is tried again within minutes where it failed."""
        at = self.clock()
        if self._due() > at:
            return False
        # The lease is not given back: it keeps other workers from syncing again what was just read.
        if not take_lease(State(self.home), "advisories", self.holder, at + _AGAIN, at):
            return False
        command = [sys.executable, "-m", "bartizan", "advisories", "sync", "--home", str(self.home), "--quiet"]
        for source in self.sources:
            command += ["--source", source]
        done = subprocess.run(  # noqa: S603 - no shell reads it
            command, capture_output=True, check=False, timeout=_LONGEST, stdin=subprocess.DEVNULL
        )
        is_done = done.returncode in _DONE
        self._next_at = at + (self.interval if is_done else min(_AGAIN, self.interval))
        if done.returncode:
            self.report(f"advisories: {printable(done.stderr.decode('utf-8', 'replace').strip()[-300:])}")
        return is_done

    def _due(self) -> datetime.datetime:
        """Return when to sync next: an interval after the oldest source was asked, or at once."""
        asked = [each.as_of for each in statuses(self.home).values() if each.is_there]
        oldest = min((at or datetime.datetime.min for at in asked), default=datetime.datetime.min)
        due = self._next_at or oldest + self.interval
        # What is due later than an interval from now was put off by a clock that has been set back since.
        return datetime.datetime.min if due > self.clock() + self.interval + _AGAIN else due

    def _run(self) -> None:
        while True:
            try:
                self.round()
            except (BartizanError, OSError, subprocess.SubprocessError) as error:
                self._next_at = self.clock() + _AGAIN
                self.report(f"advisories: {printable(error)}")
            threading.Event().wait(_LOOK)
