"""The options of `bartizan scan`, by the headings of its help."""

from typing import Annotated, Any

import typer

from bartizan.model import Severity

_WHAT, _AWS, _AZURE, _HOW, _RESULT = "What to scan", "AWS", "Azure", "How to scan", "Result"


def _option(name: str, metavar: str | None = None, help: str = "", panel: str = "", **more: Any) -> Any:  # noqa: A002
    return typer.Option(name, metavar=metavar, help=help, rich_help_panel=panel, **more)


Aws = Annotated[bool, _option("--aws", help="Scan AWS with the standard credential chain.", panel=_WHAT)]
Azure = Annotated[bool, _option("--azure", help="Scan Azure with azure-identity's chain.", panel=_WHAT)]
Connectors = Annotated[
    list[str] | None, _option("--connector", "NAME", "Scan what this connector names; may be repeated.", _WHAT)
]
Everything = Annotated[bool, _option("--all", help="Scan what every connector names.", panel=_WHAT)]
Regions = Annotated[
    list[str] | None,
    _option("--region", "REGION", "Only this region; may be repeated. Default: all enabled.", _AWS),
]
Profile = Annotated[str, _option("--profile", "NAME", "Profile of the shared configuration.", _AWS)]
RoleArns = Annotated[list[str] | None, _option("--role-arn", "ARN", "Role to assume; repeat for more accounts.", _AWS)]
OrganizationRole = Annotated[
    str, _option("--organization-role", "NAME", "Role to assume in each account of the organization.", _AWS)
]
LastAccessed = Annotated[bool, _option("--last-accessed", help="Ask which services the roles used.", panel=_AWS)]
OtherServices = Annotated[bool, _option("--other-services", help="List what else runs as roles.", panel=_AWS)]
EndpointUrl = Annotated[
    str, _option("--endpoint-url", "URL", "Endpoint of an emulator.", _AWS, envvar="AWS_ENDPOINT_URL")
]
Subscriptions = Annotated[
    list[str] | None, _option("--subscription", "ID", "Only this subscription; may be repeated.", _AZURE)
]
Cloud = Annotated[str, _option("--cloud", "NAME", "AzureCloud, AzureUSGovernment or AzureChinaCloud.", _AZURE)]
ReadKudu = Annotated[bool, _option("--read-kudu", help="Read code through deployment sites, too.", panel=_AZURE)]
ArmUrl = Annotated[str, _option("--arm-url", "URL", "Resource Manager of an emulator.", _AZURE)]
Packages = Annotated[bool, _option("--packages/--no-packages", help="Read the code of workloads.", panel=_HOW)]
SinceLast = Annotated[bool, _option("--since-last/--full", help="Read only what changed or is old.", panel=_HOW)]
Refresh = Annotated[
    int | None, _option("--refresh", "N", "With --since-last: read at most N old answers again.", _HOW, min=0)
]
QuotaShare = Annotated[str, _option("--quota-share", "F", "Part of each API's quota to use, 0 to 1, or 'off'.", _HOW)]
FailOn = Annotated[
    Severity | None, _option("--fail-on", "SEVERITY", "Exit with 1 when a finding is this severe.", _RESULT)
]
Directory = Annotated[str, typer.Option("--directory", hidden=True)]
"""What the server names when it has a scan run."""
SnapshotId = Annotated[str, typer.Option("--id", hidden=True)]
"""The ID of the snapshot that the server waits for; it has the scan wait for others, too."""
Changed = Annotated[str, typer.Option("--changed", hidden=True)]
"""The read of changes whose resources alone are read."""
Events = Annotated[int | None, typer.Option("--events", hidden=True, min=1)]
"""The file descriptor to which progress goes as JSON lines."""
