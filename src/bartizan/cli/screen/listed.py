"""The screens of lists that are a table and a total: rules, controls, decisions, sources of advisories."""

from collections.abc import Sequence

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.footer import Totals, footer, left_out
from bartizan.cli.screen.line import Line, Span, span
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import count, plural, risk, type_word
from bartizan.contract.changes import JUDGED


def listed(
    columns: Sequence[Column],
    rows: Sequence[Row],
    width: int | None,
    noun: tuple[str, str],
    empty: str,
    next_: str = "",
    total: Totals | None = None,
) -> list[Line]:
    """Return rows as a table with their number and what to type next; ``empty`` where there are none.

    ``noun`` is what a row is, in the singular and the plural; an empty one leaves the number out.
    """
    if not rows:
        return list(wrapped(empty, width))
    totals = total or Totals(len(rows))
    parts = [plural(totals.rows, *noun) if noun[0] else "", left_out(len(rows), totals.rows)]
    return [*table(columns, rows, width).lines, *footer(parts, width, next_)]


def _status(row: Row) -> Span:
    styles = {"failed": "high", "passed": "ok", "fresh": "ok", "stale": "warning", "overdue": "high", "active": "ok"}
    styles |= {"complete": "ok", "partial": "warning", "ok": "ok", "warning": "warning"}
    status = str(row.get("governance_state") or row.get("status") or row.get("state") or "")
    return span(status.replace("_", " "), styles.get(status, "dim"))


_CHANGED = {
    "new": "high", "worse": "high", "unverified": "warning", "better": "ok", "changed": "bold", "fixed": "ok",
    "removed": "dim",
}  # fmt: skip


def _moved(row: Row) -> str:
    """Return what a value was and is, empty where nothing is said of one."""
    if row["before"] == row["after"] == "":
        return ""
    before, after = ("unknown" if text is None else text or "none" for text in (row["before"], row["after"]))
    return f": {before} → {after}"


def _changed(row: Row) -> str:
    if row["kind"] in JUDGED:
        return str(row["title"])
    return row["title"] + _moved(row) or "the resource"


def _day(key: str, length: int = 10) -> Column:
    return Column(key.upper().replace("_", " "), lambda row: span(str(row.get(key) or "")[:length]), rank=3)


RULES = [
    Column("SEVERITY", lambda row: risk(row["severity"])),
    Column("RULE", of("rule_id", "bold")),
    Column("TITLE", of("title"), rank=1, least=24, sentence=True),
    Column("CATEGORY", lambda row: span(row["category"].replace("_", " ")), rank=3),
    Column("APPLIES TO", lambda row: span(", ".join(map(type_word, row["table"]))), rank=4, least=14),
    Column("TIER", lambda row: span("" if row["tier"] == "standard" else row["tier"]), rank=2),
    Column("OFF BECAUSE", lambda row: span(row["off"], "dim"), rank=0, least=20, sentence=True),
]
HISTORY = [
    Column("WHEN", lambda row: span(str(row["at"])[:16].replace("T", " "))),
    Column("WHAT", lambda row: span(row["kind"].replace("_", " "), "bold")),
    Column("TITLE", lambda row: span((row["title"] or row["subject"]) + _moved(row)), least=24, sentence=True),
    Column("BY", of("by"), rank=1, least=16),
]
CONTROLS = [
    Column("FRAMEWORK", of("framework"), rank=1),
    Column("CONTROL", of("control", "bold")),
    Column("TITLE", of("title"), rank=2, least=20, sentence=True),
    Column("STATUS", _status),
    Column("FAIL", lambda row: count(row["failed"], "high"), right=True),
    Column("OK", lambda row: count(row["passed"]), right=True),
    Column("?", lambda row: count(row["not_evaluated"], "unknown"), right=True),
    Column("EXEMPT", lambda row: count(row["exempt"]), rank=3, right=True),
]
EXEMPTIONS = [
    Column("ID", of("id", "bold")),
    Column("STATE", _status),
    Column("CATEGORY", lambda row: span(str(row["category"]).replace("_", " ")), rank=2),
    Column("APPLIES TO", of("matches"), least=24),
    Column("FINDINGS", lambda row: count(row["findings"]), right=True),
    _day("until"),
    Column("AUTHOR", of("author"), rank=4, least=8),
    Column("WHY", of("justification"), rank=5, least=16, sentence=True),
]
GOVERNANCE = [
    Column("ID", of("id", "bold")),
    Column("PRIORITY", of("priority"), rank=3, right=True),
    Column("SEVERITY", lambda row: risk(row["severity"])),
    Column("RISK", lambda row: risk(row["risk_level"])),
    Column("CATEGORY", lambda row: span(row["category"].replace("_", " ")), rank=4),
    Column("SCOPE", of("scope"), rank=5),
    Column("RULE", of("rule"), rank=2),
    Column("OWNER", of("owner"), least=8),
    Column("OWNER TAG", of("owner_tag"), rank=1, least=8),
    Column("DUE IN DAYS", of("due_days"), right=True),
    Column("GRACE", lambda row: span("yes" if row["has_grace"] else ""), rank=4),
]
OWNERS = [
    Column("OWNER", lambda row: span(row["owner"] or "(nobody)", "bold"), least=12),
    Column("STATE", _status),
    Column("FINDINGS", of("findings"), right=True),
    *(
        Column(letter, lambda row, level=level: count(row["severities"].get(level), level), rank=1, right=True)  # type: ignore[misc]
        for letter, level in {"C": "critical", "H": "high", "M": "medium", "L": "low", "I": "info"}.items()
    ),
    _day("due"),
]
OWNED = [
    Column("OWNER", lambda row: span(row["owner"] or "(nobody)", "bold"), least=8),
    Column("STATE", _status, rank=1),
    _day("due"),
    Column("SEVERITY", lambda row: risk(row["severity"])),
    Column("RESOURCE", of("resource_name"), least=16),
    Column("FINDING", of("title"), rank=2, least=20, sentence=True),
    Column("RULE", of("rule_id", "dim"), rank=4),
]
AUDIT = [
    Column("AT", lambda row: span(str(row["at"])[:16])),
    Column("WHO", of("actor"), least=8),
    Column("WHAT", of("action", "bold")),
    Column("OF", of("subject"), rank=1),
]
SOURCES = [
    Column("SOURCE", of("name", "bold")),
    Column("KIND", of("kind"), rank=2),
    Column("STATE", _status),
    Column("AS OF", lambda row: span(str(row["as_of"] or "")[:16]), rank=1),
    Column("RECORDS", lambda row: span(f"{row['records']:,}"), right=True),
    Column("LEFT OUT", lambda row: count(row["left_out"]), rank=3, right=True),
    Column("LAST ERROR", of("error", "high"), least=20, sentence=True),
]
PARTS = [
    Column("PATH", of("path", "bold"), least=24),
    Column("KIND", of("kind"), rank=1),
    Column("NAME", of("name"), rank=2, least=12),
    Column("REASON", of("reason"), rank=1),
    Column("DETAIL", of("detail", "dim"), rank=3, least=20, sentence=True),
    Column("LINE", of("line"), rank=4, right=True),
]
SNAPSHOTS = [
    Column("SNAPSHOT", of("id", "bold")),
    Column("STATUS", _status),
    Column("PUBLISHED", lambda row: span(str(row["published_at"])[:16].replace("T", " "))),
    Column("WORKLOADS", lambda row: span(f"{row['workloads']:,}"), rank=2, right=True),
    Column("FAILING", lambda row: count(row["failing"]), right=True),
    Column("UNKNOWN", lambda row: count(row["unknown"]), rank=1, right=True),
    Column("PATHS", lambda row: count(row["attack_paths"] or 0), rank=1, right=True),
    Column("SCORE", lambda row: span("-" if row["score"] is None else f"{row['score']:g}"), rank=3, right=True),
    Column("CALLS", lambda row: span(f"{row['calls']:,}"), rank=4, right=True),
]
CHANGES = [
    Column("CHANGE", lambda row: span(row["change"], _CHANGED[row["change"]])),
    Column("RISK", lambda row: risk((row["after"] or row["before"]) if row["kind"] in JUDGED else "")),
    Column("RESOURCE", of("resource_name", "bold"), least=16),
    Column("WHAT", lambda row: span(_changed(row)), rank=1, least=24, sentence=True),
    Column("RULE", of("rule_id", "dim"), rank=4),
]
CHECKS = [
    Column("CHECK", of("check", "bold")),
    Column("STATE", _status),
    Column("DETAIL", of("detail"), least=24, sentence=True),
    Column("FIX", of("fix"), rank=1, least=16, sentence=True),
]
TRENDS = [
    Column("DAY", of("day", "bold")),
    Column("SCORE", of("score"), right=True),
    *(
        Column(letter, lambda row, level=level: count(row["severities"].get(level), level), rank=1, right=True)  # type: ignore[misc]
        for letter, level in {"C": "critical", "H": "high", "M": "medium", "L": "low"}.items()
    ),
    Column("?", lambda row: count(row["unknown"], "unknown"), right=True),
    Column("PATHS", of("attack_paths"), rank=2, right=True),
    Column("HOURS TO FIX", of("mean_hours_to_fix"), rank=3, right=True),
]
