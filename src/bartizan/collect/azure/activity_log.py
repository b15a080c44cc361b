"""Changes of resources as the activity log has them, for 90 days: also those of which no event came.

Source: https://learn.microsoft.com/rest/api/monitor/activity-logs/list
"""

import datetime
from typing import Any
from urllib.parse import quote

from bartizan.collect.azure.engine.scopes import below, scopes
from bartizan.collect.azure.transport.client import ArmCall, ArmClient, connected
from bartizan.collect.azure.transport.patience import ArmPatience
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import Usage

KEPT = datetime.timedelta(days=89)
"""How far back the log is asked for; it goes a day further."""
MOST = 20_000
"""Entries that are read of one subscription at once, the newest; older ones are left to the scan on schedule."""
PERMISSION = "Microsoft.Insights/eventtypes/values/read"
_CALL = ArmCall("arm:GET activity log", PERMISSION)
_PATH = "/subscriptions/{}/providers/Microsoft.Insights/eventtypes/management/values"
_VERSION = "2015-04-01"


async def logged_changes(
    target: AzureTarget, since: datetime.datetime, until: datetime.datetime, patience: ArmPatience | None = None
) -> list[Any]:
    """Return the entries of the log between two times (UTC) about the target's subscriptions, as Azure answers them.

    Raises:
        UsageError: no credentials, or none of the subscriptions is visible.
        CallError: the log cannot be read.
    """
    async with connected(target, Usage(), patience or ArmPatience()) as client:
        found = await scopes(client, target.subscriptions)
        if target.management_group:
            found = await below(client, target.management_group, found)
        return [entry for each in found.visible for entry in await _entries(client, each, since, until)]


async def _entries(
    client: ArmClient, subscription: str, since: datetime.datetime, until: datetime.datetime
) -> list[Any]:
    condition = f"eventTimestamp ge '{since.isoformat()}Z' and eventTimestamp le '{until.isoformat()}Z'"
    entries: list[Any] = []
    async for page in client.pages(
        _CALL, client.address(_PATH.format(subscription), _VERSION, f"$filter={quote(condition)}")
    ):
        entries += page
        if len(entries) >= MOST:
            break
    return entries
