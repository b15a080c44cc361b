"""The screens of `bartizan vulnerabilities` and `packages`: grouped by package where narrow, a table where wide."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bartizan.cli.screen.fit import shortened, wrapped
from bartizan.cli.screen.footer import Totals, counted, footer
from bartizan.cli.screen.line import Line, Span, cells, line, span
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import plural, risk, severity_counts

_WIDE = 120


def vulnerabilities_screen(
    rows: Sequence[Row], width: int | None, total: Totals | None = None, *, details: bool = False
) -> list[Line]:
    """Return advisory matches by workload and package, from 120 cells on one line for each version and advisory.

    ``details`` are the blocks with the path of each match whatever the width.
    """
    if not rows:
        text = "no known vulnerabilities in what could be read"
        return [*wrapped(text, width), *footer([], width, "bartizan coverage")]
    narrow = details or (width is not None and width < _WIDE)
    lines = list(_blocks(rows, width)) if narrow else table(_COLUMNS, _merged(rows), width).lines
    counts = severity_counts(Counter(row["severity"] for row in rows if row["severity"]), "no severity known")
    ids = {row["resource_id"] for row in rows if "resource_id" in row}
    workloads = plural(len(ids), "workload") if ids else ""
    parts = counted([counts, workloads], len(rows), (total or Totals(len(rows))).rows)
    return [*lines, *footer([*parts, "" if narrow else "--details for paths"], width)]


def _merged(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return one row per advisory and version of a package, with how many workloads have it."""
    merged: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row["advisory_id"], row["package"], row["version"], row["status"])
        merged.setdefault(key, {**row, "workloads": set()})["workloads"].add(row.get("resource_id", ""))
    return list(merged.values())


def _blocks(rows: Sequence[Row], width: int | None) -> Iterator[Line]:
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.get("resource_id", ""), row["package"], row["version"]), []).append(row)
    for found in groups.values():
        yield from _heading(found[0], _fixed(found), width)
        names = max(cells(_name(row)) for row in found)
        for row in found:
            yield _match(row, names, width)
        yield line()


def _heading(row: Row, fixed: str, width: int | None) -> Iterator[Line]:
    versions = f"{row['version']} → {fixed}" if fixed else f"{row['version']}, no fixed version"
    package = f"{span(row['package']).text} {span(versions).text}"
    name = span(row.get("resource_name", "")).text
    if width is None or cells(name) + 3 + cells(package) <= width:
        yield line(Span(name, "bold"), " · " if name else "", package)
        return
    yield line(Span(shortened(name, width), "bold"))
    yield from wrapped(package, width, first="  ", rest="    ")


def _fixed(rows: Sequence[Row]) -> str:
    """Return the versions that fix what the rows name, empty where one has none."""
    if not all(row["fixed_versions"] for row in rows):
        return ""
    return ", ".join(dict.fromkeys(row["fixed_versions"][0] for row in rows))


def _match(row: Row, names: int, width: int | None) -> Line:
    level = risk(row["severity"] or "unknown")
    name = span(_name(row))
    marks = _marks(row)
    parts = [Span("  "), level, Span(" " * (10 - cells(level.text))), name, Span(" " * (names - cells(name.text)))]
    parts += [Span("  "), Span(marks, "critical")] if marks else []
    path = span(row["path"], "dim").text
    left = None if width is None else width - sum(cells(part.text) for part in parts) - 2
    if path and (left is None or left >= 16):
        parts += [Span("  "), Span(path if left is None else shortened(path, left), "dim")]
    return tuple(parts)


def _name(row: Row) -> str:
    return span(row.get("cve") or row["advisory_id"]).text


def _marks(row: Row) -> str:
    if row.get("is_malicious"):
        return "MALICIOUS"
    return "EXPLOITED" if row.get("kev") else "not certain" if row["status"] == "unknown" else ""


_COLUMNS = [
    Column("SEVERITY", lambda row: risk(row["severity"] or "unknown")),
    Column("CVE", lambda row: span(_name(row))),
    Column("", lambda row: Span(_marks(row), "critical"), rank=1),
    Column("PACKAGE", of("package", "bold"), least=20),
    Column("HAVE", of("version"), rank=1),
    Column("FIX", lambda row: span(", ".join(row["fixed_versions"][:2])), rank=2),
    Column("EPSS", lambda row: span(f"{row['epss']:.1%}" if row["epss"] is not None else ""), rank=5, right=True),
    Column("WORKLOADS", lambda row: span(len(row["workloads"])), rank=3, right=True),
    Column("WHAT", of("summary", "dim"), rank=6, least=20, sentence=True),
]


def packages_screen(rows: Sequence[Row], width: int | None, total: Totals | None = None) -> list[Line]:
    """Return the bill of materials as a table."""
    if not rows:
        return [*wrapped("no packages in what could be read", width), *footer([], width, "bartizan coverage")]
    lines = table(_PACKAGES, rows, width).lines
    totals = total or Totals(len(rows))
    workloads = plural(len({row["resource_id"] for row in rows}), "workload")
    parts = [plural(totals.rows, "package"), *counted([workloads], len(rows), totals.rows)]
    return [*lines, *footer(parts, width, "bartizan vulnerabilities")]


_PACKAGES = [
    Column("PACKAGE", of("name", "bold"), least=20),
    Column("VERSION", of("version")),
    Column("ECOSYSTEM", of("ecosystem"), rank=1),
    Column("RESOURCE", of("resource_name"), rank=2, least=18),
    Column("EVIDENCE", of("evidence"), rank=3),
    Column("PATH", of("path", "dim"), rank=4, least=24),
    Column("LAYER", of("layer", "dim"), rank=5, least=24),
]
