"""The last lines of a screen: totals, what was left out, and what to type next."""

from collections.abc import Sequence
from dataclasses import dataclass

from bartizan.cli.screen.fit import joined
from bartizan.cli.screen.line import Line, Span, line


@dataclass(frozen=True)
class Totals:
    """How many rows there are in all where a limit shows fewer; ``unknown`` counts checks that were not decided."""

    rows: int
    unknown: int = 0


def footer(parts: Sequence[str | Line], width: int | None, next_: str = "") -> list[Line]:
    """Return totals beside each other, and under them the command to type next."""
    told = [part if isinstance(part, tuple) else line(Span(part, "dim")) for part in parts if part]
    lines = list(joined(told, width))
    return [*lines, line("  Next: ", Span(next_, "bold"))] if next_ else lines


def counted(counts: Sequence[str | Line], shown: int, total: int) -> list[str | Line]:
    """Return counts made of the rows shown, said to be of those where a limit left out others."""
    told = [part if isinstance(part, tuple) else line(Span(part, "dim")) for part in counts if part]
    more = left_out(shown, total)
    if more and told:
        told[0] = (Span("of these ", "dim"), *told[0])
    return [*([more] if more else []), *told]


def left_out(shown: int, total: int) -> str:
    """Return what a limit left out, empty where it left out nothing."""
    return f"{shown:,} of {total:,} shown, --limit 0 for all" if shown < total else ""
