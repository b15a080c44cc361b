"""The worker that notifies: a thread that looks what time brought and delivers what is due, for every directory."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bartizan.model import BartizanError
from bartizan.service.notifying.delivering import Deliverer
from bartizan.service.notifying.reminding import Reminder
from bartizan.state import State
from bartizan.state.access.directories import directories

_LOOK = 5.0
_REMIND = 300.0


def _ignored(_: str) -> None:
    pass


@dataclass
class NotificationWorker:
    """Notifies until it is stopped; ``report`` takes a line on what went wrong with the work itself."""

    home: Path
    report: Callable[[str], None] = _ignored
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> "NotificationWorker":
        """Begin in a thread that ends with the process."""
        threading.Thread(target=self._run, name="notify", daemon=True).start()
        return self

    def stop(self) -> None:
        """End after the message that is being sent."""
        self.stopping.set()

    def _run(self) -> None:
        reminded, said = 0.0, ""
        while not self.stopping.is_set():
            is_late = not reminded or time.monotonic() - reminded >= _REMIND
            reminded = time.monotonic() if is_late else reminded
            try:
                notify_once(self.home, reminds=is_late)
                said = ""
            except BartizanError as error:  # the disk is full, or the database away: it may come back
                if str(error) != said:
                    self.report(said := str(error))
            self.stopping.wait(_LOOK)


def notify_once(home: Path, *, reminds: bool = True) -> int:
    """Notify of what is due now in every directory, and return how many messages were tried.

    Raises:
        BartizanError: something of a directory cannot be read; the others, and what is in the outbox, do not wait.
    """
    tried, errors = 0, []
    for directory in (each.id for each in directories(State(home))):
        if reminds:
            try:
                Reminder(home, directory).round()
            except BartizanError as error:
                errors.append(error)
        tried += Deliverer(home, directory).round()
    if errors:
        raise errors[0]
    return tried
