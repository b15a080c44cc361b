"""The screens of attack paths: the list, one path as a drawing with its steps, choke points, what is left."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bartizan.cli.screen.fit import joined, shortened, wrapped
from bartizan.cli.screen.footer import Totals, counted, footer, left_out
from bartizan.cli.screen.line import Line, Span, cells, line, span
from bartizan.cli.screen.line import width as width_of
from bartizan.cli.screen.listed import listed
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import count, plural, risk, severity_counts

_CERTAINTY = {"proven": "high", "needs_vulnerability": "medium", "unknown": "unknown"}


def paths_screen(rows: Sequence[Row], width: int | None, total: Totals | None = None) -> list[Line]:
    """Return the list of paths, worst first."""
    if not rows:
        return list(wrapped("no attack path is known: see `bartizan coverage` for what was not read", width, "ok"))
    lines = _with_titles(_PATHS, rows, width)
    levels = severity_counts(Counter(row["risk_level"] for row in rows), "")
    capped = sum({row["scenario"]: row["capped"] for row in rows}.values())
    parts = counted([levels], len(rows), (total or Totals(len(rows))).rows)
    parts.append(f"capped: {capped:,} more" if capped else "")
    return [*lines, *footer(parts, width, f"bartizan attack-paths {span(rows[0]['id']).text}")]


def path_screen(rows: Sequence[Row], width: int | None, total: Totals | None = None) -> list[Line]:
    """Return one path: how bad it is, its drawing with a reason for each step, and what ends it."""
    if len(rows) != 1:
        return paths_screen(rows, width, total)
    row = rows[0]
    lines = [*wrapped(span(row["title"]).text, width, "bold"), *joined(_facts(row), width), line("")]
    lines += _drawing(row, width)
    lines.append(line(""))
    for heading, texts in (
        ("Holds if", row["conditions"]),
        ("Ended by", row["breaks"]),
        ("MITRE", [", ".join(row["mitre"])]),
    ):
        lines += _named(heading, texts, width)
    if not row["breaks"]:
        lines += wrapped("no single rule's fix ends it: see `bartizan choke-points --kind node`", width, "dim", "  ")
    next_ = _what_if("rule", row["breaks"][0], width) if row["breaks"] else "bartizan choke-points"
    return [*lines, *footer([], width, next_)]


def choke_points_screen(rows: Sequence[Row], width: int | None, total: Totals | None = None) -> list[Line]:
    """Return what ends most paths."""
    next_ = _what_if(rows[0]["kind"], rows[0]["node_id"], width) if rows else ""
    return listed(_CHOKE_POINTS, rows, width, ("choke point", ""), "no fix ends any path by itself", next_, total)


def what_if_screen(rows: Sequence[Row], width: int | None, total: Totals | None = None, *, gone: int = 0) -> list[Line]:
    """Return which paths are gone, ``gone`` of them in all, and which are left."""
    if not rows:
        return list(wrapped("no attack path is known", width, "ok"))
    every = (total or Totals(len(rows))).rows
    parts = [f"{plural(gone, 'path')} gone, {every - gone:,} left", left_out(len(rows), every)]
    return [*_with_titles(_WHAT_IF, rows, width), *footer(parts, width)]


def _with_titles(columns: Sequence[Column], rows: Sequence[Row], width: int | None) -> list[Line]:
    """Return paths as a table; where their titles do not stand in it whole, each stands below its row."""
    lines = table(columns, rows, None).lines
    if width is None or max(map(width_of, lines)) <= width:
        return lines
    others = [column for column in columns if column.heading != _TITLE]
    return table(others, rows, width, lambda row, _: wrapped(span(row["title"]).text, width, "bold", "    ")).lines


def _what_if(kind: str, id_: str, width: int | None) -> str:
    """Return the command that says what is left after a fix; IDs stand whole or not at all."""
    command = f"bartizan what-if --{kind} {span(id_).text}"
    return command if width is None or cells(command) + 8 <= width else "bartizan what-if"


def _facts(row: Row) -> list[Line]:
    certainty = row["certainty"]
    return [
        line(risk(row["risk_level"]), f" {row['risk']:g} of 100"),
        line(plural(row["entries"], "entry", "entries")),
        line(plural(row["targets"], "target")),
        line(Span(certainty.replace("_", " "), _CERTAINTY.get(certainty, "dim"))),
    ]


def _drawing(row: Row, width: int | None) -> Iterator[Line]:
    """Give a box's line for each node and an arrow with its reason for each step between them."""
    most = None if width is None else width - 6
    yield _node(row["steps"][0]["source"], most)
    for step in row["steps"]:
        yield line("    │  ", Span(step["edge"].replace("_", " "), "bold"))
        yield from wrapped(span(step["why"]).text, width, "dim", "    │  ")
        for rule in step["rule_ids"]:
            yield line("    │  ", Span("✂ ", "ok"), span(rule, "command"))
        yield line("    ▼")
        yield _node(step["target"], most)


def _node(id_: str, most: int | None) -> Line:
    text = span(id_).text
    return line("  ● ", Span(text if most is None else shortened(text, most), "bold"))


def _named(heading: str, texts: Sequence[str], width: int | None) -> Iterator[Line]:
    for n, text in enumerate(texts):
        yield from wrapped(span(text).text, width, "", f"  {heading if not n else '':<10}", " " * 12)


def _name(key: str) -> Column:
    def cell(row: Row) -> Span:
        text = str(row[key])
        return span(text.rpartition("/")[2] if text.startswith("/") else text.rpartition(":")[2] or text)

    return Column(key.removesuffix("_id").upper(), cell, rank=3, least=14)


def _what(row: Row) -> str:
    return str(row["fix"]).removeprefix("fix ") if row["kind"] == "finding" else str(row["node_id"])


_TITLE = "PATH"
_PATHS = [
    Column("RISK", lambda row: risk(row["risk_level"])),
    Column("", lambda row: span(f"{row['risk']:g}"), rank=1, right=True),
    Column(_TITLE, of("title", "bold"), least=34, sentence=True),
    Column(
        "CERTAINTY",
        lambda row: span(row["certainty"].replace("_", " "), _CERTAINTY.get(row["certainty"], "dim")),
        rank=2,
    ),
    Column("IN", lambda row: count(row["entries"]), rank=4, right=True),
    Column("TARGETS", lambda row: count(row["targets"]), rank=4, right=True),
    Column("ID", of("id", "dim")),
]
_CHOKE_POINTS = [
    Column("PATHS", lambda row: count(row["paths"], "high"), right=True),
    Column("TARGETS", lambda row: count(row["targets"]), rank=2, right=True),
    Column("KIND", of("kind"), rank=1),
    Column("FIX THIS", lambda row: span(_what(row), "bold"), least=46),
    Column("FINDING", lambda row: span(row["node_id"] if row["kind"] == "finding" else "", "dim"), rank=3),
]
_WHAT_IF = [
    Column("", lambda row: span(row["outcome"], "ok" if row["outcome"] == "gone" else "high")),
    Column("RISK", lambda row: risk(row["risk_level"])),
    Column(_TITLE, of("title"), least=34, sentence=True),
    _name("target_id"),
    Column("ID", of("id", "dim"), rank=1),
]
