"""Tables that fit: columns are dropped by their rank, then names are shortened; ids stand whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.cli.screen.fit import cut, shortened
from bartizan.cli.screen.line import Line, Span, cells, span

Row = Mapping[str, Any]
_GAP = 2
_INDENT = 2


@dataclass(frozen=True)
class Column:
    """A column of a table.

    ``rank`` says when it goes as the width shrinks: the highest first, 0 last. ``least`` is the fewest cells that its
    texts may be shortened to, 0 where they stand whole; ``sentence`` shortens at the end instead of the middle.
    """

    heading: str
    cell: Callable[[Row], Span]
    rank: int = 0
    least: int = 0
    right: bool = False
    sentence: bool = False


@dataclass(frozen=True)
class Table:
    """A table laid out for a width: its lines, and the headings that found a place."""

    lines: list[Line]
    headings: frozenset[str]


def table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    width: int | None,
    below: Callable[[Row, frozenset[str]], Iterable[Line]] | None = None,
) -> Table:
    """Return rows as a table in at most ``width`` cells, None for as wide as they are.

    ``below`` gives the lines under a row, knowing which headings are there. Columns that are empty in every row are
    left out.
    """
    grid = [[column.cell(row) for row in rows] for column in columns]
    kept = [n for n, texts in enumerate(grid) if any(text.text for text in texts)]
    natural = [max([cells(columns[n].heading), *(cells(text.text) for text in grid[n])]) for n in kept]
    there, widths = _fitted([columns[n] for n in kept], natural, width)
    shown = [kept[n] for n in there]
    headings = frozenset(columns[n].heading for n in shown)
    lines = [_row([(columns[n], Span(columns[n].heading, "bold")) for n in shown], widths)]
    for at, row in enumerate(rows):
        lines.append(_row([(columns[n], grid[n][at]) for n in shown], widths))
        lines += below(row, headings) if below else ()
    return Table(lines, headings)


def _fitted(columns: Sequence[Column], natural: Sequence[int], width: int | None) -> tuple[list[int], list[int]]:
    """Return which columns stay, and how wide each of them is."""
    there = list(range(len(columns)))
    if width is None:
        return there, list(natural)
    floors = [min(own, column.least) if column.least else own for column, own in zip(columns, natural, strict=True)]
    while len(there) > 1 and _total(floors[n] for n in there) > width:
        # Of one rank the last goes first; ids of rank 0 go before a row breaks.
        there.remove(max(there, key=lambda n: (columns[n].rank, not columns[n].least, n)))
    widths = [natural[n] for n in there]
    spare = _total(widths) - width
    while spare > 0:
        long = max(range(len(there)), key=lambda n: widths[n] - floors[there[n]])
        if widths[long] <= floors[there[long]]:
            break
        widths[long] -= 1
        spare -= 1
    return there, widths


def _total(widths: Iterable[int]) -> int:
    listed = list(widths)
    return _INDENT + sum(listed) + _GAP * (len(listed) - 1)


def _row(texts: Sequence[tuple[Column, Span]], widths: Sequence[int]) -> Line:
    parts: list[Span] = [Span(" " * _INDENT)]
    for n, ((column, text), most) in enumerate(zip(texts, widths, strict=True)):
        short = cut(text.text, most) if column.sentence else shortened(text.text, most)
        pad = " " * (most - cells(short))
        parts += [Span(" " * _GAP)] if n else []
        parts += [Span(pad), Span(short, text.style)] if column.right else [Span(short, text.style), Span(pad)]
    return tuple(parts)


def of(key: str, style: str = "") -> Callable[[Row], Span]:
    """Return a cell that shows a row's value as it is."""
    return lambda row: span(row.get(key), style, 200)
