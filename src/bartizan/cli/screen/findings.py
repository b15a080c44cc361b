"""The screen of `bartizan findings`: a block for each where the terminal is narrow, a table where it is wide."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bartizan.cli.screen.fit import joined, shortened, wrapped
from bartizan.cli.screen.footer import Totals, footer, left_out
from bartizan.cli.screen.line import Line, Span, cells, line, span
from bartizan.cli.screen.shell import command_lines
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import plural, risk, short_scopes, type_word

_WIDE = 120
_INDENT = " " * 2
_STATUSES = {
    "fail": "failing",
    "unknown": "not decided",
    "pass": "passing",
    "not_applicable": "not applicable",
    "exempt": "exempt",
}
_FIX_LINES = 5
"""A longer fix stands in the details; a list says it in a sentence."""


def findings_screen(
    rows: Sequence[Row], width: int | None, total: Totals | None = None, *, details: bool = False
) -> list[Line]:
    """Return findings as blocks, from 120 cells on as a table unless ``details`` are asked for."""
    totals = total or Totals(len(rows))
    if not rows:
        return [*wrapped("no findings", width), *footer([_undecided(totals.unknown)], width)]
    scopes = short_scopes(row["scope"] for row in rows)
    if details or (width is not None and width < _WIDE):
        lines = [each for row in rows for each in (*_block(row, scopes, width, details=details), line())]
    else:
        lines = table(_columns(scopes), rows, width).lines
    statuses = {row["status"] for row in rows}
    shown = plural(totals.rows, "finding") if len(statuses) > 1 else f"{totals.rows:,} {_STATUSES[statuses.pop()]}"
    parts = [shown, _undecided(totals.unknown), left_out(len(rows), totals.rows)]
    return [*lines, *footer([*parts, "" if details else "--details for every fix"], width)]


def _undecided(n: int) -> str:
    return f"{n:,} not decided: --status unknown" if n else ""


def _columns(scopes: Mapping[str, str]) -> list[Column]:
    return [
        Column("RISK", lambda row: risk(row["risk_level"])),
        Column("RESOURCE", of("resource_name", "bold"), least=16),
        Column("TYPE", lambda row: span(type_word(row["resource_type"])), rank=5),
        Column("FINDING", of("title"), least=24, sentence=True),
        Column("RULE", of("rule_id", "dim"), rank=2),
        Column("SCOPE", lambda row: span(scopes.get(row["scope"], "")), rank=1),
        Column("STATUS", lambda row: span("" if row["status"] == "fail" else row["status"], "unknown"), rank=1),
        Column("WHY", lambda row: span(why(row)), rank=3, least=20, sentence=True),
    ]


def _block(row: Row, scopes: Mapping[str, str], width: int | None, *, details: bool) -> Iterator[Line]:
    level = risk(row["risk_level"])
    head = [line(level, "  ", _name(row, level, width))]
    place = " ".join(text for text in (scopes.get(row["scope"], ""), row.get("region") or "") if text)
    head += [line(span(type_word(row["resource_type"]))), line(span(place))] if place else []
    yield from joined(head, width, indent="")
    yield from _titled(row, width)
    room = None if width is None or details else width - 8
    if text := why(row, 4 if details else 2, room):
        label = "?" if row["status"] == "unknown" else "why"
        yield from wrapped(text, width, first=f"{_INDENT}{label:<3}  ", rest=" " * 7)
    if details and row.get("risk_reason"):
        yield from wrapped(row["risk_reason"], width, "dim", f"{_INDENT}risk ", " " * 7)
    if details or row["status"] == "fail":
        yield from _fix(row.get("remediation") or {}, width, details=details)


def _name(row: Row, level: Span, width: int | None) -> Span:
    name = span(row["resource_name"], "bold")
    return name if width is None else Span(shortened(name.text, max(width - cells(level.text) - 2, 20)), "bold")


def _titled(row: Row, width: int | None) -> Iterator[Line]:
    title, id_ = span(row["title"]), span(row["rule_id"], "dim")
    status = [] if row["status"] == "fail" else [Span("  "), span(row["status"].replace("_", " "), "unknown")]
    taken = len(_INDENT) + cells(title.text) + 3 + cells(id_.text) + sum(cells(part.text) for part in status)
    if width is None or taken <= width:
        yield line(_INDENT, title, "   ", id_, *status)
        return
    yield from wrapped(title.text, width, first=_INDENT)
    yield line(_INDENT, id_, *status)


def _fix(remediation: Mapping[str, Any], width: int | None, *, details: bool) -> Iterator[Line]:
    command = (remediation.get("cli") or "").strip()
    lines = list(command_lines(command, width, f"{_INDENT}fix  ", " " * 7)) if command else []
    words = span(remediation.get("text"), limit=2000).text
    if details:
        yield from wrapped(words, width, first=f"{_INDENT}fix  ", rest=" " * 7)
        yield from (line(" " * 7, *each[1:]) for each in lines)
    elif 0 < len(lines) <= _FIX_LINES:
        yield from lines
    else:
        yield from wrapped(_sentence(words), width, first=f"{_INDENT}fix  ", rest=" " * 7)


def _sentence(text: str) -> str:
    head, dot, _ = text.partition(". ")
    return f"{head}." if dot else text


def why(row: Row, most: int = 2, room: int | None = 60) -> str:
    """Return the facts that a verdict stands on, or what could not be read, in a line.

    ``most`` items of a list are named, each shortened to ``room`` cells; hashes of code say nothing to people.
    """
    if row["status"] == "unknown" and row.get("missing"):
        return span(f"not read: {', '.join(map(str, row['missing'][:most]))}", limit=300).text
    facts = (row.get("evidence") or {}).items()
    told = [
        f"{key} {_value(value, most, room)}"
        for key, value in facts
        if value not in (None, []) and not key.endswith("digest")
    ]
    return span(", ".join(told), limit=400).text


def _value(value: object, most: int, room: int | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        more = f" and {len(value) - most} more" if len(value) > most else ""
        return ", ".join(_short(item, room) for item in value[:most]) + more
    return _short(value, room) if value != "" else "(empty)"


def _short(value: object, room: int | None) -> str:
    text = span(value, limit=300).text
    # Sentences are wrapped where they have spaces: only what would break a line is shortened.
    return text if room is None or " " in text else shortened(text, room)
