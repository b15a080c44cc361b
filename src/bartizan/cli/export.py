"""`bartizan export`: one snapshot as a file for people or for another tool."""

import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.model import UsageError

_STDOUT = "-"


def register(app: App) -> None:
    """Add the export command."""
    app.command("export")(export_command)


def export_command(
    home: Home,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="json, csv, sarif, ocsf, html, cyclonedx or spdx.")
    ],
    output: Annotated[str, typer.Option(metavar="FILE", help="File to write; - for stdout.")],
    snapshot: Snapshot = "",
) -> None:
    """Write a snapshot as JSON, CSV, SARIF, OCSF, a printable HTML report, or its packages as CycloneDX or SPDX."""
    from bartizan.report.formats.document import document
    from bartizan.report.formats.export import FORMATS

    if format_ not in FORMATS:
        raise UsageError(f"unknown format {format_!r}; choose one of {', '.join(FORMATS)}")
    check_output(output)
    with published(home, snapshot) as opened:
        content = FORMATS[format_](document(opened.engine, opened.manifest))
    write_output(output, content)


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
