"""`bartizan advisories`: what is known of vulnerable packages, and how old that is."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome
from bartizan.cli.options import warn_of_old_advisories
from bartizan.cli.output import Output, Row, emit, note, prints_rows
from bartizan.model import now

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

app = App(help="Bring the advisories on vulnerable packages up to date, and show their age.")


@app.command("sync")
@prints_rows
def sync_command(
    home: WritableHome,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            help="Folder, file or address (of a file, or of a mirror with OSV's layout); may be repeated. "
            "Default: OSV, CISA's catalog, EPSS and endoflife.date.",
        ),
    ] = None,
    ecosystem: Annotated[
        list[str] | None,
        typer.Option("--ecosystem", help="Only this one of OSV or a mirror, such as PyPI; may be repeated."),
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="Forget what came from other sources.")] = False,
    *,
    output: Output,
) -> None:
    """Read what changed. Exit code 3: some sources failed and keep what they gave before; 4: there is nothing."""
    from bartizan.advise.sources.source import planned
    from bartizan.advise.sources.status import statuses
    from bartizan.advise.sources.sync import sync

    sources = planned(source or (), ecosystem or ())
    result = sync(home, sources, (lambda _line: None) if output.quiet else note, only=only)
    known = statuses(home)
    emit([_row(known[each.name]) for each in sources if each.name in known], _screen, output)
    if not any(each.name in known and known[each.name].is_there for each in sources):
        raise typer.Exit(4)
    if result.changed:
        _match_again(home)
    if result.failed:
        raise typer.Exit(3)


@app.command("status")
@prints_rows
def status_command(home: Home, *, output: Output) -> None:
    """Show each source: when it was read, how old it is, what was left out of it and what went wrong."""
    from bartizan.advise.sources.status import statuses

    rows = [_row(each) for each in statuses(home).values()]
    emit(rows, _screen, output)
    if rows and not output.quiet:
        warn_of_old_advisories(home)


def _match_again(home: Path) -> None:
    from bartizan.pipeline.rematch import rematch
    from bartizan.state import State
    from bartizan.state.access.directories import directories

    for directory in directories(State(home)):
        if manifest := rematch(home, directory.id):
            n = manifest.summary["vulnerabilities"]
            note(f"matched the packages of the last scan again: {n} vulnerabilities, snapshot {manifest.id}")


def _row(status: Any) -> dict[str, Any]:
    """Return a source's status as commands show it."""
    state = "never read" if not status.is_there else "stale" if status.is_stale(now()) else "fresh"
    return {
        "name": status.name,
        "kind": status.kind,
        "state": state,
        "as_of": status.as_of and status.as_of.replace(microsecond=0),
        "fetched_at": status.fetched_at and status.fetched_at.replace(microsecond=0),
        "ecosystem": status.ecosystem,
        "records": status.records,
        "packages": status.packages,
        "left_out": sum(status.skipped.values()),
        "skipped": dict(status.skipped),
        "sha256": status.sha256,
        "address": status.address,
        "origin": status.origin,
        "error": status.error,
    }


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import SOURCES, listed

    empty = "no advisories are here; run `bartizan advisories sync`"
    return listed(SOURCES, rows, width, ("source", ""), empty, total=total)
