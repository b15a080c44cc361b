"""Which accounts and regions a target means, found out before anything is read."""

import re
from dataclasses import dataclass

from bartizan.base.suggestion import suggestion
from bartizan.collect.aws.transport.client import Client
from bartizan.collect.aws.transport.credentials import AssumedRole
from bartizan.collect.aws.transport.errors import MALFORMED, NO_SUCH_HOST, is_expired
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.aws.transport.regions import known_regions
from bartizan.collect.shared.failure import CallError
from bartizan.model import BartizanError, Outcome, UsageError

_REGION = re.compile(r"[a-z]{2,}(?:-[a-z0-9]+)+-\d+")
_ROLE = re.compile(r"arn:aws[\w-]*:iam::(\d{12}):role/.+")
_ROLE_NAME = re.compile(r"[\w+=,.@/-]{1,512}")
_REFUSED = "AWS does not accept the credentials: "
_UNKNOWN_KEY = (
    f"{_REFUSED}it does not know the access key, which was mistyped or deleted, or is a temporary one without its "
    "session token; check the profile and its keys"
)
_LIKELY = {
    "InvalidClientTokenId": _UNKNOWN_KEY,
    "UnrecognizedClientException": _UNKNOWN_KEY,
    "SignatureDoesNotMatch": f"{_REFUSED}the secret does not belong to the access key; check the profile",
    "RequestTimeTooSkewed": f"{_REFUSED}the clock of this machine is wrong; set it and repeat",
}
"""The likely cause of what AWS refuses a caller with, by its code."""
_REGIONS = "ec2:DescribeRegions"
_ENABLED = {"opt-in-not-required", "opted-in"}


@dataclass(frozen=True)
class Scope:
    """One account to read: a client in its name, or the error that keeps it closed."""

    account: str
    client: Client
    error: CallError | None = None


def check_names(regions: tuple[str, ...], role_arns: tuple[str, ...], organization_role: str = "") -> None:
    """Check names that a person typed: regions against the SDK's list, the others in their form.

    Raises:
        UsageError: one of them is no region, or cannot be a role.
    """
    for region in regions:
        if region not in known_regions():
            near = suggestion(region, known_regions())
            raise UsageError(f"{region!r} is not the name of an AWS region, such as eu-west-1{near}")
    for role in role_arns:
        if not _ROLE.fullmatch(role):
            raise UsageError(f"{role!r} is not the ARN of a role, such as arn:aws:iam::111122223333:role/bartizan")
    if organization_role and not _ROLE_NAME.fullmatch(organization_role):
        raise UsageError(f"{organization_role!r} is not the name of a role, such as bartizan; every member has it")


async def own_account(client: Client, region: str) -> str:
    """Return the account of the client's own credentials.

    Raises:
        UsageError: AWS does not take the credentials, or the endpoint cannot be reached.
    """
    try:
        answer = await client.call("sts:GetCallerIdentity", {}, region)
    except CallError as error:
        raise _refused(error, client, region) from error
    return str(answer["Account"])


def assumed(client: Client, role_arn: str, region: str, external_id: str = "") -> Client:
    """Return a client in the name of a role, which is assumed in the given client's name on first use."""

    async def ask(params: Body) -> Body:
        return await client.call("sts:AssumeRole", params, region)

    account = role_arn.split(":")[4]
    # A Client of its own: the slots and what it learnt belong to one account.
    own = {"_slots", "_bucket_regions", "mentioned"}
    values = {name: value for name, value in vars(client).items() if name not in own}
    return Client(**(values | {"credentials": AssumedRole(role_arn, ask, external_id), "scope": account}))


async def opened(client: Client) -> Scope:
    """Return the scope of a client in a role's name, with the error where the role may not be assumed."""
    try:
        await client.credentials.current()
    except CallError as error:
        return Scope(client.scope, client, error)
    return Scope(client.scope, client)


def check_any_open(scopes: list[Scope]) -> None:
    """Check that there is at least one account to read.

    Raises:
        BartizanError: no role could be assumed.
    """
    if scopes and all(scope.error for scope in scopes):
        reasons = "; ".join(f"{scope.account}: {scope.error.detail}" for scope in scopes if scope.error)
        raise BartizanError(
            "none of the roles could be assumed; let their trust policies name the caller, and give the caller "
            f"sts:AssumeRole on them ({reasons})"
        )


async def enabled_regions(client: Client, region: str) -> list[str]:
    """Return the regions that are enabled for the account, sorted.

    Raises:
        CallError: the question was refused.
    """
    answer = await client.call(_REGIONS, {}, region)
    # Emulators ignore the filter parameter; AWS tells the status with each region anyway.
    enabled = [
        item.get("RegionName", "") for item in answer["Regions"] if item.get("OptInStatus", "opted-in") in _ENABLED
    ]
    if not enabled or not all(map(_REGION.fullmatch, enabled)):
        raise CallError(
            Outcome.FAILED, MALFORMED, "the answer names no region, or none that can be", _REGIONS, _REGIONS
        )
    return sorted(enabled)


def _refused(error: CallError, client: Client, region: str) -> UsageError:
    endpoint = client.endpoint(client.operations["sts:GetCallerIdentity"], region).url
    if error.code in {"NoAnswer", NO_SUCH_HOST}:
        return UsageError(
            f"the endpoint {endpoint} cannot be reached ({error.detail}); check the address and the network"
        )
    if is_expired(error.code):
        return UsageError("the AWS credentials have expired; sign in again (for example `aws sso login`) and repeat")
    if error.code in _LIKELY:
        return UsageError(f"{_LIKELY[error.code]} ({error.code} at {endpoint})")
    return UsageError(
        f"AWS does not accept the credentials at {endpoint}: {error.detail}; check the profile and its keys"
    )
