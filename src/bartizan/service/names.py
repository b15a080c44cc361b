"""What people name, checked against a snapshot: what is not there is refused, with the nearest name."""

import fnmatch
from collections.abc import Iterable

from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError
from bartizan.report.views.inventory import ensure_inventory
from bartizan.store import SnapshotEngine

_ARM = ("/subscriptions/", "/providers/")
_MOST = 5
"""Names that a message lists."""


class NotHereError(UsageError):
    """A snapshot does not hold what was named."""


class Names:
    """The names that a snapshot knows: of resources, their types and scopes, and of rules."""

    def __init__(self, engine: SnapshotEngine) -> None:
        self._engine = engine

    def resource(self, text: str) -> str:
        """Return the ID of a resource that is named by its ID, in any case for Azure, or by its name; empty stays.

        Raises:
            UsageError: there is none, or several have this name.
        """
        written = text.lower() if text.lower().startswith(_ARM) else text
        if not written or self._engine.rows("select 1 from resource where id = ? limit 1", [written]):
            return written
        ensure_inventory(self._engine)
        found = self._engine.rows("select id from inventory where name = ? order by id", [text])
        if len(found) > 1:
            ids = ", ".join(row["id"] for row in found[:_MOST])
            raise UsageError(f"{len(found)} resources are called {text!r}; name one by its ID: {ids}")
        if not found:
            raise UsageError(f"unknown resource {text!r}{self._nearest(text)}; see `bartizan inventory --all`")
        return str(found[0]["id"])

    def rule(self, pattern: str) -> str:
        """Return a rule ID, or a pattern such as ``aws.lambda.*``, that some rule of the snapshot matches.

        Raises:
            UsageError: none does.
        """
        ids = [row["id"] for row in self._engine.rows("select id from rule")]
        if pattern and not any(fnmatch.fnmatchcase(id_, pattern) for id_ in ids):
            raise UsageError(f"unknown rule {pattern!r}{suggestion(pattern, ids)}; see `bartizan rules list`")
        return pattern

    def scope(self, text: str) -> str:
        """Return the account or subscription that is named by its ID.

        Raises:
            UsageError: the snapshot does not hold it.
        """
        if text:
            ensure_inventory(self._engine)
            query = "select distinct scope from inventory order by 1"
            _check("scope", text, [row["scope"] for row in self._engine.rows(query)])
        return text

    def type(self, text: str) -> str:
        """Return the type of resource, such as ``aws_lambda_function``: one that has none here is known as well.

        Raises:
            UsageError: nothing of the kind is read.
        """
        if text and text not in self._engine.tables():
            here = [row["type"] for row in self._engine.rows("select distinct type from resource order by 1")]
            _check("type", text, here)
        return text

    def _nearest(self, text: str) -> str:
        """Return the nearest name where it is near: a third of the letters may differ."""
        rows = self._engine.rows(
            "select name, levenshtein(lower(name), lower($1)) as d from inventory where name <> '' "
            "order by d, name limit 1",
            [text],
        )
        is_near = rows and rows[0]["d"] <= max(1, len(text) // 3)
        return f" (did you mean {rows[0]['name']!r}?)" if is_near else ""


def _check(what: str, text: str, known: Iterable[str]) -> None:
    known = list(known)
    if text not in known:
        listed = ", ".join(known[:20]) or f"no {what}"
        raise UsageError(f"unknown {what} {text!r}{suggestion(text, known)}; this snapshot holds {listed}")
