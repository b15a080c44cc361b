"""The screens of the explorer: rows of any columns, the lines of a query with their counts, near misses, words."""

from collections.abc import Sequence

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.footer import Totals, footer, left_out
from bartizan.cli.screen.line import Line, Span, span
from bartizan.cli.screen.picked import cell
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import plural

_LEAST = 10


def answer_screen(rows: Sequence[Row], width: int | None, total: Totals) -> list[Line]:
    """Return the rows of a query: those that match first, then those that are unknown."""
    if not rows:
        return [
            *wrapped("nothing matches", width),
            *footer(["see --counts for the line that leaves nothing"], width, ""),
        ]
    shown = [key for key in rows[0] if key not in ("match", "id")] or ["id"]
    columns = [Column("", lambda row: span("" if row["match"] == "yes" else "?", "unknown")), *_columns(shown)]
    unknown = f"{total.unknown:,} are unknown (?)" if total.unknown else ""
    parts = [plural(total.rows - total.unknown, "match", "matches"), unknown, left_out(len(rows), total.rows)]
    return [*table(columns, rows, width).lines, *footer([part for part in parts if part], width, "")]


def rows_screen(rows: Sequence[Row], width: int | None, total: Totals) -> list[Line]:
    """Return rows of any columns."""
    if not rows:
        return list(wrapped("no rows", width))
    parts = [plural(total.rows, "row", ""), left_out(len(rows), total.rows)]
    return [*table(_columns(list(rows[0])), rows, width).lines, *footer(parts, width, "")]


def _columns(keys: Sequence[str]) -> list[Column]:
    # The last ones go first where there is no room; the first stays.
    return [Column(key.upper().replace("_", " "), cell(key), rank=n, least=_LEAST) for n, key in enumerate(keys)]


def counts_screen(rows: Sequence[Row], width: int | None, _: Totals) -> list[Line]:
    """Return the lines of a query as a tree, each with the number of rows that are left after it."""
    told = "+n?: n more are unknown" if any(row["unknown"] for row in rows) else ""
    return [*table(LINES, rows, width).lines, *footer([told] if told else [], width, "")]


def _left(row: Row) -> Span:
    return span(f"{row['yes']:,}", "dim" if not row["yes"] else "bold")


def _untold(row: Row) -> Span:
    return span(f"+{row['unknown']:,}?" if row["unknown"] else "", "unknown")


LINES = [
    Column("LEFT", _left, right=True),
    Column("?", _untold),
    # What is from outside loses spaces before it.
    Column("LINE", lambda row: Span("  " * row["depth"] + span(row["line"]).text), least=24),
]
NEAR = [
    Column("ID", of("id", "bold"), least=24),
    Column("FAILS", lambda row: span(" · ".join(row["fails"])), least=24, sentence=True),
]
WORDS = [
    Column("NAME", of("name", "bold")),
    Column("KIND", of("kind")),
    Column("WHAT IT IS", of("description"), least=24, sentence=True),
]
TEMPLATES = [
    Column("NAME", of("name", "bold")),
    Column("TITLE", of("title"), least=24, sentence=True),
    Column("WHAT IT ASKS", of("description"), rank=1, least=30, sentence=True),
]
SAVED = [
    Column("NAME", of("name", "bold")),
    Column("QUERY", of("text"), least=30, sentence=True),
    Column("AUTHOR", of("author"), rank=1, least=8),
    Column("SAVED", lambda row: span(str(row["saved_at"])[:10]), rank=2),
]
