"""Fill a rule's fix with all that is known of one resource."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bartizan.report.remediation.quoting import plain, shell
from bartizan.report.remediation.template import Related, Values, named, rendered
from bartizan.store.engine import Engine, Row, quoted

CAUTION = re.compile(r"(?m)^# caution: (.+)$")
"""How commands mark the next one: it deletes something or cuts somebody off."""
OF_A_FINDING = {"id", "name", "region", "scope", "resource_group", "function", "qualifier", "app", "slot"}
_RESOURCE_GROUP = re.compile(r"/resourcegroups/([^/]+)", re.IGNORECASE)
_FUNCTION = re.compile(r"arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)(?::(.+))?")

_SITE = re.compile(r"/sites/([^/]+)(?:/slots/([^/]+))?$", re.IGNORECASE)


class Remedies:
    """Fixes for the findings of a snapshot; what commands ask of the resources' tables is read once and kept.

    With ``findings``, of these only: then no more of the tables is read than they need.
    """

    def __init__(self, engine: Engine, findings: Sequence[Row] | None = None) -> None:
        self._engine = engine
        self._tables = set(engine.tables())
        self._is_whole = findings is None
        texts = (orjson.loads(row["remediation"]) for row in engine.rows("select remediation from rule"))
        self._named = frozenset[str]().union(*(named(text) for remedy in texts for text in _commands(remedy)))
        self._rows: dict[tuple[str, str], dict[str, list[Row]]] = {}
        self._wanted: dict[str, list[str]] = {}
        for table in {finding["resource_type"] for finding in findings or ()} & self._tables:
            self._read(table, "id", [each["resource_id"] for each in findings or () if each["resource_type"] == table])

    def filled(self, remediation: Mapping[str, Any], finding: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fix for a finding: see ``filled``."""
        asked = any(named(text) - OF_A_FINDING for text in _commands(remediation))
        return filled(remediation, finding, self._row(finding) if asked else {}, self._related)

    def _row(self, finding: Mapping[str, Any]) -> Values:
        rows = self._related(finding["resource_type"], "id", finding["resource_id"])
        return rows[0] if rows else {}

    def _related(self, table: str, column: str, value: object) -> Sequence[Values]:
        if table not in self._tables:
            return []
        values = [str(one) for one in (value if isinstance(value, list) else [value])]
        known = self._rows.setdefault((table, column), {})
        if (self._is_whole and not known) or (not self._is_whole and not known.keys() >= set(values)):
            self._read(table, column, None if self._is_whole else values)
        return [row for one in values for row in known.get(one, [])]

    def _read(self, table: str, column: str, values: Sequence[str] | None) -> None:
        """Read what commands name of the rows with these values of a column, or of all rows."""
        found = self._rows.setdefault((table, column), {})
        found |= {value: [] for value in values or ()}
        wanted = self._wanted.get(table) or sorted({"id"} | self._named & set(self._engine.columns(table)))
        self._wanted[table] = wanted
        only = f"where list_contains(?, {quoted(column)}::varchar)" if values is not None else ""
        for row in self._engine.rows(
            f"select {', '.join(map(quoted, sorted({*wanted, column})))} from {quoted(table)} {only} order by id",
            [list(values)] if values is not None else [],
        ):
            found.setdefault(str(row[column]), []).append(row)


def filled(remediation: Mapping[str, Any], finding: Mapping[str, Any], row: Values, related: Related) -> dict[str, Any]:
    """Return the texts of a remediation with what is known of a resource; empty ones are left out.

    ``row`` is the resource's row of its table and ``related`` finds rows of others. ``cli`` is the variant for the
    resource's table where there is one, and ``caution`` holds what its marked commands delete or cut off.
    Names come from the cloud and may be hostile: in ``cli`` each is quoted for a shell.
    """
    texts = {key: text for key, text in remediation.items() if key != "variants"}
    texts["cli"] = (remediation.get("variants") or {}).get(finding["resource_type"]) or texts.get("cli", "")
    values = {**row, **_known(finding)}
    done = {key: rendered(text, values, related, shell if key == "cli" else plain) for key, text in texts.items()}
    caution = CAUTION.findall(done["cli"])
    return {key: text for key, text in done.items() if text.strip()} | ({"caution": caution} if caution else {})


def _commands(remediation: Mapping[str, Any]) -> list[str]:
    """Return every text of a remediation that may name what a row knows."""
    return [
        text for text in (*remediation.values(), *remediation.get("variants", {}).values()) if isinstance(text, str)
    ]


def _known(finding: Mapping[str, Any]) -> dict[str, Any]:
    group = _RESOURCE_GROUP.search(finding["resource_id"])
    function = _FUNCTION.fullmatch(finding["resource_id"])
    site = _SITE.search(finding["resource_id"])
    return {
        "name": finding["resource_name"] or finding["resource_id"],
        "region": finding["region"] or "",
        "scope": finding["scope"],
        "id": finding["resource_id"],
        "resource_group": group[1] if group else "",
        "function": function[1] if function else "",
        "qualifier": function[2] or "" if function else "",
        "app": site[1] if site else "",
        "slot": site[2] or "" if site else "",
    }
