"""The callers that a resource policy is evaluated for: unknown ones, accounts that it names, and services.

Each is asked for by name, with the condition keys that its requests carry; what only a caller knows stays untold.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bartizan.permit.aws.caller import ANYONE, Caller, Naming, Organization
from bartizan.permit.aws.language.context import ABSENT, INTERNET, Undecided, Values
from bartizan.permit.aws.language.policy import Principals
from bartizan.permit.aws.outsiders import OUTSIDE, STRANGER

_IN_NO_NETWORK: dict[str, Values] = dict.fromkeys(
    ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "s3:dataaccesspointaccount", "s3:dataaccesspointarn"), ABSENT
)
_FROM_INTERNET: dict[str, Values] = {**_IN_NO_NETWORK, "aws:sourceip": (INTERNET,)}
_FROM_ENDPOINT: dict[str, Values] = {
    **_IN_NO_NETWORK,
    "aws:sourceip": ABSENT,
    "aws:sourcevpc": ("vpc-ofastranger",),
    "aws:sourcevpce": ("vpce-ofastranger",),
    "aws:vpcsourceip": Undecided.PRESENT,
}
_OF_STRANGER: dict[str, Values] = {
    "aws:userid": ("AROAOFASTRANGER:x",),
    "sns:endpoint": ("an-endpoint-of-a-stranger",),
    "lambda:eventsourcetoken": ("a-token-of-a-stranger",),
}
"""The keys that an unknown caller cannot choose: its own values are not those that a policy names."""


@dataclass(frozen=True)
class Asker:
    """One who asks. ``service`` acts for ``account``; neither has a value for somebody without credentials."""

    keys: Mapping[str, Values]
    account: str = ""
    service: str = ""
    caller: Caller | None = None

    @property
    def is_stranger(self) -> bool:
        """Whether no policy could mean it."""
        return self.account in ("", STRANGER)

    def named_by(self, principals: Principals) -> bool | None:
        """Return whether a statement is about it; None where that depends on its session."""
        if self.caller:
            named = self.caller.named_by(principals)
            return None if named is None else named is not Naming.NOBODY
        is_named = ANYONE in principals.aws or self.service in principals.services or ANYONE in principals.services
        return is_named is not principals.is_not


def of_account(name: str, partition: str, organization: Organization | None = None) -> Asker:
    """Return a principal of an account, given as its id, its root's ARN or a principal's ARN."""
    is_whole = name.isdigit() or name.endswith(":root")
    account = name.removesuffix(":root").rpartition(":")[2] if is_whole else name.split(":")[4]
    arn = f"arn:{partition}:iam::{account}:role/any" if is_whole else name.replace("*", "x").replace("?", "x")
    caller = Caller(arn, organization=organization)
    return Asker({**caller.keys}, account, caller=caller)


def of_service(
    service: str, account: str, source_arn: str = "", source_keys: Mapping[str, Values] | None = None
) -> Asker:
    """Return a service that acts for an account, in the name of one of its resources where that is known."""
    keys: dict[str, Values] = {
        **_FROM_INTERNET,
        "aws:sourceip": Undecided.PERHAPS,
        "aws:securetransport": ("true",),
        "aws:principalisawsservice": ("true",),
        "aws:principalservicename": (service,),
        "aws:principalservicenameslist": (service,),
        **dict.fromkeys(
            ("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn"), ABSENT
        ),
        "aws:sourceaccount": (account,),
        "aws:sourceowner": (account,),
        "aws:sourcearn": (source_arn,) if source_arn else Undecided.PRESENT,
        **(source_keys or {}),
    }
    if account == STRANGER:
        keys |= {"aws:sourceorgid": ("o-ofastranger",), "aws:sourceorgpaths": ("o-ofastranger/r-x/ou-x/",)}
        keys |= _OF_STRANGER
    return Asker(keys, account, service)


@cache
def strangers(partition: str, arn: str = STRANGER) -> tuple[Asker, ...]:
    """Return callers with credentials of an account that no policy names, in an organization or in none.

    They call themselves as ``arn`` says: anyone may give a role of theirs a name that a policy asks for.
    """
    found = []
    for organization in OUTSIDE:
        asker = of_account(arn, partition, organization)
        found += [
            Asker({**asker.keys, **_OF_STRANGER, **network}, STRANGER, caller=asker.caller)
            for network in (_FROM_INTERNET, _FROM_ENDPOINT)
        ]
    return tuple(found)


@cache
def anonymous(*, from_endpoint: bool = False) -> Asker:
    """Return somebody without credentials on the internet, or behind a VPC endpoint of another account."""
    keys: dict[str, Values] = dict.fromkeys(
        (
            *(
                f"aws:principal{name}"
                for name in ("account", "arn", "orgid", "orgpaths", "servicename", "servicenameslist")
            ),
            *(f"aws:source{name}" for name in ("arn", "account", "owner", "orgid", "orgpaths")),
            "aws:principaltag/",
            "aws:username",
            "kms:calleraccount",
        ),
        ABSENT,
    )
    network = _FROM_ENDPOINT if from_endpoint else _FROM_INTERNET
    known: dict[str, Values] = {"aws:principalisawsservice": ("false",), "aws:principaltype": ("Anonymous",)}
    keys |= {**known, "aws:securetransport": ("true",), **_OF_STRANGER, "aws:userid": ("anonymous",), **network}
    return Asker(keys)
