"""How far a scan is: its stages, what each scope has answered, what was refused, and how long it may still take."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from bartizan.model import now
from bartizan.state import State
from bartizan.state.work.runs import OVER, ScanEvent, ScanRun, events, runs

STAGES = {
    "collect": "Read the clouds",
    "load": "Load what was answered",
    "match packages": "Match packages",
    "make tables": "Make tables and permissions",
    "assess": "Assess rules",
    "graph": "Find attack paths",
    "weigh risk": "Weigh risk",
    "write snapshot": "Write the snapshot",
    "count": "Count",
}
"""In their order, each with its words."""
_LOOKED_AT = 200


@dataclass(frozen=True)
class ScopeProgress:
    """How many questions of a scope are planned by now, and answered."""

    scope: str
    planned: int
    answered: int


@dataclass(frozen=True)
class Refused:
    """A permission that a scope refused, and what was said."""

    scope: str
    permission: str
    operation: str
    detail: str


@dataclass(frozen=True)
class QuotaProgress:
    """A quota of a cloud: the calls that were spent, how many a second may be, and how many wait for their turn."""

    name: str
    rate: float
    calls: int
    waiting: int


@dataclass
class RunProgress:
    """What a scan has said of itself so far. ``last_took`` is how many seconds the one before took, None for none."""

    stage: str = ""
    scopes: dict[str, ScopeProgress] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    calls: int = 0
    bytes_read: int = 0
    quotas: list[QuotaProgress] = field(default_factory=list)
    """Those that hold it up most."""
    took: float = 0
    last_took: float | None = None

    def note(self, event: ScanEvent) -> None:
        """Take in what happened next."""
        body = event.body
        if event.kind == "stage":
            self.stage = str(body["stage"])
        elif event.kind == "scope":
            self.scopes[body["scope"]] = ScopeProgress(body["scope"], body["planned"], body["answered"])
        elif event.kind == "calls":
            self.calls, self.bytes_read = body["calls"], body["bytes"]
            self.quotas = [QuotaProgress(**each) for each in body.get("quotas", ())]
        elif event.kind == "gap":
            self.refused.append(Refused(*(str(body[name]) for name in ("scope", "permission", "operation", "detail"))))


def run_progress(state: State, directory: str, run: ScanRun) -> RunProgress:
    """Return how far a scan is, or was when it ended."""
    found = RunProgress(last_took=_before(runs(state, directory, _LOOKED_AT)[0], run))
    for event in events(state, run.id):
        found.note(event)
    found.took = _seconds(run.started_at, run.ended_at or now()) or 0
    return found


def _before(known: Sequence[ScanRun], run: ScanRun) -> float | None:
    """Return how long the last scan of the same took that ended well."""
    alike = (
        each
        for each in known
        if each.asked_at < run.asked_at
        and (each.kind, each.connector_id) == (run.kind, run.connector_id)
        and each.status in OVER - {"failed", "cancelled"}
    )
    return next((_seconds(each.started_at, each.ended_at) for each in alike), None)


def _seconds(start: datetime.datetime | None, end: datetime.datetime | None) -> float | None:
    return max((end - start).total_seconds(), 0) if start and end else None
