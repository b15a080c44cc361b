"""Remove old snapshots: all of the last days stay, then the last of each day, then the figures alone.

No date is lost: when findings came and went is carried in each snapshot from the one before, and the figures of a
snapshot that is removed stay in state, for trends.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.base.settings import load_settings
from bartizan.model import BartizanError, now, printable
from bartizan.state import State
from bartizan.state.events.differences import KEPT, forget_differences
from bartizan.state.lock import scan_lock
from bartizan.state.notify.outbox import forget_sent
from bartizan.state.notify.progress import needed_snapshots
from bartizan.state.snapshots import SnapshotPlace, mark_pruned, snapshot_places
from bartizan.store import snapshot_store

_ALWAYS = 2
"""The latest, and the one that it is compared with."""
_EXPORTS = datetime.timedelta(days=8)
"""A snapshot that waits for longer to be exported is sent with a later one."""
_MOST_BETWEEN = datetime.timedelta(days=2)
"""Of the time between two snapshots this counts at most: what is longer may be a clock that was set ahead."""
_DELIVERIES = datetime.timedelta(days=400)


@dataclass(frozen=True)
class Retention:
    """Days of which every snapshot is kept, and days of which the last one of each is."""

    every_days: int = 7
    daily_days: int = 90


def retention_of(home: Path) -> Retention | None:
    """Return what the home's settings say, None where they do not say it.

    Raises:
        UsageError: the settings cannot be used.
    """
    said = load_settings(home).retention
    return Retention(said.every_days, said.daily_days) if said else None


def prune(
    home: Path,
    retention: Retention,
    *,
    directory: str = DIRECTORY,
    at: datetime.datetime | None = None,
    dry_run: bool = False,
) -> list[str]:
    """Remove the snapshots that need not be kept at a time (UTC), and return their IDs, oldest first.

    Raises:
        UsageError: a scan is running.
    """
    at, state = at or now(), State(home)
    known = snapshot_places(state, directory)
    readable = [each for each in known if not each.damage]
    kept = kept_ids(readable, retention, at) | needed_snapshots(state, directory, at - _EXPORTS)
    ids = [each.id for each in readable if each.id not in kept]
    if dry_run:
        return ids
    with scan_lock(home):
        # Marked first: what is killed in between are files that nobody names, which the next time removes.
        mark_pruned(state, ids)
        snapshot_store(home, directory).remove([*ids, *(each.id for each in known if each.is_pruned)])
    forget_sent(state, directory, at - _DELIVERIES)
    forget_differences(state, directory, at - KEPT)
    return ids


def prune_as_set(home: Path, report: Callable[[str], None]) -> None:
    """Remove what the home's settings no longer keep, and report that, or why it could not be."""
    try:
        retention = retention_of(home)
        removed = prune(home, retention) if retention else []
    except BartizanError as error:  # such as a scan of another worker: it prunes when it is done
        report(f"no snapshot was removed: {printable(error)}")
    else:
        if removed:
            report(f"{len(removed):,} old snapshots are removed")


def kept_ids(known: Sequence[SnapshotPlace], retention: Retention, at: datetime.datetime) -> set[str]:
    """Return which snapshots are kept, of some in the order in which they were published."""
    newest = known[-_ALWAYS:]
    ages = _ages(known, at)
    recent = [each for each in known if ages[each.id] < datetime.timedelta(days=retention.every_days)]
    last_of_day = {each.published_at.date(): each for each in known}
    days = datetime.timedelta(days=retention.daily_days)
    daily = [each for each in last_of_day.values() if ages[each.id] < days]
    return {each.id for each in (*newest, *recent, *daily)}


def _ages(known: Sequence[SnapshotPlace], at: datetime.datetime) -> dict[str, datetime.timedelta]:
    """Return how old snapshots are by their ID, as far as a clock that jumps can be believed.

    One that was set ahead by years makes none of them older than those two days; of a clock that went back, no time
    has passed.
    """
    ages, age, after = {}, datetime.timedelta(0), at
    for each in reversed(known):
        age += min(max(after - each.published_at, datetime.timedelta(0)), _MOST_BETWEEN)
        ages[each.id], after = age, each.published_at
    return ages
