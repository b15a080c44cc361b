"""What every request of any caller carries: its condition keys, and how a policy's principals name it.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from bartizan.permit.aws.language.context import ABSENT, Context, Undecided, Values
from bartizan.permit.aws.language.policy import Principals, Statement

ANYONE = "*"
_TYPES = {"role": "AssumedRole", "user": "User", "root": "Account", "federated-user": "FederatedUser"}
_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?(\d{12})(?::root)?")
_SESSION = re.compile(r"arn:[^:]*:sts::(?P<account>\d{12}):assumed-role/(?P<role>[^/]+)/(?P<session>.+)")


class Naming(IntEnum):
    """How a statement names a caller, the weakest first.

    ``ACCOUNT`` only permits what the caller's own policies grant; what is granted to a ``SESSION`` or a user's ARN
    knows no boundary.
    """

    NOBODY = 0
    ACCOUNT = 1
    ARN = 2
    SESSION = 3


@dataclass(frozen=True)
class Organization:
    """An organization's id and the path of an account in it, such as ``o-a/r-b/ou-c/``."""

    id: str
    path: str = ""


@dataclass(frozen=True)
class Caller:
    """A role, a user or an account, by its ARN; also a group or a policy, whose callers are not known one by one.

    ``tags`` is None where they are unread; ``takes_session_tags`` says that a session may bring tags of its own.
    ``organization`` is None where unread, and has an empty id for an account in none. ``has_boundary``: a permissions
    boundary is attached to it.
    """

    arn: str
    tags: Mapping[str, str] | None = None
    takes_session_tags: bool = True
    organization: Organization | None = None
    user_id: str = ""
    is_service_linked: bool = False
    has_boundary: bool = False

    @cached_property
    def account(self) -> str:
        """The account of its ARN."""
        return self.arn.split(":")[4]

    @cached_property
    def partition(self) -> str:
        """The partition of its ARN."""
        return self.arn.split(":")[1]

    @cached_property
    def kind(self) -> str:
        """The kind of its ARN: role, user or root."""
        return self.arn.split(":", 5)[5].partition("/")[0]

    @cached_property
    def name(self) -> str:
        """Its name, without a path."""
        return self.arn.rpartition("/")[2]

    @cached_property
    def keys(self) -> dict[str, Values]:
        """The condition keys of all its requests."""
        if self.kind not in _TYPES:
            return {**_NO_SERVICE, **_ANY_REQUEST}
        is_user = self.kind == "user"
        return {
            "aws:principalarn": (self.arn,),
            "aws:principalaccount": (self.account,),
            "aws:principaltype": (_TYPES.get(self.kind, self.kind),),
            "aws:username": (self.name,) if is_user else ABSENT,
            "aws:userid": (self.user_id,) if is_user and self.user_id else Undecided.PRESENT,
            "kms:calleraccount": (self.account,),
            **_NO_SERVICE,
            **_ANY_REQUEST,
            **_of_organization("principal", self.organization),
            **self._tags(),
        }

    def _tags(self) -> dict[str, Values]:
        if self.tags is None:
            return {"aws:principaltag/": Undecided.PERHAPS}
        if self.kind == "role" and self.takes_session_tags:
            own: dict[str, Values] = {f"aws:principaltag/{key.lower()}": Undecided.PRESENT for key in self.tags}
            return {"aws:principaltag/": Undecided.PERHAPS, **own}
        known: dict[str, Values] = {f"aws:principaltag/{key.lower()}": (value,) for key, value in self.tags.items()}
        return {"aws:principaltag/": ABSENT, **known}

    def named_in(self, statement: Statement) -> Naming | None:
        """Return how a statement of a resource's policy names it, see ``named_by``.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        """
        if statement.principals is None:
            return Naming.NOBODY
        if statement.principals.is_not and not statement.allows and self.has_boundary:
            # Such a denial spares nobody who has a boundary, whomever it excepts.
            return Naming.ARN
        return self.named_by(statement.principals)

    def named_by(self, principals: Principals) -> Naming | None:
        """Return how a statement's principals name it; None where that depends on its session."""
        named = [self._named_as(each) for each in principals.aws]
        if not principals.is_not:
            best = max((each for each in named if each is not None), default=Naming.NOBODY)
            return None if best is Naming.NOBODY and None in named else best
        if Naming.SESSION in named or (Naming.ARN in named and self.kind != "role"):
            return Naming.NOBODY
        # An exception that names only an account, or a role without its session, may or may not cover the caller.
        return None if any(each is not Naming.NOBODY for each in named) else Naming.ARN

    def _named_as(self, principal: str) -> Naming | None:
        """Return how one text names it."""
        if principal == ANYONE:
            return Naming.ARN
        if principal == self.arn:
            return Naming.SESSION if self.kind == "user" else Naming.ARN
        if account := _ACCOUNT.fullmatch(principal):
            return Naming.ACCOUNT if account[1] == self.account else Naming.NOBODY
        session = _SESSION.fullmatch(principal)
        is_mine = session and (session["account"], session["role"]) == (self.account, self.name)
        return None if is_mine and self.kind == "role" else Naming.NOBODY


_NO_SERVICE: dict[str, Values] = {
    "aws:principalisawsservice": ("false",),
    **dict.fromkeys(
        (
            "aws:principalservicename",
            "aws:principalservicenameslist",
            "aws:sourcearn",
            "aws:sourceaccount",
            "aws:sourceowner",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
        ),
        ABSENT,
    ),
}
"""Only a service's own calls carry these."""

_ANY_REQUEST: dict[str, Values] = {
    # Every caller of AWS can use TLS.
    "aws:securetransport": ("true",),
    **dict.fromkeys(("aws:sourceip", "aws:useragent", "aws:viaawsservice", "aws:requestedregion"), Undecided.PRESENT),
}


def _of_organization(prefix: str, organization: Organization | None) -> dict[str, Values]:
    names = f"aws:{prefix}orgid", f"aws:{prefix}orgpaths"
    if organization is None:
        return dict.fromkeys(names, Undecided.PERHAPS)
    if not organization.id:
        return dict.fromkeys(names, ABSENT)
    path: Values = (organization.path,) if organization.path else Undecided.PRESENT
    return {names[0]: (organization.id,), names[1]: path}


def time_keys(now: datetime.datetime) -> dict[str, Values]:
    """Return the keys of a moment, in UTC."""
    return {"aws:currenttime": (now.isoformat(),), "aws:epochtime": (str(now.timestamp()),)}


def resource_keys(
    action: str,
    arn: str,
    account: str,
    organization: Organization | None = None,
    tags: Mapping[str, str] | None = None,
) -> dict[str, Values]:
    """Return the keys of an action on a resource of an account; ``tags`` is None where they are unread."""
    parts = arn.split(":")
    service, region = (parts[2], parts[3]) if len(parts) > 5 else ("", "")
    owner: Values = (account,) if account else Undecided.PERHAPS
    keys: dict[str, Values] = {"aws:resourceaccount": owner, "s3:resourceaccount": owner}
    keys |= _of_organization("resource", organization)
    if region and "*" not in region:
        keys["aws:requestedregion"] = (region,)
    elif action.lower().startswith("iam:") and parts[1:2] == ["aws"]:
        keys["aws:requestedregion"] = ("us-east-1",)
    for prefix in ("aws", service) if service else ("aws",):
        named = f"{prefix}:resourcetag/"
        keys[named] = Undecided.PERHAPS if tags is None else ABSENT
        keys |= {f"{named}{key.lower()}": (value,) for key, value in (tags or {}).items()}
    return keys


def context_of(caller: Caller, now: datetime.datetime) -> Context:
    """Return what is known of all requests of a caller at a moment, in UTC."""
    return Context({**caller.keys, **time_keys(now)})
