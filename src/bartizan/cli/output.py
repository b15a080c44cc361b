"""Print rows: a screen for people, JSON, JSON Lines or CSV for programs. Only this goes to stdout."""

import inspect
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.base.json_text import json_text
from bartizan.cli.log_lines import say
from bartizan.model import Severity, UsageError

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line
    from bartizan.contract import Contract, Page
    from bartizan.report.paging import Part

Row = Mapping[str, Any]
Screen = Callable[[Sequence[Row], int | None, "Totals"], "list[Line]"]
_PIPED = 140
"""Cells of a table that no terminal shows, where COLUMNS does not say otherwise."""
_PANEL = "Output"


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="table, json, jsonl or csv. Default: table on a terminal, json otherwise.",
        rich_help_panel=_PANEL,
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress, notes or warnings on stderr.", rich_help_panel=_PANEL)
]


@dataclass(frozen=True)
class Output:
    """How a command's rows are to be printed; ``limit`` 0 or None is none, ``sort`` has keys with commas between."""

    format: Format
    wide: bool = False
    limit: int | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()
    quiet: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys to sort by."""
        return _split(self.sort)

    def part(self, screenful: int | None = None) -> "Part":
        """Return the part of a list that is wanted; ``screenful`` limits a terminal where no limit was given."""
        from bartizan.report.paging import Part

        return Part(self.keys, self.most(screenful))

    def most(self, screenful: int | None = None) -> int | None:
        """Return the most rows that are wanted, None for all."""
        return (screenful if self.limit is None and self.is_table and sys.stdout.isatty() else self.limit) or None

    @property
    def is_table(self) -> bool:
        """Whether people read it."""
        return self.format is Format.TABLE

    @property
    def width(self) -> int | None:
        """The cells of a line, None for as many as it takes."""
        return None if self.wide else table_width()


def asked(format_: Format | None) -> Format:
    """Return the format that was asked for: by default a table on a terminal, JSON otherwise."""
    return format_ or (Format.TABLE if sys.stdout.isatty() else Format.JSON)


def table_width() -> int:
    """Return the cells of a line: those of the terminal or of COLUMNS; 140 where neither is."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        return _PIPED
    return max(shutil.get_terminal_size((80, 24)).columns, 20)


def _options(
    format_: FormatOption = None,
    wide: Annotated[bool, typer.Option("--wide", help="Tables as wide as they are.", rich_help_panel=_PANEL)] = False,
    limit: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="At most N rows; 0: all.", rich_help_panel=_PANEL)
    ] = None,
    sort: Annotated[
        str, typer.Option(metavar="KEYS", help="Sort by keys of the JSON; -KEY: descending.", rich_help_panel=_PANEL)
    ] = "",
    columns: Annotated[
        str, typer.Option(metavar="KEYS", help="Only these keys of the JSON: a,b,c.", rich_help_panel=_PANEL)
    ] = "",
    quiet: QuietOption = False,
) -> Output:
    return Output(asked(format_), wide, limit, sort, _split(columns), quiet)


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip())


_SHARED = inspect.signature(_options, eval_str=True).parameters


def prints_rows(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all commands that print rows; they come to it as ``output``."""

    def run(**given: Any) -> None:
        output = _options(**{name: given.pop(name) for name in _SHARED})
        command(**given, output=output)

    own = inspect.signature(command, eval_str=True).parameters.values()
    kept = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own if parameter.name != "output"]
    shared = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in _SHARED.values()]
    run.__signature__ = inspect.Signature([*kept, *shared])  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in [*kept, *shared]}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def emit(rows: Sequence[Row], screen: Screen, output: Output, screenful: int | None = None) -> None:
    """Print rows as asked: sorted, limited and with the columns that were named."""
    found = _sorted(rows, output.keys)
    emit_page(found[: output.most(screenful)], screen, output, total=len(found))


def emit_page(rows: Sequence[Row], screen: Screen, output: Output, *, total: int, unknown: int = 0) -> None:
    """Print rows that are sorted and limited already, ``total`` of them in all.

    ``unknown`` counts checks that were not decided, for the footer.
    """
    if output.format is Format.JSON:
        emit_json(_picked(rows, output.columns))
    elif output.format is Format.JSONL:
        for row in _picked(rows, output.columns):
            _write(json_text(row, indented=False))
    elif output.format is Format.CSV:
        from bartizan.report.formats.spreadsheet import csv_text

        _write(csv_text(_picked(rows, output.columns)))
    else:
        _emit_screen(rows, screen, output, total, unknown)


def plain(page: "Page[Contract]") -> list[dict[str, Any]]:
    """Return the rows of a page as dictionaries, keys in the order of the contract."""
    return [item.model_dump() for item in page.items]


def _emit_screen(rows: Sequence[Row], screen: Screen, output: Output, total: int, unknown: int) -> None:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.picked import picked_screen

    if output.columns:
        _check_columns(rows, output.columns)
        emit_lines(picked_screen(rows, output.columns, output.width))
    else:
        emit_lines(screen(rows, output.width, Totals(total, unknown)))


def emit_lines(lines: "Iterable[Line]") -> None:
    """Print the lines of a screen, in colour where a terminal shows them and NO_COLOR does not forbid it."""
    from bartizan.cli.screen.line import coloured, plain

    _write((coloured if has_colour() else plain)(lines))
    flush()


def has_colour() -> bool:
    """Whether stdout takes colours: a terminal that is not dumb, unless NO_COLOR is set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def emit_json(value: Any) -> None:
    """Print one JSON value, times as ISO 8601 UTC."""
    _write(json_text(value))
    flush()


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        ignore_output()


def flush() -> None:
    """Hand over what was printed; where nobody reads it any more, the command goes on to its own exit code."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        ignore_output()


def ignore_output() -> None:
    """Let whatever is printed from here on go nowhere: its reader has closed the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """Print a line on stderr."""
    from bartizan.model import printable

    say(printable(text, 500))


def _picked(rows: Sequence[Row], columns: Sequence[str]) -> list[Row]:
    _check_columns(rows, columns)
    return [{key: row.get(key) for key in columns} for row in rows] if columns else list(rows)


def _check_columns(rows: Sequence[Row], columns: Sequence[str]) -> None:
    for key in columns if rows else ():
        _check_key("--columns", key, rows[0])


def _sorted(rows: Sequence[Row], keys: Sequence[str]) -> list[Row]:
    """Return rows by the keys, the first counts most; ``-key`` is descending, and what has no value comes last."""
    found = list(rows)
    for key in reversed(keys):
        name = key.removeprefix("-")
        if found:
            _check_key("--sort", name, found[0])
        there = [row for row in found if row.get(name) not in (None, "")]
        none = [row for row in found if row.get(name) in (None, "")]
        found = [*sorted(there, key=lambda row: _place(row[name]), reverse=key.startswith("-")), *none]
    return found


def _check_key(option: str, key: str, row: Row) -> None:
    if key not in row:
        from bartizan.base.suggestion import suggestion

        raise UsageError(f"{option}: unknown key {key!r}{suggestion(key, row)}; choose from {', '.join(row)}")


_LEVELS = {str(severity): -severity.rank for severity in Severity} | {"none": -len(Severity)}


def _place(value: Any) -> tuple[Any, ...]:
    """Return what a value sorts by: the worst level is the greatest, numbers are numbers, the rest is text."""
    if isinstance(value, str) and value in _LEVELS:
        return 1, _LEVELS[value]
    if isinstance(value, bool | int | float):
        return 2, value
    if isinstance(value, dict):
        return 3, [value.get(str(severity), 0) for severity in Severity]
    return 4, str(value).lower()
