"""Tables of observations that change: those that read nothing that changed stand, the others are made again.

Laws are tried over hundreds of changes, and all tables of an estate take seconds, most of it for planning.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from bartizan.model import LIST, SELF
from bartizan.normalize import needed_by, normalize, schemas, sources
from bartizan.normalize.emptiness import Emptiness
from bartizan.normalize.given import GIVEN
from bartizan.normalize.malformed import forget_malformed
from bartizan.normalize.run import statement
from bartizan.normalize.source import LISTING, TableSource
from bartizan.permit import READS, TABLES, permit
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine
from bartizan.store.engine import literal, quoted

OTHERS = sorted(set(GIVEN) - set(TABLES))
"""What stages beside permit give."""
_OF_ALL = {SELF, "detail"}
"""Every table of a kind stands on its items; what was gone when asked for its details has no row in any of them."""


class Tables:
    """The tables of an engine's observations; others can be tried, and are taken back."""

    def __init__(self, engine: Engine, only: Collection[str] = ()) -> None:
        self._engine = engine
        engine.create(_before("observation"), "from observation")  # making tables changes it
        self._answered = self._answers("observation")
        make_tables(engine, only)
        for name in OTHERS:
            engine.create(_before(name), f"from {name}")
        self._made = set(engine.tables())
        self._one = sorted(self._made & set(sources()))[:1]
        self._prints = {name: self._print(name) for name in self._made - {_before("observation")}}

    @contextmanager
    def changed(self, change: Callable[[Engine], None]) -> Iterator[set[str]]:
        """Make the tables that stand on what ``change`` puts in the place of observations, and yield their names."""
        self._restore("observation")
        change(self._engine)
        again: list[str] = []
        try:
            self._make(self._changed_aspects(), again)
            yield set(again) & set(sources())
        finally:
            for name in again:
                self._engine.execute(f"drop table if exists {quoted(name)}")
                self._rename(_before(name), name)
            for name in OTHERS:
                self._restore(name)

    def _make(self, changes: dict[str, set[str]], again: list[str]) -> None:
        """Make tables again, what permit reads and permit's own first; put their names into ``again``."""
        self._engine.execute(f"drop table if exists {LISTING}")
        moved = {name for name in OTHERS if self._differs(name)}
        permitted = needed_by(READS)
        self._normalize(permitted, changes, moved, again)
        if moved & set(READS) and self._made >= set(TABLES):
            for name in TABLES:
                self._set_aside(name, again)
            permit(self._engine)
            moved |= {name for name in TABLES if self._differs(name)}
        self._normalize(self._made - permitted, changes, moved, again)

    def _normalize(
        self, names: Collection[str], changes: dict[str, set[str]], moved: set[str], again: list[str]
    ) -> None:
        """Make those of the tables again that read what changed; add to ``moved`` which came out different."""
        normalize(self._engine, self._one)  # it is there: this alone prepares observations, once for all
        emptiness = Emptiness(self._engine)
        for name, source in sources().items():  # each comes after what it needs
            if name in names and name in self._made and _reads(source, changes, moved):
                self._set_aside(name, again)
                self._create(source, emptiness)
                if self._differs(name):
                    moved.add(name)

    def _create(self, source: TableSource, emptiness: Emptiness) -> None:
        if emptiness.holds(source):
            self._engine.create_empty(source.name, schemas()[source.name])
        else:
            self._engine.create(source.name, statement(source))
            forget_malformed(self._engine, source.name, source.kinds)

    def _changed_aspects(self) -> dict[str, set[str]]:
        """Return the aspects of each kind of which some answer changed."""
        now = self._answers("observation")
        changes: dict[str, set[str]] = {}
        for kind, aspect in now.keys() | self._answered.keys():
            if now.get((kind, aspect)) != self._answered.get((kind, aspect)):
                changes.setdefault(kind, set()).add(aspect)
        return changes

    def _answers(self, table: str) -> dict[tuple[str, str], tuple[int, int]]:
        """Return how many answers there are of each kind and aspect, and what tells them from others."""
        columns = "kind, aspect, id, outcome, scope, region, body::varchar, operation, permission, detail"
        found = self._engine.rows(
            f"select kind, aspect, count(*) as n, sum(hash({columns})) as hashes from {quoted(table)} group by all"
        )
        return {(row["kind"], row["aspect"]): (row["n"], row["hashes"]) for row in found}

    def _differs(self, name: str) -> bool:
        """Whether a table has other rows than before; when they were observed does not matter."""
        return self._print(name) != self._prints[name]

    def _print(self, name: str) -> dict[str, int]:
        columns = ", ".join(quoted(column) for column in self._engine.columns(name) if column != "observed_at")
        (found,) = self._engine.rows(f"select count(*) as n, sum(hash({columns})) as hashes from {quoted(name)}")
        return found

    def _set_aside(self, name: str, again: list[str]) -> None:
        self._rename(name, _before(name))
        again.append(name)

    def _restore(self, name: str) -> None:
        self._engine.create(name, f"from {quoted(_before(name))}")

    def _rename(self, name: str, other: str) -> None:
        self._engine.execute(f"alter table {quoted(name)} rename to {quoted(other)}")


def _reads(source: TableSource, changes: dict[str, set[str]], moved: set[str]) -> bool:
    lists_changed = any(LIST in changes.get(kind, ()) for kind in source.listings)
    asked = set().union(*(changes.get(kind, ()) for kind in source.kinds))
    return bool(asked & (source.aspects | _OF_ALL) or source.needs & moved or lists_changed)


def _before(name: str) -> str:
    return f"{name} before"


def deny(kind: str, aspect: str) -> Callable[[Engine], None]:
    """Return the change that makes every answer to one question a refusal."""
    where = f"kind = {literal(kind)} and aspect = {literal(aspect)}"
    return lambda engine: engine.execute(f"update observation set outcome = 'denied', body = null where {where}")
