"""The screen at the end of a scan: counts, what to grant, what to fix first, what to type next."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bartizan.cli.screen.fit import cut
from bartizan.cli.screen.footer import footer
from bartizan.cli.screen.line import Line, Span, cells, line, span
from bartizan.cli.screen.shell import command_lines
from bartizan.cli.screen.table import Row
from bartizan.cli.screen.words import plural, severity_counts, short_scopes, type_word
from bartizan.decide.workload import WORKLOADS

_WIDE = 120
_GRANTS = 6
_FOR = re.compile(r" for (\d+) of \d+")


def summary_screen(result: Mapping[str, Any], worst: Sequence[tuple[Row, Row | None]], width: int | None) -> list[Line]:
    """Return the summary of a scan; ``worst`` has recommendations, each with its worst finding."""
    calls, read = sum(result["calls"].values()), f"{result['bytes_read'] / 1e6:.1f} MB read"
    spent = [plural(calls, "call"), read, f"snapshot {result['snapshot_id']}"]
    return [
        *_heads(result, width),
        *_problems(result, width),
        *_first(worst, width),
        *footer(spent, width, "bartizan recommendations"),
    ]


def _heads(result: Mapping[str, Any], width: int | None) -> Iterator[Line]:
    counts: Mapping[str, int] = result["resources"]
    kinds = [plural(counts[t], type_word(t), _many(t)) for t in WORKLOADS if counts.get(t)]
    others = sum(n for type_, n in counts.items() if type_ not in WORKLOADS)
    resources = line(Span("  " + " · ".join([*kinds, f"{others:,} other"]), "bold"))
    yield from _apart(resources, _score(result), width)
    vulnerabilities = plural(result["vulnerabilities"], "vulnerability", "vulnerabilities")
    yield from _apart(line("  ", *severity_counts(result["findings"])), line(vulnerabilities), width)


def _many(type_: str) -> str:
    return "Lambda" if type_ == "aws_lambda_function" else f"{type_word(type_)}s"


def _score(result: Mapping[str, Any]) -> Line:
    return line("Score ", Span("-" if result["score"] is None else f"{result['score']:.1f}", "bold"))


def _apart(left: Line, right: Line, width: int | None) -> Iterator[Line]:
    """Give two texts at both ends of a line, or below each other where it is too short for that."""
    taken = sum(cells(part.text) for part in (*left, *right))
    spare = (80 if width is None else min(width, 100)) - taken
    if spare >= 3:
        yield (*left, Span(" " * spare), *right)
    else:
        yield from (left, (Span("  "), *right))


def _problems(result: Mapping[str, Any], width: int | None) -> Iterator[Line]:
    grants, failures = problems(result["coverage"])
    scopes = short_scopes(row["scope"] for row in result["coverage"])
    if result["unknown"]:
        text = f"  {plural(result['unknown'], 'check')} undecided"
        yield line(Span(f"{text}; grant these to decide them:" if grants else text, "warning"))
    yield from _counted([((scopes.get(s, s), what), n) for (s, what), n in grants.items()], width)
    if failures:
        yield line(Span("  Could not be read:", "warning"))
    yield from _counted([((scopes.get(s, s), what), n) for (s, what), n in failures.items()], width)


def problems(coverage: Sequence[Row]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Return how many resources wait for each scope's permission, and for each other operation that gave no answer."""
    grants: dict[tuple[str, str], int] = {}
    failures: dict[tuple[str, str], int] = {}
    for row in coverage:
        if row["outcome"] not in ("denied", "failed"):
            continue
        operation, _, rest = row["detail"].partition(f" {row['outcome']}")
        count = _FOR.match(rest)
        grant = rest.rpartition("; grant ")[2] if "; grant " in rest else ""
        into, what = (grants, grant) if grant else (failures, f"{operation} {row['outcome']}")
        into[row["scope"], what] = into.get((row["scope"], what), 0) + int(count[1] if count else 0)
    return grants, failures


def _counted(rows: Sequence[tuple[tuple[str, str], int]], width: int | None) -> Iterator[Line]:
    widest = max((cells(scope) for (scope, _), _ in rows), default=0)
    longest = max((cells(span(what).text) for (_, what), _ in rows), default=0)
    for (scope, what), n in sorted(rows, key=lambda row: -row[1])[:_GRANTS]:
        text, count = span(what).text, plural(n, "resource") if n else ""
        head = f"    {scope:<{widest}}  "
        whole = f"{head}{text:<{longest}}  {count:>14}"
        if width is not None and cells(whole.rstrip()) > width:
            whole = f"{head}{text}" + (f"  {n:,}" if n else "")
        yield line(whole.rstrip())
    if len(rows) > _GRANTS:
        yield line(f"    and {len(rows) - _GRANTS} more: bartizan scan --format json has them all")


def _first(worst: Sequence[tuple[Row, Row | None]], width: int | None) -> Iterator[Line]:
    if not worst:
        return
    yield line(Span("  Fix first", "bold"))
    told = [_counts(row) for row, _ in worst]
    room = None if width is None else width - 6 - 2 - max(map(cells, told))
    if room is not None and width is not None and width >= _WIDE:
        room = 60
    titles = [span(row["title"]).text for row, _ in worst]
    shorts = [title if room is None else cut(title, room) for title in titles]
    widest = max(map(cells, shorts))
    for n, ((_, finding), title, counted) in enumerate(zip(worst, shorts, told, strict=True), 1):
        head = f"    {n} {title}{' ' * (widest - cells(title))}  {counted}"
        command = _command(finding)
        beside = width is None or (width >= _WIDE and cells(head) + 4 + cells(command) <= width)
        yield line(head, *(("    ", Span(command, "command")) if beside and command else ()))
        if not beside and command and width is not None and width >= _WIDE:
            yield from command_lines(command, width, " " * 6, " " * 6)


def _counts(row: Row) -> str:
    return plural(row["unhealthy"], "resource")


def _command(finding: Row | None) -> str:
    """Return the first command that fixes a finding: what is only a comment or a variable fixes nothing."""
    text = ((finding or {}).get("remediation") or {}).get("cli") or ""
    joined = re.sub(r" *\\\n *", " ", text.strip())
    lines = [each for each in joined.split("\n") if each and not each.startswith("#")]
    return span(lines[0], limit=400).text if len(lines) == 1 else ""
