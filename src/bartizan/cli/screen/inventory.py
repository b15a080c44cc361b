"""The screen of `bartizan inventory`: workloads and their findings, riskiest first."""

import shlex
from collections.abc import Callable, Collection, Sequence

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.footer import Totals, footer, left_out
from bartizan.cli.screen.line import Line, Span, span
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import count, plural, risk, short_scopes, type_word

_LEVELS = {"C": "critical", "H": "high", "M": "medium", "L": "low"}


def inventory_screen(
    rows: Sequence[Row],
    width: int | None,
    *,
    others: int = 0,
    total: Totals | None = None,
    deprecated: Collection[str] = (),
    what: tuple[str, str] = ("workload", ""),
) -> list[Line]:
    """Return the inventory's objects as a table.

    ``others`` counts resources that the table leaves out as they are no workloads; ``deprecated`` has the IDs of
    workloads whose runtime is; ``what`` is the noun for the rows, in the singular and the plural.
    """
    if not rows:
        return list(wrapped(f"no {what[1] or what[0] + 's'}" + (f"; {_others(others)}" if others else ""), width))
    scopes = short_scopes(row["scope"] for row in rows)
    lines = table(_columns(scopes, frozenset(deprecated)), rows, width).lines
    totals = total or Totals(len(rows))
    where = f" in {plural(len(scopes), 'scope')}" if totals.rows == len(rows) else ""
    parts = [plural(totals.rows, *what) + where, _others(others)]
    parts += ["† runtime is deprecated"] if any(row["id"] in deprecated for row in rows) else []
    next_ = f"bartizan findings --resource {shlex.quote(span(rows[0]['name']).text)}"
    return [*lines, *footer([*parts, left_out(len(rows), totals.rows)], width, next_)]


def _others(n: int) -> str:
    return f"{plural(n, 'other resource')}: --all" if n else ""


def _columns(scopes: dict[str, str], deprecated: frozenset[str]) -> list[Column]:
    def runtime(row: Row) -> Span:
        old = row["id"] in deprecated
        return span(f"{(row['runtime'] or '').replace('|', ' ')}{' †' if old else ''}", "warning" if old else "")

    return [
        Column("RISK", lambda row: risk(row["risk_level"])),
        Column("NAME", of("name", "bold"), least=18),
        Column("TYPE", lambda row: span(type_word(row["type"])), rank=1),
        Column("SCOPE", lambda row: span(scopes.get(row["scope"], "")), rank=4),
        Column("REGION", of("region"), rank=7),
        Column("RUNTIME", runtime, rank=6, least=14),
        Column("EXPOSED", _exposed, rank=2),
        Column("AUTH", of("authentication"), rank=3),
        *(Column(letter, _found(level), rank=0, right=True) for letter, level in _LEVELS.items()),
        Column("VULNS", lambda row: span(row["vulnerabilities"] or "", "bold"), rank=5, right=True),
    ]


def _exposed(row: Row) -> Span:
    styles = {"internet": "high", "unknown": "unknown", "restricted": "medium"}
    return span(row["exposure"], styles.get(row["exposure"], ""))


def _found(level: str) -> Callable[[Row], Span]:
    return lambda row: count(row["findings"].get(level), level)
