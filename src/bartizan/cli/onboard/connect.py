"""`bartizan connect`: save an account or subscription, test what can be read, and print the role that a scan takes."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bartizan.cli.help import App
from bartizan.cli.home import WritableHome
from bartizan.cli.options import Author
from bartizan.cli.output import Format, Output, emit, emit_json, emit_lines, note, prints_rows
from bartizan.model import UsageError

if TYPE_CHECKING:
    from bartizan.state.onboarding.nouns import Connector, Kind

app = App(help="Connect an account or subscription, test what can be read, or print the permissions.")
_INCOMPLETE = 3
_WHO, _HOW = "What to connect", "How to get in"


def _option(help_: str, *, name: str = "", panel: str = "", metavar: str | None = None) -> Any:
    return typer.Option(*([name] if name else []), help=help_, rich_help_panel=panel or None, metavar=metavar)


Name = Annotated[str, typer.Argument(metavar="[NAME]", help="Name of the connector, new or saved.")]
Check = Annotated[bool, typer.Option("--check", help="Ask each permission once; exit 3 if any is missing.")]
PrintPolicy = Annotated[bool, typer.Option("--print-policy", help="Print the least rights that a scan needs.")]
Template = Annotated[
    str,
    typer.Option(
        "--template", metavar="KIND", help="Print it: cloudformation, terraform or bicep; with -events, the queue."
    ),
]
Room = Annotated[bool, typer.Option("--with-room", help="Let later releases describe and list more.")]
Interval = Annotated[
    int, _option("Hours between scans: 4, 6, 12 or 24; 0: events, and one a day.", panel=_WHO, metavar="HOURS")
]


def register(parent: App) -> None:
    """Add the connect commands."""
    parent.add_typer(app, name="connect")


@app.command("aws")
@prints_rows
def aws(
    home: WritableHome,
    name: Name = "",
    account: Annotated[str, _option("The account.", panel=_WHO, metavar="ID")] = "",
    organization: Annotated[
        str, _option("All accounts, by the management or delegated account.", panel=_WHO, metavar="ID")
    ] = "",
    interval: Interval = 24,
    role_name: Annotated[str, _option("Role to assume; the template's by default.", panel=_HOW, metavar="NAME")] = "",
    region: Annotated[list[str] | None, _option("Only this region; may be repeated.", panel=_HOW)] = None,
    profile: Annotated[str, _option("Profile of the shared configuration.", panel=_HOW, metavar="NAME")] = "",
    endpoint_url: Annotated[str, _option("Endpoint of an emulator.", panel=_HOW, metavar="URL")] = "",
    events_queue: Annotated[str, _option("Queue that the account's events come to.", panel=_HOW, metavar="URL")] = "",
    direct: Annotated[bool, _option("Use the caller's own credentials, no role.", name="--direct", panel=_HOW)] = False,
    trusted: Annotated[str, _option("Who assumes the role, for templates.", metavar="ARN")] = "",
    check: Check = False,
    print_policy: PrintPolicy = False,
    template: Template = "",
    with_room: Room = False,
    last_accessed: Annotated[bool, typer.Option(help="Also allow `scan --last-accessed`.")] = False,
    other_services: Annotated[bool, typer.Option(help="Also allow `scan --other-services`.")] = False,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Connect an AWS account, or an organization with all its accounts."""
    if print_policy:
        from bartizan.collect.shared.target import LAST_ACCESSED, OTHER_SERVICES
        from bartizan.connect.policy import aws_policy

        wanted = {LAST_ACCESSED: last_accessed, OTHER_SERVICES: other_services}
        emit_json(aws_policy([option for option, is_wanted in wanted.items() if is_wanted]))
        return
    from bartizan.connect.target import ROLE

    said = {"profile": profile, "endpoint_url": endpoint_url, "regions": ",".join(region or ())}
    said |= {"events_queue": events_queue, "role_name": "" if direct else role_name or ROLE}
    new = _new("aws", name, {"account": account, "organization": organization}, said, interval)
    found = _saved(home, name, new, by, events_queue)
    if template:
        _print_template(found, "aws", template, trusted, with_room=with_room)
    elif check:
        _check(home, found or _ambient("aws", said | {"role_name": ""}), output)
    else:
        _next_steps(found, output)


@app.command("azure")
@prints_rows
def azure(
    home: WritableHome,
    name: Name = "",
    subscription: Annotated[str, _option("The subscription.", panel=_WHO, metavar="ID")] = "",
    management_group: Annotated[
        str, _option("All subscriptions below a management group.", panel=_WHO, metavar="ID")
    ] = "",
    tenant: Annotated[str, _option("All subscriptions that can be seen in a tenant.", panel=_WHO, metavar="ID")] = "",
    interval: Interval = 24,
    client_id: Annotated[str, _option("Application or managed identity to be.", panel=_HOW, metavar="ID")] = "",
    tenant_id: Annotated[str, _option("Its tenant.", panel=_HOW, metavar="ID")] = "",
    secret: Annotated[
        str, _option("Where its secret is: env:NAME or file:PATH; none for federation.", panel=_HOW, metavar="REF")
    ] = "",
    cloud: Annotated[str, _option("AzureCloud, AzureUSGovernment or AzureChinaCloud.", panel=_HOW)] = "",
    events_queue: Annotated[str, _option("Queue that events come to.", panel=_HOW, metavar="URL")] = "",
    events_webhook: Annotated[
        str, _option("Public URL of `serve`, to which Event Grid posts.", panel=_HOW, metavar="URL")
    ] = "",
    events_app: Annotated[str, _option("Application that its tokens are for.", panel=_HOW, metavar="TENANT/ID")] = "",
    arm_url: Annotated[str, _option("Resource Manager of an emulator.", panel=_HOW, metavar="URL")] = "",
    check: Check = False,
    print_policy: PrintPolicy = False,
    template: Template = "",
    settings: Annotated[bool, typer.Option(help="Also allow reading app settings, which hold secrets.")] = False,
    packages: Annotated[bool, typer.Option(help="Also allow reading packages in deployment containers.")] = False,
    kudu: Annotated[bool, typer.Option(help="Also allow `scan --read-kudu`; these actions can deploy.")] = False,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Connect an Azure subscription, a management group or a tenant."""
    if print_policy:
        from bartizan.connect.policy import azure_role

        emit_json(azure_role(settings=settings, packages=packages, kudu=kudu))
        return
    said = {"client_id": client_id, "tenant_id": tenant_id, "secret": secret, "cloud": cloud, "arm_url": arm_url}
    said["events_queue"] = events_queue
    targets = {"subscription": subscription, "management_group": management_group, "tenant": tenant}
    found = _saved(home, name, _new("azure", name, targets, said, interval), by, events_queue)
    if events_webhook:
        found = _with_webhook(home, name, events_webhook, events_app, by)
    if template:
        _print_template(found, "azure", template)
    elif check:
        _check(home, found or _ambient("azure", said), output)
    else:
        _next_steps(found, output)


def _new(
    provider: Literal["aws", "azure"], name: str, targets: dict[str, str], said: dict[str, str], interval: int
) -> "Connector | None":
    """Return the connector that was described, None where nothing was."""
    from bartizan.state.onboarding.nouns import Connector

    given: list[tuple[Any, str]] = [(kind, target) for kind, target in targets.items() if target]
    if len(given) > 1:
        raise UsageError(f"connect one at a time: {' or '.join('--' + kind.replace('_', '-') for kind in targets)}")
    if not given:
        return None
    kind: Kind = given[0][0]
    if not name:
        raise UsageError("give the connector a name first, such as `bartizan connect aws prod --account …`")
    settings = {key: value for key, value in said.items() if value}
    return Connector(name, provider, kind, given[0][1], settings, interval_hours=interval)


def _saved(home: Path, name: str, new: "Connector | None", by: str, events_queue: str = "") -> "Connector | None":
    from bartizan.service import connecting

    if new:
        return connecting.connect(home, new, by)
    if name and events_queue:
        return connecting.follow_events(home, name, events_queue, by)
    return connecting.named(home, name) if name else None


def _with_webhook(home: Path, name: str, url: str, app: str, by: str) -> "Connector":
    from bartizan.service.work.webhook import open_webhook

    opened = open_webhook(home, name, url, app, by)
    note(f"have Event Grid post to {opened.address} (shown this once; the key before stays good for a day)")
    return opened.connector


def _ambient(provider: Literal["aws", "azure"], said: dict[str, str]) -> "Connector":
    """Return a connector for the caller's own credentials, which is not saved."""
    from bartizan.state.onboarding.nouns import Connector

    kind: Literal["account", "tenant"] = "account" if provider == "aws" else "tenant"
    return Connector("own", provider, kind, "", {key: value for key, value in said.items() if value})


def _print_template(
    found: "Connector | None", provider: str, kind: str, trusted: str = "", *, with_room: bool = False
) -> None:
    from bartizan.connect.templates import template

    typer.echo(template(found, provider, kind, room=with_room, trusted=trusted))


def _check(home: Path, connector: "Connector", output: Output) -> None:
    from bartizan.cli.screen.onboard import capabilities
    from bartizan.connect.check import missing, statement
    from bartizan.service.connecting import checked, events_of

    found = asyncio.run(checked(connector))
    lacking = missing(found)
    rows = [
        {
            "capability": each.name,
            "feeds": each.feeds,
            "status": each.status,
            "readable": list(each.readable),
            "denied": [vars(denial) for denial in each.denied],
            "failed": list(each.failed),
            "not_asked": list(each.not_asked),
        }
        for each in found
    ]
    emit(rows, capabilities, output)
    if not output.quiet and (health := events_of(home, connector)):
        last = f"{health.last_event_at:%Y-%m-%d %H:%M} UTC" if health.last_event_at else "none yet"
        if health.checked_at is None:
            note("no events came yet, and no queue was read; is the event subscription there, and `serve` or `watch`?")
        note(f"last event: {last}; {health.seen:,} seen, {sum(health.skipped.values()):,} skipped")
    if lacking and output.format is Format.TABLE:
        what = "Add this statement to the role's policy:" if connector.provider == "aws" else "Add to the custom role:"
        typer.echo(f"\n{what}")
        emit_json(statement(found, is_aws=connector.provider == "aws"))
    if lacking or any(each.failed for each in found):
        raise typer.Exit(_INCOMPLETE)


def _next_steps(found: "Connector | None", output: Output) -> None:
    if found is None:
        raise UsageError("say what to connect, as `bartizan connect aws --help` shows, or --check or --print-policy")
    from bartizan.cli.onboard.connectors import shown
    from bartizan.cli.screen.onboard import connectors, steps

    if output.format is Format.TABLE:
        emit_lines(steps(shown(found), output.width))
    else:
        emit([shown(found)], connectors, output)
    if not output.quiet:
        note(f"the connector {found.name} is saved")
