"""Who calls and where: access keys, STS and the regions that the company's accounts have enabled."""

from dataclasses import dataclass, field
from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.services.xml import xml_answer

ENABLED = (
    *(
        f"ap-{place}"
        for place in ("northeast-1", "northeast-2", "northeast-3", "south-1", "southeast-1", "southeast-2")
    ),
    *("ca-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    *("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"),
)
"""The regions that every account has enabled from the start."""

_OPT_IN = ("af-south-1", "ap-east-1", "ap-south-2", "ca-west-1", "eu-central-2", "eu-south-1", "me-central-1")


@dataclass
class Identities:
    """The callers an emulator knows; any other access key is the first account's own user."""

    accounts: tuple[str, ...]
    assumed: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def account_of(self, access_key: str) -> str:
        """Return the account of an access key; twelve digits in its place name the account themselves."""
        if access_key in self.assumed:
            return self.assumed[access_key][0]
        return access_key if len(access_key) == 12 and access_key.isdigit() else self.accounts[0]

    def caller_of(self, access_key: str) -> str:
        """Return the ARN behind an access key."""
        if access_key in self.assumed:
            return self.assumed[access_key][1]
        return f"arn:aws:iam::{self.account_of(access_key)}:user/automation/scan"

    def get_caller_identity(self, call: Call) -> EmulatedAnswer:
        """Answer GetCallerIdentity."""
        user_id = self.assumed[call.access_key][2] if call.access_key in self.assumed else "AIDASCANUSER"
        arn = self.caller_of(call.access_key)
        return xml_answer(call, {"UserId": user_id, "Account": call.account, "Arn": arn})

    def assume_role(self, call: Call) -> EmulatedAnswer:
        """Answer AssumeRole; AccessDenied where there is no such role, as AWS does not tell which is the case."""
        arn = call.params.get("RoleArn", "")
        if not _role_exists(arn):
            message = f"User: {self.caller_of(call.access_key)} is not authorized to perform: sts:AssumeRole"
            raise AwsError("AccessDenied", f"{message} on resource: {arn}", 403)
        role = sts_backends[call.account]["aws"].assume_role(
            region_name=call.region,
            role_session_name=call.params.get("RoleSessionName", "session"),
            role_arn=arn,
            policy=call.params.get("Policy", ""),
            duration=int(call.params.get("DurationSeconds", 3600)),
            external_id=call.params.get("ExternalId", ""),
        )
        self.assumed[role.access_key_id] = (role.account_id, role.arn, role.user_id)
        return xml_answer(call, {"Credentials": _credentials(role), "AssumedRoleUser": _assumed(role)})


def _role_exists(arn: str) -> bool:
    parts = arn.split(":")
    if len(parts) < 6 or parts[4] not in iam_backends:
        return False
    try:
        iam_backends[parts[4]]["aws"].get_role_by_arn(arn)
    except NotFoundException:
        return False
    return True


def _credentials(role: Any) -> dict[str, Any]:
    return {
        "AccessKeyId": role.access_key_id,
        "SecretAccessKey": role.secret_access_key,
        "SessionToken": role.session_token,
        "Expiration": role.expiration,
    }


def _assumed(role: Any) -> dict[str, str]:
    return {"AssumedRoleId": role.user_id, "Arn": role.arn}


def describe_regions(call: Call) -> EmulatedAnswer:
    """Answer DescribeRegions: the enabled ones, with AllRegions also those not opted in; filters honoured."""
    regions = [(name, "opt-in-not-required") for name in ENABLED]
    if call.params.get("AllRegions", "false").lower() == "true":
        regions += [(name, "not-opted-in") for name in _OPT_IN]
    names = {v for k, v in call.params.items() if k.startswith("RegionName.")}
    statuses = {v for k, v in call.params.items() if k.startswith("Filter.") and ".Value." in k}
    found = [
        {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": status}
        for name, status in regions
        if (not names or name in names) and (not statuses or status in statuses)
    ]
    return xml_answer(call, {"Regions": found})
