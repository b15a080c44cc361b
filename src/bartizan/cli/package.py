"""`bartizan package scan`: what is in one package, without any cloud account; for pipelines."""

import asyncio
from enum import StrEnum
from typing import Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.output import QuietOption, emit_json, emit_lines, table_width
from bartizan.model import BartizanError, Severity, UsageError

app = App(help="Look into one package.")


class PackageFormat(StrEnum):
    """What a scanned package is printed as."""

    TABLE = "table"
    JSON = "json"
    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"
    SARIF = "sarif"


@app.command("scan")
def scan_command(
    source: Annotated[str, typer.Argument(metavar="FILE_OR_URL", help="A zip, jar, war, wheel, or a folder.")],
    home: Home,
    format_: Annotated[
        PackageFormat | None, typer.Option("--format", help="Default: table on a terminal, json otherwise.")
    ] = None,
    fail_on: Annotated[
        Severity | None, typer.Option(metavar="SEVERITY", help="Exit with 1 when a vulnerability is this severe.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """List a package's contents, their vulnerabilities and the secrets in its code."""
    from bartizan.cli.options import warn_of_old_advisories
    from bartizan.pipeline.inspect import inspected

    if not source.strip():
        raise UsageError("name a file, a folder or an https address; . is the folder that you are in")
    result = asyncio.run(inspected(source, home)).model_dump()
    whole = next((row for row in result["unreadable"] if not row["path"]), None)
    if whole and whole["reason"] == "gone" and "://" not in source:
        raise UsageError(f"{source}: there is no such file or folder")
    if not quiet:
        warn_of_old_advisories(home)
    _print(result, format_)
    if whole:
        raise BartizanError(f"{source} could not be read ({whole['reason']}): {whole['detail']}")
    if fail_on and result["unreadable"]:
        # No failure: parts that tell nothing are common, jars without a Maven group for one.
        typer.echo(f"parts that --fail-on cannot judge, as they are unreadable: {len(result['unreadable'])}", err=True)
    if fail_on and any(_is_as_bad(row, fail_on) for row in result["vulnerabilities"]):
        raise typer.Exit(1)
    if fail_on and result["unadvised"]:
        # A gate that looked nothing up must not open.
        unknown = _unknown(result["unadvised"])
        typer.echo(f"--fail-on cannot be judged: {unknown}; run `bartizan advisories sync`", err=True)
        raise typer.Exit(3)


def _unknown(ecosystems: list[str]) -> str:
    return f"no advisories for {', '.join(ecosystems)}: whether its packages are vulnerable is unknown"


def _is_as_bad(row: dict[str, Any], limit: Severity) -> bool:
    if row["status"] != "affected":
        return False
    return row["is_malicious"] or bool(row["severity"] and Severity(row["severity"]).rank <= limit.rank)


def _print(result: dict[str, Any], format_: PackageFormat | None) -> None:
    import sys

    format_ = format_ or (PackageFormat.TABLE if sys.stdout.isatty() else PackageFormat.JSON)
    if format_ is PackageFormat.TABLE:
        from bartizan.cli.screen.package import package_screen

        emit_lines(package_screen(result, table_width()))
    elif format_ is PackageFormat.SARIF:
        from bartizan.report.formats.package_sarif import package_sarif

        emit_json(package_sarif(result["vulnerabilities"], result["secrets"]))
    elif format_ is PackageFormat.JSON:
        emit_json(result)
    else:
        from bartizan.report.formats.cyclonedx import cyclonedx
        from bartizan.report.formats.spdx import spdx
        from bartizan.report.views.packages import of_package

        emit_json((cyclonedx if format_ is PackageFormat.CYCLONEDX else spdx)(of_package(result)))
