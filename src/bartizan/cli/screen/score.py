"""The screen of `bartizan score`: the score and its counts, with a bar for each group."""

from collections.abc import Mapping, Sequence

from bartizan.cli.screen.fit import joined, shortened, wrapped
from bartizan.cli.screen.line import Line, Span, cells, line, span
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import short_scopes, type_word

_PARTS = " ▏▎▍▌▋▊▉█"
_BAR = 20


def score_screen(rows: Sequence[Row], width: int | None, by: str = "all") -> list[Line]:
    """Return the scores of one grouping: one line of all, or a line with a bar for each group."""
    if not rows:
        return list(wrapped("nothing was evaluated", width))
    if by == "all":
        return list(joined(_whole(rows[0]), width))
    names = _names(rows, by)
    room = min(max(map(cells, names.values())), 40 if width is None else max(width - _BAR - 34, 8))
    lines = []
    for row in rows:
        name = shortened(names[row["name"]], room)
        score = f"{row['score']:5.1f}" if row["score"] is not None else "    -"
        unhealthy, unknown = (
            f"  {row['unhealthy']:>6,} unhealthy",
            f"  {row['unknown']:,} unknown" if row["unknown"] else "",
        )
        parts = [Span("  "), Span(name), Span(" " * (room - cells(name))), Span(f"  {score} "), _bar(row["score"])]
        spare = None if width is None else width - sum(cells(part.text) for part in parts)
        counts = [text for text in (unhealthy + unknown, unhealthy, "") if spare is None or cells(text) <= spare]
        lines.append((*parts, Span(counts[0], "dim")))
    return lines


def _whole(row: Row) -> list[Line]:
    score = "-" if row["score"] is None else f"{row['score']:.1f}"
    told = [f"{name} {row[name]:,}" for name in ("healthy", "unhealthy", "unknown")]
    told += [f"{name.replace('_', ' ')} {row[name]:,}" for name in ("exempt", "in_grace") if row[name]]
    return [line("Score ", Span(score, _style(row["score"]))), *(line(text) for text in told)]


def _names(rows: Sequence[Row], by: str) -> Mapping[str, str]:
    if by == "scope":
        return short_scopes(row["name"] for row in rows) | {"": "(no scope)"}
    return {row["name"]: type_word(row["name"]) if by == "type" else row["name"].replace("_", " ") for row in rows}


def _bar(score: float | None) -> Span:
    eighths = round((score or 0) / 100 * _BAR * 8)
    text = "█" * (eighths // 8) + (_PARTS[eighths % 8] if eighths % 8 else "")
    return Span(text + " " * (_BAR - len(text)), _style(score))


def _style(score: float | None) -> str:
    if score is None:
        return "dim"
    return "high" if score < 50 else "medium" if score < 80 else "ok"


def history_screen(rows: Sequence[Row], width: int | None) -> list[Line]:
    """Return the score of each day and group."""
    if not rows:
        return list(wrapped("no whole scan has ended yet", width))
    return table(_HISTORY, rows, width).lines


_HISTORY = [
    Column("DAY", of("day")),
    Column("OF", of("name"), rank=1, least=12),
    Column("SCORE", lambda row: span(row["score"], _style(row["score"])), right=True),
    Column("HEALTHY", of("healthy"), rank=2, right=True),
    Column("UNHEALTHY", of("unhealthy"), rank=2, right=True),
    Column("UNKNOWN", of("unknown"), rank=2, right=True),
    Column("EXEMPT", of("exempt"), rank=3, right=True),
    Column("IN GRACE", of("in_grace"), rank=4, right=True),
]
