"""`bartizan advisories`: what is known of vulnerable packages, and how old that is."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bartizan.cli.advisory_age import warn_of_old_advisories
from bartizan.cli.options import FormatOption, Home
from bartizan.cli.output import emit
from bartizan.model import now, printable

app = App(
    help="Bring the advisories on vulnerable packages up to date, and show their age."
)

_COLUMNS = {
    "name": "SOURCE",
    "kind": "KIND",
    "state": "STATE",
    "as_of": "AS OF",
    "records": "RECORDS",
    "left_out": "LEFT OUT",
    "error": "LAST ERROR",
}


@app.command("sync")
def sync_command(
    home: Home,
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
    format_: FormatOption = None,
) -> None:
    """Read what changed. Exit code 3: some sources failed and keep what they gave before; 4: there is nothing."""
    from bartizan.advise.sources.source import planned
    from bartizan.advise.sources.status import statuses
    from bartizan.advise.sources.sync import sync

    sources = planned(source or (), ecosystem or ())
    result = sync(home, sources, _tell, only=only)
    known = statuses(home)
    emit(
        [_row(known[each.name]) for each in sources if each.name in known],
        _COLUMNS,
        format_,
        "there was nothing to read",
    )
    if not any(each.name in known and known[each.name].is_there for each in sources):
        raise typer.Exit(4)
    if result.changed:
        _match_again(home)
    if result.failed:
        raise typer.Exit(3)


@app.command("status")
def status_command(home: Home, format_: FormatOption = None) -> None:
    """Show each source: when it was read, how old it is, what was left out of it and what went wrong."""
    from bartizan.advise.sources.status import statuses

    rows = [_row(each) for each in statuses(home).values()]
    emit(rows, _COLUMNS, format_, "no advisories are here; run `bartizan advisories sync`")
    warn_of_old_advisories(home)


def _match_again(home: Path) -> None:
    from bartizan.cli.options import DIRECTORY
    from bartizan.pipeline.rematch import rematch

    if manifest := rematch(home, DIRECTORY):
        n = manifest.summary["vulnerabilities"]
        _tell(f"matched the packages of the last scan again: {n} vulnerabilities, snapshot {manifest.id}")


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


def _tell(line: str) -> None:
    print(printable(line, 500), file=sys.stderr, flush=True)
