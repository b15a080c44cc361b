"""Progress as JSON lines for the program that started the scan: scopes, calls, and what was refused."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import inf

import orjson

from bartizan.base.steps import heard
from bartizan.cli.live.estimate import busiest
from bartizan.model import Usage

EVERY = 0.5
"""Seconds between looks at what was spent."""
_QUOTAS = 3


@contextmanager
def reported(usage: Usage, descriptor: int) -> Iterator[None]:
    """Write a line for each change of a scan's progress while the body runs."""
    progress, ended = _Progress(usage, descriptor), threading.Event()

    def look() -> None:
        while not ended.wait(EVERY):
            progress.write()

    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    progress.line("stage", stage="collect")
    try:
        with heard(progress.stage):
            yield
    finally:
        ended.set()
        looker.join()
        progress.write()


@dataclass
class _Progress:
    """What was written before, so that only changes are written."""

    usage: Usage
    descriptor: int
    scopes: dict[str, tuple[int, int]] = field(default_factory=dict)
    calls: int = 0
    refused: int = 0

    def write(self) -> None:
        """Write what changed."""
        for scope, (planned, answered) in self._scopes().items():
            if self.scopes.get(scope) != (planned, answered):
                self.scopes[scope] = planned, answered
                self.line("scope", scope=scope, planned=planned, answered=answered)
        calls = sum(list(self.usage.calls.values()))
        if calls != self.calls:
            self.calls = calls
            self.line("calls", calls=calls, bytes=self.usage.bytes_read, quotas=self._quotas())
        # In the order in which they were refused.
        for (permission, operation), (scope, detail) in list(self.usage.denied.items())[self.refused :]:
            self.refused += 1
            self.line("gap", scope=scope, permission=permission, operation=operation, detail=detail)

    def stage(self, name: str) -> None:
        """Write what is made of the answers, once all are there: a first snapshot is made before."""
        if all(answered >= planned for planned, answered in self._scopes().values()):
            self.write()
            self.line("stage", stage=name)

    def _scopes(self) -> dict[str, tuple[int, int]]:
        # The collectors write while this thread reads: look at copies.
        planned, answered = list(self.usage.planned.items()), dict(self.usage.answered)
        found: dict[str, tuple[int, int]] = {}
        for (scope, kind), n in planned:
            before = found.get(scope, (0, 0))
            found[scope] = before[0] + n, before[1] + answered.get((scope, kind), 0)
        return found

    def _quotas(self) -> list[dict[str, object]]:
        """Return those quotas that the scan is paced by which hold it up most."""
        paced = [each for each in busiest(self.usage) if each[1].rate < inf]
        return [
            {"name": " ".join(filter(None, key)), "rate": spend.rate, "calls": spend.calls, "waiting": spend.waiting}
            for key, spend in paced[:_QUOTAS]
        ]

    def line(self, kind: str, **body: object) -> None:
        """Write a line; a reader that went away is no reason to stop a scan."""
        with suppress(OSError):
            os.write(self.descriptor, orjson.dumps({"kind": kind, **body}) + b"\n")
