"""How an estate went day by day: the figures of the last whole scan of each, also where its snapshot was removed."""

import datetime
from pathlib import Path
from typing import Any

from bartizan.base.home import DIRECTORY
from bartizan.contract.changes import TrendDay
from bartizan.decide.risk import LEVELS
from bartizan.model import Severity, now
from bartizan.state import State
from bartizan.state.snapshots import snapshot_places, summaries

_EARLY = "-early"


def trends(
    home: Path, days: int = 30, *, directory: str = DIRECTORY, at: datetime.datetime | None = None
) -> list[TrendDay]:
    """Return the days on which something was scanned, of so many before a time (UTC), oldest first."""
    state, start = State(home), (at or now()) - datetime.timedelta(days=days)
    # What is later than tomorrow was written by a clock that has been set back since.
    end = (at or now()) + datetime.timedelta(days=1)
    last_of_day = {
        each.published_at.date(): each.id
        for each in snapshot_places(state, directory)
        if start <= each.published_at < end and not each.id.endswith(_EARLY)
    }
    return [_day(when.date(), summary) for when, summary in summaries(state, list(last_of_day.values()))]


def _day(day: datetime.date, summary: dict[str, Any]) -> TrendDay:
    findings, risk = summary.get("findings") or {}, summary.get("risk_levels")
    return TrendDay(
        day=day,
        severities={str(each): findings.get(each, 0) for each in Severity},
        risk_levels=None if risk is None else {level: risk.get(level, 0) for level in LEVELS},
        unknown=summary.get("unknown") or 0,
        score=summary.get("score"),
        attack_paths=summary.get("attack_paths"),
        mean_hours_to_fix=summary.get("mean_hours_to_fix"),
    )
