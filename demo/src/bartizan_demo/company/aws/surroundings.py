"""What surrounds the company's functions on AWS: networks, load balancers, watchers, names, the organization."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bartizan_demo.company.aws.nouns import ANALYTICS, IRELAND, PRODUCTION, VIRGINIA

OPEN_EGRESS = frozenset({"partners-edi-import"})
"""Functions whose security group lets everything out."""


@dataclass(frozen=True)
class Balancer:
    """An internet-facing load balancer in front of one function, asking callers to sign in or not."""

    name: str
    owner: str
    function: str
    is_authenticated: bool = True
    has_firewall: bool = True
    account: str = PRODUCTION
    region: str = IRELAND


BALANCERS = (
    Balancer("stores-desk", "team-stores", "stores-price-publish"),
    # Anyone can talk to the ticket bot, with nothing in between.
    Balancer("support-desk", "team-support", "support-ticket-bot", is_authenticated=False, has_firewall=False),
)

DETECTORS: Mapping[tuple[str, str], str] = {
    (PRODUCTION, IRELAND): "ENABLED",
    (ANALYTICS, IRELAND): "ENABLED",
    (ANALYTICS, VIRGINIA): "ENABLED",
}
"""Where GuardDuty is on, and whether it watches functions; production's second region was forgotten."""


@dataclass(frozen=True)
class Trail:
    """A trail that records the invocations of an account's functions, in all regions, but for those left out."""

    name: str
    account: str
    left_out: tuple[str, ...] = ()


TRAILS = (
    Trail("production", PRODUCTION),
    Trail("analytics", ANALYTICS, left_out=(f"arn:aws:lambda:{IRELAND}:{ANALYTICS}:function:data-sharing-reader",)),
)


@dataclass(frozen=True)
class DomainName:
    """A name of the company's own before one of its APIs."""

    name: str
    owner: str
    api: str
    tls: str = "TLS_1_2"


DOMAIN_NAMES = (
    DomainName("orders.company.example", "team-orders", "orders-api"),
    # Still lets in clients of the last decade, and the API answers under its own address as well.
    DomainName("labels.company.example", "team-stores", "stores-api", tls="TLS_1_0"),
)

ORGANIZATION = "o-company001"
ACCOUNT_NAMES = {PRODUCTION: "production", ANALYTICS: "analytics"}

_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_STAY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Action": ["organizations:LeaveOrganization", "cloudtrail:StopLogging", "guardduty:DeleteDetector"],
            "Resource": "*",
        },
    ],
}
_ALL_RESOURCES = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
_OURS_ALONE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*", "kms:*"],
            "Resource": "*",
            "Condition": {
                "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORGANIZATION},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
        },
    ],
}
CONTROL_POLICIES: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("SERVICE_CONTROL_POLICY", "p-FullAWSAccess", "FullAWSAccess", _ALL),
    ("SERVICE_CONTROL_POLICY", "p-stay0001", "stay-watched", _STAY),
    ("RESOURCE_CONTROL_POLICY", "p-RCPFullAWSAccess", "RCPFullAWSAccess", _ALL_RESOURCES),
    ("RESOURCE_CONTROL_POLICY", "p-ours0001", "ours-alone", _OURS_ALONE),
)
"""Type, id, name and document of the control policies, all on the organization's root."""
