"""Print rows: a table for people, JSON or CSV for programs. Only this goes to stdout."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from bartizan.cli.options import Format
from bartizan.model import Severity, printable
from bartizan.report.formats.spreadsheet import csv_text

if TYPE_CHECKING:
    from rich.text import Text

    from bartizan.contract import Contract, Page

# Rich is imported on use: what goes to a program needs none of it.
STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


def emit(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], format_: Format | None, empty: str) -> None:
    """Print rows in the asked format. ``columns`` maps the keys that a table shows to their headings."""
    format_ = format_ or (Format.TABLE if sys.stdout.isatty() else Format.JSON)
    if format_ is Format.JSON:
        emit_json(list(rows))
    elif format_ is Format.CSV:
        sys.stdout.write(csv_text(rows))
    elif rows:
        _emit_table(rows, columns)
    else:
        from rich.console import Console

        Console(stderr=True).print(empty)


def plain(page: "Page[Contract]") -> list[dict[str, Any]]:
    """Return the rows of a page as dictionaries, keys in the order of the contract."""
    return [item.model_dump() for item in page.items]


def emit_json(value: Any) -> None:
    """Print one JSON value, times as ISO 8601 UTC."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
    sys.stdout.write(orjson.dumps(value, option=options, default=str).decode())
    sys.stdout.flush()


def severity_counts(counts: Mapping[str, int]) -> "Text":
    """Return counts by severity as one coloured line, worst first."""
    from rich.text import Text

    parts = [Text(f"{counts[s]} {s}", style=STYLES[s]) for s in Severity if counts.get(s)]
    return Text("  ").join(parts) if parts else Text("none", style="green")


def _emit_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(key, row.get(key)) for key in columns))
    Console().print(table)


def _cell(key: str, value: Any) -> "Text":
    from rich.text import Text

    if isinstance(value, dict):
        return severity_counts(value)
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, list):
        return Text(printable(", ".join(str(item) for item in value), 160))
    style = STYLES.get(value, "") if key in ("severity", "risk_level") else ""
    return Text(printable("" if value is None else value, 160), style=style)
