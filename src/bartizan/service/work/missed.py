"""Changes that no event reported: a whole scan finds them, which shows that events are lost."""

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path

from bartizan.model import ChangedResource, UsageError
from bartizan.pipeline.watched import covering
from bartizan.service.connecting import listed
from bartizan.service.published import open_published
from bartizan.service.work.watching import last_scans, scans_of
from bartizan.state import State
from bartizan.state.events.changed import reported_since
from bartizan.state.events.health import event_health, note_missed
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun

SLACK = datetime.timedelta(minutes=15)
"""How long an event may take, and by how much clocks may differ."""
_FUNCTION = "aws_lambda_function"
_CHANGED = "select id, scope, last_modified from aws_lambda_function where last_modified between $1 and $2 order by id"


def look_for_missed(home: Path, directory: str, connector: Connector, looked: str = "") -> str:
    """Keep which changes between the last two whole scans no event reported; return the last one's ID.

    It is for a time when no event waits in the queue. Nothing is done where the last scan is ``looked``. Only of
    functions on AWS is it known when they were changed by a call that makes an event.
    """
    state = State(home)
    at = state.time()
    known = [run for run in scans_of(connector, last_scans(state, directory, at), at) if run.snapshot_id]
    since = event_health(state, connector.id).followed_since
    if connector.provider != "aws" or len(known) < 2 or since is None or known[0].id == looked:
        return known[0].id if known else looked
    missed = list(_missed(home, directory, connector, known, since))
    note_missed(state, connector.id, began(known[0]), len(missed), next(iter(missed), ""))
    return known[0].id


def _missed(
    home: Path, directory: str, connector: Connector, known: list[ScanRun], followed: datetime.datetime
) -> Iterator[str]:
    """Yield the functions that were changed between two scans, though no event said so."""
    since, until = max(began(known[1]), followed) + SLACK, began(known[0]) - SLACK
    reported = reported_since(State(home), connector.id, since - SLACK)
    connectors = listed(home, directory=directory)
    try:
        published = open_published(home, known[0].snapshot_id, directory=directory)
    except UsageError:  # it was removed meanwhile
        return
    with published:
        rows = published.engine.rows(_CHANGED, [since.isoformat(), until.isoformat()])
    for row in rows:
        found = covering(connectors, "aws", row["scope"])
        if found and found.id == connector.id and not _is_reported(row, reported):
            yield row["id"]


def _is_reported(row: Mapping[str, str], reported: Mapping[ChangedResource, datetime.datetime]) -> bool:
    """Return whether an event was about a function, or all of them, when it was changed or later."""
    changed = datetime.datetime.fromisoformat(row["last_modified"]).astimezone(datetime.UTC).replace(tzinfo=None)
    return any(
        each.kind in ("", _FUNCTION)
        and each.scope in ("", row["scope"])
        and each.id in ("", row["id"])
        and at >= changed - SLACK
        for each, at in reported.items()
    )


def began(run: ScanRun) -> datetime.datetime:
    """Return since when a scan reads."""
    return run.started_at or run.asked_at
