"""Which unanswered question stands behind a column that is null."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from bartizan.model import LIST, SELF
from bartizan.store.engine import Engine, Row
from bartizan.store.past import digest

_PROBLEMS = (
    "select kind, id, aspect, scope, outcome, operation, permission, detail from observation "
    "where outcome in ('denied', 'failed')"
)
_ANSWERS = (
    "select kind, scope, aspect, count(*) as n from observation where outcome in ('ok', 'absent') "
    "group by kind, scope, aspect"
)


class Gaps:
    """The denied and failed answers of a scan, found again by resource, kind and scope.

    ``lineage`` gives per table and column the aspects and other tables that the column stands on; ``hints`` what is
    missing behind such a table that no cloud was asked for.
    """

    def __init__(
        self,
        engine: Engine,
        lineage: Mapping[str, Mapping[str, frozenset[str]]],
        hints: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self._engine = engine
        self._lineage = lineage
        self._hints = hints
        self._of_resource: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._of_kind: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self._answered: dict[tuple[str, str], dict[str, int]] = {}
        for row in engine.rows(_PROBLEMS):
            text = _explanation(row)
            self._of_kind[row["kind"], row["scope"]].add((row["aspect"], text))
            if row["aspect"] != LIST:
                self._of_resource[row["kind"], row["id"]][row["aspect"]] = text

    @cached_property
    def digest(self) -> str:
        """A digest of all that decides what is missing behind a column that is null."""
        counts = self._engine.rows(_ANSWERS)
        items = {(row["kind"], row["scope"]): row["n"] for row in counts if row["aspect"] == SELF}
        read = sorted(
            (*key, row["aspect"]) for row in counts if row["n"] >= items.get(key := (row["kind"], row["scope"]), 1)
        )
        refused = sorted((key, sorted(texts.items())) for key, texts in self._of_resource.items())
        listed = sorted((key, sorted(texts)) for key, texts in self._of_kind.items())
        lineage = sorted(
            (table, column, sorted(names)) for table, each in self._lineage.items() for column, names in each.items()
        )
        return digest(map(repr, (read, refused, listed, lineage, sorted(self._hints.items()))))

    def refused(self, kind: str) -> set[str]:
        """Return the resources of a kind that some question about was refused or failed."""
        return {id_ for each, id_ in self._of_resource if each == kind}

    def missing(self, table: str, id_: str, scope: str, columns: Iterable[str]) -> list[str]:
        """Return what could not be read for null columns of one resource, such as ``lambda:GetPolicy denied``.

        Where no answer was refused, the question is still to be asked, as in a snapshot published early, or its answer
        does not tell.
        """
        wanted = list(columns)
        behind: set[str] = set().union(*(self._lineage.get(table, {}).get(column, frozenset()) for column in wanted))
        own = self._of_resource.get((table, id_), {})
        reasons = {text for aspect, text in own.items() if aspect in behind}
        reached = self._reached(behind)
        for other in reached:
            reasons |= {text for _, text in self._of_kind[other, scope]}
        reasons |= self._elsewhere(
            behind.union(*(names for table in reached for names in self._lineage[table].values())), scope
        )
        if not reasons:
            # A column may stand on a neighbour of its own kind, as a slot's does on its app.
            reasons = {text for aspect, text in self._of_kind[table, scope] if aspect in behind}
        reasons = reasons or {text for name in behind for text in self._hints.get(name, ())}
        return sorted(reasons) or self._reasons_unread(table, sorted(behind), scope)

    def _reasons_unread(self, table: str, behind: list[str], scope: str) -> list[str]:
        """Return why a fact is unknown though no call was denied: not asked yet, or missing from the answer."""
        unread = [f"{name} not read yet" for name in behind if not self._is_read(table, name, scope)]
        return unread or [f"{name} was read but does not say" for name in behind]

    def _is_read(self, table: str, name: str, scope: str) -> bool:
        """Return whether every resource of the scope has an answer to what a fact stands on."""
        other, _, aspect = name.rpartition(".")
        kind, aspect = (name, SELF) if name in self._lineage else (other or table, aspect)
        asked = self._answers(kind, scope)
        return LIST in asked if aspect in (SELF, LIST) else asked.get(aspect, 0) >= asked.get(SELF, 1)

    def _answers(self, kind: str, scope: str) -> dict[str, int]:
        """Return how many answers there are to each aspect of a kind in a scope."""
        if (kind, scope) not in self._answered:
            rows = self._engine.rows(
                "select aspect, count(*) as n from observation where kind = ? and scope = ? "
                "and outcome in ('ok', 'absent') group by aspect",
                [kind, scope],
            )
            self._answered[kind, scope] = {row["aspect"]: row["n"] for row in rows}
        return self._answered[kind, scope]

    def kinds(self, table: str, columns: Iterable[str]) -> set[str]:
        """Return the other tables, and the kinds whose aspects, columns of a table stand on."""
        lineage = self._lineage.get(table, {})
        behind = set().union(*(lineage.get(column, frozenset()) for column in columns))
        reached = self._reached(behind)
        behind |= {name for each in reached for facts in self._lineage[each].values() for name in facts}
        return reached | {name.partition(".")[0] for name in behind if "." in name}

    def _elsewhere(self, behind: Iterable[str], scope: str) -> set[str]:
        """Return what was refused of other kinds' aspects (``azure_web_app.settings``), in any scope if not in this."""
        asked = {(kind, aspect) for kind, dot, aspect in (name.partition(".") for name in behind) if dot}
        found = {
            (where, text)
            for (kind, where), problems in self._of_kind.items()
            for aspect, text in problems
            if (kind, aspect) in asked
        }
        return {text for where, text in found if where == scope} or {text for _, text in found}

    def _reached(self, names: Iterable[str]) -> set[str]:
        """Return the tables behind names, and the tables behind those."""
        reached: set[str] = set()
        waiting = [name for name in names if name in self._lineage]
        while waiting:
            table = waiting.pop()
            if table not in reached:
                reached.add(table)
                waiting += [n for column in self._lineage[table].values() for n in column if n in self._lineage]
        return reached


def _explanation(row: Row) -> str:
    permission = f" (needs {row['permission']})" if row["permission"] and row["permission"] != row["operation"] else ""
    why = f": {row['detail']}" if row["outcome"] == "failed" and row["detail"] else ""
    return f"{row['operation'] or row['aspect']} {row['outcome']}{permission}{why}"
