"""`bartizan plans`: which parts of the plan are on, and what is left out."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome
from bartizan.cli.options import Author
from bartizan.cli.output import Output, emit, note, prints_rows

if TYPE_CHECKING:
    from bartizan.service.connecting import PlannedScope

app = App(help="Show and change what is on for each connector and scope.", no_args_is_help=False)
Switch = Annotated[list[str] | None, typer.Option(metavar="COMPONENT", help="Component; may be repeated.")]


@app.callback(invoke_without_command=True)
@prints_rows
def list_command(context: typer.Context, home: Home, *, output: Output) -> None:
    """List the plans of connectors, and of scopes that have their own; or change one."""
    if context.invoked_subcommand:
        return
    from bartizan.service.connecting import planned

    _emit(planned(home), output)


@app.command("set")
@prints_rows
def set_command(
    home: WritableHome,
    connector: Annotated[str, typer.Argument(help="The connector's name.")],
    scope: Annotated[str, typer.Option(metavar="ID", help="Only this account or subscription of it.")] = "",
    on: Switch = None,
    off: Switch = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT", help="Leave out tag:KEY=VALUE, name:PATTERN or region:NAME; replaces those set."),
    ] = None,
    include_all: Annotated[bool, typer.Option("--include-all", help="Leave nothing out any more.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be left out, and change nothing.")] = False,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Switch cspm, serverless_protection, permission_analysis or azure_packages on or off; exclude workloads."""
    from bartizan.service.connecting import change_plan, exclusion, planned

    switches = dict.fromkeys(map(_word, on or ()), True) | dict.fromkeys(map(_word, off or ()), False)
    exclusions = [] if include_all else [exclusion(each) for each in exclude] if exclude else None
    change = change_plan(home, connector, scope, switches, exclusions, by, dry_run=dry_run)
    if change.excluded and not output.quiet:
        verb = "would be" if dry_run else "are"
        note(f"{len(change.excluded)} workloads of the latest scan {verb} left out")
    _emit([each for each in planned(home) if each.connector.name == connector], output)


def _word(component: str) -> str:
    return component.replace("-", "_")


def _emit(found: "list[PlannedScope]", output: Output) -> None:
    from bartizan.cli.screen.onboard import plans

    emit([_shown(each) for each in found], plans, output)


def _shown(each: "PlannedScope") -> dict[str, Any]:
    plan = each.plan
    return {
        "connector": each.connector.name,
        "scope": plan.scope,
        "cspm": plan.cspm,
        "serverless_protection": plan.serverless_protection,
        "permission_analysis": plan.permission_analysis,
        "azure_packages": plan.azure_packages,
        "exclusions": [f"{one.by}:{one.value}" for one in plan.exclusions],
        "protected": plan.protects,
    }
