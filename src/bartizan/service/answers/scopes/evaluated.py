"""How the scans of each connector go, in facts and in words: the same on all pages, in all commands and in the API."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Literal

from bartizan.base.home import DIRECTORY
from bartizan.contract.onboarding import ConnectorScans, UnevaluatedScope
from bartizan.model import UsageError
from bartizan.service.answers.scopes.standing import ScopeStanding, late_before, standing
from bartizan.service.answers.scopes.tree import ConnectorTree, connector_trees
from bartizan.service.published import Published, open_published
from bartizan.service.work.watching import DueScan, last_scans, scans_of, schedule, worker_seen
from bartizan.state import State
from bartizan.state.work.leases import LEASE
from bartizan.state.work.runs import OVER, ScanRun

_State = Literal["ok", "partial", "failing", "running", "overdue", "never"]
_LATE = datetime.timedelta(minutes=15)
"""A worker that scans other connectors comes to one that is due within that time, mostly."""
START = "start `bartizan watch`, or `bartizan serve --watch`"


def connector_scans(
    home: Path, published: Published | None, at: datetime.datetime, *, directory: str = DIRECTORY
) -> Mapping[str, ConnectorScans]:
    """Return how the scans of each connector go at a time, by the connector's ID.

    ``published`` is the latest snapshot, None where there is none; of an older one nobody can say what was read since.
    """
    trees = {each.root.connector.id: each for each in connector_trees(home, published, directory=directory)}
    if not trees:
        return {}
    state = State(home)
    known = last_scans(state, directory, at)
    read = {each.scope: each for each in standing(published)} if published else {}
    why = {str(cloud): read[cloud].why for cloud in ("aws", "azure") if cloud in read}
    published_at = published.manifest.published_at if published else datetime.datetime.min
    clock = _Clock(at, late_before(state, directory, at), worker_seen(state, directory), published_at, why)
    found = {}
    for due in schedule([each.root.connector for each in trees.values()], known, at):
        own, tree = scans_of(due.connector, known, at), trees[due.connector.id]
        scopes = [read[scope] for scope in _scopes(tree) if scope in read]
        found[due.connector.id] = _scans(due, own, scopes, clock)
    return found


def latest_scans(home: Path, at: datetime.datetime, *, directory: str = DIRECTORY) -> Mapping[str, ConnectorScans]:
    """Return how the scans of each connector go at a time, beside the latest snapshot if there is one."""
    try:
        published = open_published(home, directory=directory)
    except UsageError:  # nothing was scanned yet
        return connector_scans(home, None, at, directory=directory)
    with published:
        return connector_scans(home, published, at, directory=directory)


def unevaluated(found: Mapping[str, ConnectorScans]) -> dict[str, UnevaluatedScope]:
    """Return the scopes whose last scan read nothing."""
    return {each.scope: each for scans in found.values() for each in scans.unevaluated}


def last_in_words(scans: ConnectorScans) -> str:
    """Return how the last scan ended, in words."""
    if scans.failures:
        times = f"failed {scans.failures:,} times in a row" if scans.failures > 1 else "failed"
        said = f"{times}, last at {utc(scans.last_ended_at or scans.last_started_at)}"
        return f"{said}: {scans.error}" if scans.error else said
    if scans.last_status:
        return f"{scans.last_status}, {utc(scans.last_ended_at or scans.last_started_at)}"
    return f"read {utc(scans.evaluated_at)} by a scan outside of the schedule" if scans.evaluated_at else "never"


def next_in_words(scans: ConnectorScans, at: datetime.datetime) -> str:
    """Return when the next scan is due, and that nobody will do it where that is so."""
    when = "due now" if scans.next_at <= at else f"{utc(scans.next_at)}"
    if scans.next_at <= at - _LATE:
        when = f"due since {utc(scans.next_at)}"
    elif scans.failures and scans.next_at > at:
        when = f"tried again at {utc(scans.next_at)}"
    return when if scans.is_watched else f"{when}, but {no_worker(scans)}"


def no_worker(scans: ConnectorScans) -> str:
    """Return since when no worker scans what is due, and how to start one."""
    since = f"none has since {utc(scans.worker_at)}" if scans.worker_at else "none ever has"
    return f"no worker scans what is due ({since}): {START}"


def since_in_words(scope: UnevaluatedScope) -> str:
    """Return since when a scope is not evaluated."""
    return f"not evaluated since {utc(scope.since)}" if scope.since else "never evaluated"


def why_in_words(scope: UnevaluatedScope) -> str:
    """Return since when a scope is not evaluated, and why."""
    return f"{since_in_words(scope)}: {scope.why}" if scope.why else since_in_words(scope)


def utc(at: datetime.datetime | None) -> str:
    """Return a time in words."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "an unknown time"


def _scopes(tree: ConnectorTree) -> Sequence[str]:
    return [each.plan.scope for each in tree.scopes] or [tree.root.scope]


@dataclass(frozen=True)
class _Clock:
    """What is the same for all connectors: the time, what was read before which is old, and when a worker was seen.

    ``published_at`` is when the snapshot was published, ``why`` what a cloud said where a target could not be entered.
    """

    at: datetime.datetime
    late: datetime.datetime
    worker_at: datetime.datetime | None
    published_at: datetime.datetime
    why: Mapping[str, str]

    @property
    def is_watched(self) -> bool:
        return self.worker_at is not None and self.worker_at + LEASE > self.at


def _scans(due: DueScan, own: Sequence[ScanRun], scopes: Sequence[ScopeStanding], clock: _Clock) -> ConnectorScans:
    over = [run for run in own if run.status in OVER]
    failed = list(takewhile(lambda run: run.status == "failed", over))
    last = over[0] if over else None
    good = next((run.ended_at for run in over if run.snapshot_id), None)
    evaluated = max((each.read_at for each in scopes if each.read_at), default=good)
    error = failed[0].detail.splitlines()[-1] if failed and failed[0].detail else ""
    closed = [
        (each.scope, each.read_at, each.why or clock.why.get(due.connector.provider, ""))
        for each in scopes
        if failed or each.is_closed or _is_passed_over(each, last, clock)
    ]
    if failed and not scopes:
        closed = [(due.connector.target, None, "")]
    is_running = bool(own) and own[0] is not last
    return ConnectorScans(
        state="failing" if failed else "running" if is_running else _settled(due, last, evaluated, clock),
        last_run=last.id if last else "",
        last_status=last.status if last else "",
        last_started_at=(last.started_at or last.asked_at) if last else None,
        last_ended_at=last.ended_at if last else None,
        evaluated_at=evaluated,
        failures=len(failed),
        error=error,
        next_at=due.at,
        worker_at=clock.worker_at,
        is_watched=clock.is_watched,
        unevaluated=[UnevaluatedScope(scope=scope, since=since, why=error or why) for scope, since, why in closed],
    )


def _is_passed_over(each: ScopeStanding, last: ScanRun | None, clock: _Clock) -> bool:
    """Whether a scan read nothing of a scope: what a scan of several connectors could not enter is not named in it."""
    if each.read_at is None or last is None or last.started_at is None or last.started_at > clock.published_at:
        return False
    # What was read is timed in whole seconds.
    return last.status in ("complete", "partial") and each.read_at < last.started_at.replace(microsecond=0)


def _settled(due: DueScan, last: ScanRun | None, evaluated: datetime.datetime | None, clock: _Clock) -> _State:
    if evaluated is None:
        return "never"
    # What no run is on record of is due at once: that is late only where what is known is old.
    if due.at <= clock.at - _LATE or (evaluated < clock.late and not clock.is_watched):
        return "overdue"
    return "partial" if last and last.status == "partial" else "ok"
