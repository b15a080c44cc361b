"""The accounts of an organization, walked from its management account."""

from bartizan.collect.aws.transport.client import Client
from bartizan.collect.shared.failure import CallError
from bartizan.model import BartizanError


async def member_roles(client: Client, name: str, region: str) -> dict[str, str]:
    """Return the ARN of the role of that name in each active member but the client's own account, by account.

    Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html

    Raises:
        BartizanError: the members cannot be listed.
    """
    partition = client.endpoints.partition(region)
    accounts = []
    try:
        async for page in client.pages("organizations:ListAccounts", {}, region):
            listed = client.whole("organizations:ListAccounts", page)["Accounts"]
            accounts += [str(account["Id"]) for account in listed if _is_active(account) and "Id" in account]
    except CallError as error:
        raise BartizanError(
            f"the organization's accounts cannot be listed ({error.detail}); run from its management account or a "
            "delegated administrator with organizations:ListAccounts, or name roles with --role-arn"
        ) from error
    return {account: f"arn:{partition}:iam::{account}:role/{name}" for account in accounts if account != client.scope}


def _is_active(account: dict[str, object]) -> bool:
    # Status is the older name of State; either says ACTIVE.
    return "ACTIVE" in {account.get("State"), account.get("Status")}
