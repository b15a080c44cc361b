"""`bartizan connect`: the least rights that a scan needs, generated from the collectors."""

from typing import Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.output import emit_json
from bartizan.model import UsageError

app = App(help="Onboard an account or subscription.")
PrintPolicy = Annotated[bool, typer.Option("--print-policy", help="Print the least rights that a scan needs.")]


def register(parent: App) -> None:
    """Add the connect commands."""
    parent.add_typer(app, name="connect")


@app.command("aws")
def aws(
    print_policy: PrintPolicy = False,
    last_accessed: Annotated[bool, typer.Option(help="Also allow `scan --last-accessed`.")] = False,
) -> None:
    """Print the read-only IAM policy for AWS."""
    from bartizan.collect.aws import optional_permissions, permissions

    _asked(print_policy)
    actions = sorted(permissions() + (optional_permissions() if last_accessed else []))
    statement = {"Sid": "BartizanRead", "Effect": "Allow", "Action": actions, "Resource": "*"}
    emit_json({"Version": "2012-10-17", "Statement": [statement]})


@app.command("azure")
def azure(
    print_policy: PrintPolicy = False,
    settings: Annotated[bool, typer.Option(help="Also allow reading app settings, which hold secrets.")] = False,
    packages: Annotated[bool, typer.Option(help="Also allow reading packages in deployment containers.")] = False,
    kudu: Annotated[bool, typer.Option(help="Also allow `scan --read-kudu`; these actions can deploy.")] = False,
) -> None:
    """Print the custom role for Azure."""
    from bartizan.collect.azure import data_permissions, deployment_permissions, list_permissions, permissions

    _asked(print_policy)
    actions = permissions() + (list_permissions() if settings else []) + (deployment_permissions() if kudu else [])
    emit_json(
        {
            "Name": "Bartizan reader",
            "IsCustom": True,
            "Description": "Read the posture of serverless workloads.",
            "Actions": sorted(actions),
            "NotActions": [],
            "DataActions": data_permissions() if packages else [],
            "NotDataActions": [],
            "AssignableScopes": ["/subscriptions/SUBSCRIPTION_ID"],
        }
    )


def _asked(print_policy: bool) -> None:
    if not print_policy:
        raise UsageError("say --print-policy: for now connect only prints the rights that a scan needs")
