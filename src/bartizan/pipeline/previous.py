"""The snapshot that a new one builds on: the last one, unless its files are damaged."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from bartizan.base.home import Home
from bartizan.state import Manifest, State
from bartizan.store.digests import damage
from bartizan.store.snapshot import set_aside


@dataclass(frozen=True)
class Previous:
    """What is known from before.

    ``path`` is the snapshot whose facts are carried over, ``dated`` the one that says since when findings have been
    there; None where there is none. ``warnings`` are for people.
    """

    path: Path | None = None
    dated: Path | None = None
    warnings: list[str] = field(default_factory=list)


def find_previous(state: State, home: Path, directory: str, started: datetime.datetime) -> Previous:
    """Return the last snapshot of a directory whose scan lock is held.

    A damaged one is set aside, and nothing is carried over from those before it, which may name what is gone since:
    the scan reads all as if it were the first, and only the dates come from there.
    """
    warnings = _clock(state.snapshot(directory), started)
    damaged = 0
    while last := state.snapshot(directory):
        path = Home(home).snapshot(directory, last.id)
        what = damage(path)
        if not what:
            return Previous(None if damaged else path, path, warnings)
        place = set_aside(path)
        state.set_aside(last.id, what)
        damaged += 1
        where = f"it was set aside as {place.name}" if place.exists() else "there is nothing left of it"
        warnings.append(f"the last snapshot {last.id} is damaged ({what}); {where}, and everything was read anew")
    return Previous(warnings=warnings)


def _clock(last: Manifest | None, started: datetime.datetime) -> list[str]:
    if last is None or last.published_at.replace(microsecond=0) <= started:
        return []
    then, now = (f"{time:%Y-%m-%d %H:%M} UTC" for time in (last.published_at, started))
    return [f"the clock went back: the last snapshot says {then}, this scan began at {now}; check the system's clock"]
