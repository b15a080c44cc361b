"""`bartizan export`: one snapshot as a file for people or for another tool."""

import secrets
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import note
from bartizan.model import Severity, Status, UsageError

if TYPE_CHECKING:
    from bartizan.report.formats.document import Document
    from bartizan.service.published import Published

_STDOUT = "-"
_GRAPH = "opengraph"
_HEALTHY = (Status.PASS, Status.NOT_APPLICABLE)


def register(app: App) -> None:
    """Add the export command."""
    app.command("export")(export_command)


def export_command(
    home: Home,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="json, csv, sarif, ocsf, asff, security-hub (OCSF 1.6), html, cyclonedx, spdx or opengraph.",
        ),
    ],
    output: Annotated[str, typer.Option(metavar="FILE", help="File to write; - for stdout.")],
    status: Annotated[Status | None, typer.Option(metavar="STATUS", help="Only findings of this status.")] = None,
    severity: Annotated[
        Severity | None, typer.Option(metavar="SEVERITY", help="Only findings of this severity and worse.")
    ] = None,
    rule: Annotated[str, typer.Option(metavar="ID", help="Only findings of this rule ID or pattern.")] = "",
    resource: Annotated[
        str, typer.Option(metavar="NAME", help="Only findings about this resource, or its SBOM, by ID or name.")
    ] = "",
    snapshot: Snapshot = "",
) -> None:
    """Write a snapshot as JSON, CSV, SARIF, OCSF, ASFF, a printable HTML report, or its packages as an SBOM."""
    from bartizan.report.formats.document import document
    from bartizan.report.formats.export import FORMATS, UNFILTERED, left_out

    if format_ not in (*FORMATS, _GRAPH):
        raise UsageError(f"unknown format {format_!r}; choose one of {', '.join((*FORMATS, _GRAPH))}")
    check_output(output)
    filters = {"status": status or "", "severity": severity or "", "rule": rule, "resource": resource}
    if format_ == _GRAPH:
        _export_graph(home, snapshot, output, filters)
        return
    _check_filters(format_, filters)
    with published(home, snapshot) as opened:
        if format_ in UNFILTERED and resource:
            write_output(output, _bill_of(opened, resource, format_))
            return
        told = _asked_for(opened.home, document(opened.engine, opened.manifest), filters)
    write_output(output, FORMATS[format_](told))
    for what in left_out(format_, told):
        note(f"left out: {what}")


def _export_graph(home: Path, snapshot: str, output: str, filters: dict[str, str]) -> None:
    from bartizan.base.json_text import json_text
    from bartizan.report.formats.opengraph import opengraph

    if any(filters.values()):
        raise UsageError(f"{_GRAPH} holds no findings: leave out --status, --severity, --rule, --resource")
    with published(home, snapshot) as opened:
        if not opened.engine.has("edge"):
            raise UsageError("this snapshot was made without a graph; run `bartizan scan` again")
        write_output(output, json_text(opengraph(opened.engine), indented=False).encode())


def _check_filters(format_: str, filters: dict[str, str]) -> None:
    from bartizan.report.formats.export import OF_FINDINGS, UNFILTERED

    if format_ in UNFILTERED and any(value for name, value in filters.items() if name != "resource"):
        raise UsageError(f"{format_} holds packages, not findings: leave out --status, --severity, --rule")
    if filters["status"] in _HEALTHY and (format_ not in OF_FINDINGS or format_ == "sarif"):
        # A report's other parts count all checks; results of SARIF are alerts.
        able = ", ".join(name for name in OF_FINDINGS if name != "sarif")
        raise UsageError(f"--status {filters['status']} is for {able}")


def _bill_of(opened: "Published", resource: str, format_: str) -> bytes:
    from bartizan.service.answers.bills import bill_of
    from bartizan.service.names import Names

    return bill_of(opened, [Names(opened.engine).resource(resource)], format_)


def _asked_for(home: Path, told: "Document", filters: dict[str, str]) -> "Document":
    """Return a document with only those findings that are asked for."""
    from bartizan.service.lists import findings
    from bartizan.service.published import open_published

    if not any(filters.values()):
        return told
    # Opened again: healthy rows are judged in place of the others, on which the rest of a document stands.
    with open_published(home, told.manifest.id) as opened:
        rows = findings(
            opened,
            status=filters["status"],
            severity=filters["severity"],
            rule=filters["rule"],
            resource=filters["resource"],
        )
        return replace(told, findings=rows.items)


def check_output(output: str) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises:
        UsageError: its folder does not exist, or it is a folder.
    """
    if output == _STDOUT:
        return
    file = Path(output)
    if not file.parent.is_dir():
        raise UsageError(f"the folder {file.parent} does not exist; create it, or name another file")
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file in it")


def write_output(output: str, content: bytes) -> None:
    """Write to a file, or to stdout for ``-``. A reader sees the old file or the whole new one, never a part.

    Raises:
        UsageError: the system does not let the file be written.
    """
    if output == _STDOUT:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    file = Path(output)
    try:
        if file.exists() and not file.is_file():
            # A pipe or a device is written to, never replaced.
            file.write_bytes(content)
        else:
            _replace(file, content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from error
    print(f"wrote {file}", file=sys.stderr)


def _replace(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
