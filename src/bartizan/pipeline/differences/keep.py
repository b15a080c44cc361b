"""Keep what a scan found changed on resources: a snapshot holds how things are, and old ones are removed."""

import datetime
from functools import cache
from pathlib import Path

from bartizan.normalize import made_by, sources
from bartizan.pipeline.differences.compare import PERMISSION, create_differences
from bartizan.pipeline.tables import permit_code
from bartizan.state.events.differences import ResourceDifference
from bartizan.store import Engine
from bartizan.store.past import Past, digest

MOST = 200_000
"""Changes of one scan that are kept: twice of what all functions of a large estate change at once."""
_NOTED = "made by "


class Differences:
    """What changed since a snapshot of the ``past``, as far as both were made in the same way."""

    def __init__(self, engine: Engine, past: Past, earlier: Path | None, since: datetime.datetime | None) -> None:
        self._engine, self._past = engine, past
        self._earlier, self._since = earlier, since
        self._tables = [name for name in _resources() if not past.is_as_it_was(name)]
        self._made_alike = {name for name, how in _how().items() if past.has_noted(f"{_NOTED}{name}", how)}
        for name, how in _how().items():
            past.look_through(f"{_NOTED}{name}", how)

    def found(self) -> list[ResourceDifference]:
        """Return what changed; of another release's tables nothing is known to have."""
        if self._earlier is None or self._since is None:
            return []
        alike = sorted(self._made_alike & {*self._tables, PERMISSION})
        tables = {name: self._past.made_again(name) for name in alike}
        create_differences(self._engine, self._earlier, tables)
        rows = self._engine.rows(f"select * from difference order by all limit {MOST}")
        self._engine.execute("drop table difference")
        return [ResourceDifference(**row, since=self._since) for row in rows]


def made_alike(engine: Engine, one: Path, other: Path) -> dict[str, None]:
    """Return the tables of resources, and whether it is that of permissions, that two snapshots made in one way."""
    first, second = (Past(engine, each).noted(_NOTED) for each in (one, other))
    return dict.fromkeys(name for name, how in sorted(first.items()) if second.get(name) == how)


@cache
def _resources() -> list[str]:
    return [name for name, source in sources().items() if source.is_resource]


@cache
def _how() -> dict[str, str]:
    """Return a digest of all that says how each table of resources, and the permissions, are made."""
    permissions = digest(permit_code())
    return {name: digest([made_by(name), permissions]) for name in _resources()} | {PERMISSION: permissions}
