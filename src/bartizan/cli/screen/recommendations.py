"""The screen of `bartizan recommendations`: what to fix, one row per rule, riskiest first."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.footer import Totals, counted, footer
from bartizan.cli.screen.line import Line, Span, cells, line, span
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import count, risk, severity_counts

_FACTORS = {
    "internet_exposure": "internet",
    "privileged_identity": "admin",
    "data_access": "data",
    "sensitive_data": "sensitive",
    "lateral_movement": "lateral",
    "known_exploited_vulnerability": "exploited",
}


def recommendations_screen(rows: Sequence[Row], width: int | None, total: Totals | None = None) -> list[Line]:
    """Return the recommendations' objects as a table; a rule's ID that has no column stands under its title."""
    if not rows:
        return list(wrapped("nothing to recommend: every check that could be made passed", width, "ok"))

    def below(row: Row, headings: frozenset[str]) -> Iterator[Line]:
        id_ = span(row["rule_id"], "dim")
        if "RULE" not in headings and (width is None or cells(id_.text) + 12 <= width):
            yield line(" " * 12, id_)

    lines = table(_COLUMNS, rows, width, below).lines
    levels = severity_counts(Counter(row["risk_level"] for row in rows if row["unhealthy"]), "nothing fails")
    return [*lines, *footer(counted([levels], len(rows), (total or Totals(len(rows))).rows), width, _next(rows))]


def _next(rows: Sequence[Row]) -> str:
    return f"bartizan rules show {span(rows[0]['rule_id']).text}"


def factors(row: Row) -> Span:
    """Return what makes the risk greater, in a word each."""
    known = row.get("risk_factors") or []
    return span(", ".join(_FACTORS.get(factor, factor.replace("_", " ")) for factor in known))


def _due(row: Row) -> Span:
    return span(str(row["due"])[:10] if row.get("due") else "")


_COLUMNS = [
    Column("RISK", lambda row: risk(row["risk_level"])),
    Column("FIX THIS", of("title", "bold"), least=38, sentence=True),
    Column("FAIL", lambda row: count(row["unhealthy"], "high"), right=True),
    Column("OK", lambda row: count(row["healthy"]), rank=1, right=True),
    Column("?", lambda row: count(row["unknown"], "unknown"), rank=1, right=True),
    Column("EXEMPT", lambda row: span(row["exempt"] or ""), rank=5, right=True),
    Column("RULE", of("rule_id"), rank=2),
    Column("FACTORS", factors, rank=6, least=14, sentence=True),
    Column("OWNER", of("owner"), rank=3, least=8),
    Column("DUE", _due, rank=4),
]
