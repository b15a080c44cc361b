"""The screen of `bartizan coverage`: how much of the code was read, then what was not and why."""

from collections.abc import Iterator, Mapping, Sequence

from bartizan.cli.screen.fit import cut, wrapped
from bartizan.cli.screen.footer import footer, left_out
from bartizan.cli.screen.line import Line, Span, cells, line, span
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import plural, short_scopes, type_word

_NOT_READ = {
    "denied": "a permission is missing",
    "not_running": "the app is stopped: start it, or set packages.ineligible",
    "no_internet_access": "the app answers in its network alone",
    "kind_not_supported": "an app of this kind keeps no code that can be read",
    "container_image": "an image: its code lies in a registry",
    "not_opted_in": "read through the deployment site: scan --read-kudu",
    "component_off": "switched off, in the plan or by scan --no-packages",
    "too_large": "larger than what is read",
    "encrypted": "the archive is encrypted",
    "not_read": "not read yet: scan again",
}


def coverage_screen(
    rows: Sequence[Row], width: int | None, *, details: bool = False, most: int | None = None
) -> list[Line]:
    """Return the counts by reason with an example each; with ``details`` every workload, at most so many of them."""
    if not rows:
        return list(wrapped("no workloads", width))
    read = sum(row["status"] == "assessed" for row in rows)
    partly = [row for row in rows if row["status"] == "assessed" and row["detail"]]
    head = f"Read {read:,} of {len(rows):,} workloads · {len(rows) - read:,} not"
    lines = [line(Span(f"  {head}", "bold")), *(_reasons(rows, width) if not details else ())]
    if details:
        shown = rows[:most]
        lines += [line(), *table(_columns(rows), shown, width).lines, *footer([left_out(len(shown), len(rows))], width)]
    lines += (
        [line(f"  In the code of {plural(len(partly), 'workload')} some files could not be read")] if partly else []
    )
    return [*lines, *footer([] if details else ["--details for each workload"], width)]


def _reasons(rows: Sequence[Row], width: int | None) -> Iterator[Line]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["status"] != "assessed":
            groups.setdefault((row["reason"] or row["status"], _grant(row)), []).append(row)
    scopes = short_scopes(row.get("scope", "") for row in rows)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    names = [reason.replace("_", " ") for (reason, _), _ in ordered]
    widest = max(map(len, names), default=0)
    for ((reason, grant), found), name in zip(ordered, names, strict=True):
        prefix = f"    {name:<{widest}}  {len(found):>5,}   "
        yield from wrapped(_told(reason, grant, found, scopes), width, first=prefix)
        yield from _examples(found, prefix, width)


def _told(reason: str, grant: str, found: Sequence[Row], scopes: Mapping[str, str]) -> str:
    if grant:
        there = sorted({scopes.get(row.get("scope", ""), "") for row in found})
        return f"grant {grant} in {', '.join(there)}"
    return _NOT_READ.get(reason) or span(found[0]["detail"] or reason, limit=160).text


def _examples(found: Sequence[Row], prefix: str, width: int | None) -> Iterator[Line]:
    names = [span(row["resource_name"], limit=80).text for row in found]
    text = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    left = None if width is None else width - cells(prefix)
    yield line(" " * cells(prefix), Span(text if left is None else cut(text, max(left, 20)), "dim"))


def _grant(row: Row) -> str:
    """Return the permission that would let the code be read, as the detail names it."""
    _, needs, rest = str(row.get("detail") or "").rpartition("(needs ")
    return span(rest.rstrip(")")).text if needs else ""


def _columns(rows: Sequence[Row]) -> list[Column]:
    scopes = short_scopes(row.get("scope", "") for row in rows)
    return [
        Column("RESOURCE", of("resource_name", "bold"), least=20),
        Column("TYPE", lambda row: span(type_word(row["resource_type"])), rank=2),
        Column("SCOPE", lambda row: span(scopes.get(row.get("scope", ""), "")), rank=3),
        Column("STATUS", lambda row: span(row["status"], "ok" if row["status"] == "assessed" else "unknown")),
        Column("REASON", lambda row: span(row["reason"].replace("_", " ")), rank=1),
        Column("PACKAGES", lambda row: span(row.get("packages")), rank=4, right=True),
        Column("DETAIL", of("detail", "dim"), rank=5, least=24, sentence=True),
    ]
