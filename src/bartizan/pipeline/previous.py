"""The snapshot that a new one builds on: the last one, unless its files are damaged."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from bartizan.state import Manifest, State
from bartizan.store.places import SnapshotFiles, SnapshotStore


@dataclass(frozen=True)
class Previous:
    """What is known from before.

    ``path`` is the snapshot whose facts are carried over, ``dated`` the one that says since when findings have been
    there; None where there is none. ``warnings`` are for people.
    """

    path: Path | None = None
    dated: Path | None = None
    warnings: list[str] = field(default_factory=list)
    files: SnapshotFiles | None = None
    """What keeps them in their place."""
    started: datetime.datetime | None = None
    """When the scan of ``dated`` began, UTC."""


def find_previous(state: State, store: SnapshotStore, directory: str, started: datetime.datetime) -> Previous:
    """Return the last snapshot of a directory whose scan lock is held.

    A damaged one is set aside, and nothing is carried over from those before it, which may name what is gone since:
    the scan reads all as if it were the first, and only the dates come from there.
    """
    warnings = _clock(state.snapshot(directory), started)
    damaged = 0
    while last := state.snapshot(directory):
        what = store.damage(last.id)
        if not what:
            files = store.files(last.id)
            return Previous(None if damaged else files.path, files.path, warnings, files, last.started_at)
        where = store.set_aside(last.id)
        state.set_aside(last.id, what)
        damaged += 1
        warnings.append(f"the last snapshot {last.id} is damaged ({what}); {where}, and everything was read anew")
    return Previous(warnings=warnings)


def _clock(last: Manifest | None, started: datetime.datetime) -> list[str]:
    if last is None or last.published_at.replace(microsecond=0) <= started:
        return []
    then, now = (f"{time:%Y-%m-%d %H:%M} UTC" for time in (last.published_at, started))
    return [f"the clock went back: the last snapshot says {then}, this scan began at {now}; check the system's clock"]
