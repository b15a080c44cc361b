"""The company's tables, queues, topics, secrets and so on: what its functions name, and what lets strangers in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bartizan_demo.company.aws.nouns import ANALYTICS, IRELAND, PRODUCTION, VENDOR, VIRGINIA

Kind = Literal["table", "queue", "topic", "secret", "parameter", "database", "cluster", "repository", "bus", "rule"]


@dataclass(frozen=True)
class Store:
    """Something that holds or moves data; ``statements`` are its own policy.

    ``calls`` are the functions behind a rule or a topic; ``tells`` protocols and addresses that a topic tells, too;
    ``rotated_by`` is the function that rotates a secret, ``bus`` the one whose events a rule picks.
    """

    kind: Kind
    name: str
    owner: str
    account: str = PRODUCTION
    region: str = IRELAND
    statements: tuple[Mapping[str, Any], ...] = ()
    has_kms: bool = True
    is_public: bool = False
    dead_letters: str = ""
    calls: tuple[str, ...] = ()
    rotated_by: str = ""
    bus: str = "default"
    tells: tuple[tuple[str, str], ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def _allow(principal: object, *actions: str, **condition: Mapping[str, str]) -> Mapping[str, Any]:
    body = {"Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": "*"}
    return body | ({"Condition": condition} if condition else {})


_TABLES = tuple(
    Store("table", name, owner, tags=tags)
    for name, owner, tags in (
        ("orders", "team-orders", {"data-class": "personal"}),
        ("refunds", "team-orders", {}),
        ("customers", "team-customer", {"data-class": "personal"}),
        ("profiles", "team-customer", {"data-class": "personal"}),
        ("positions", "team-fleet", {}),
        ("routes", "team-fleet", {}),
        ("stock", "team-stores", {}),
        ("labels", "team-stores", {}),
        ("ledger", "team-finance", {"data-class": "confidential"}),
        ("events", "team-events", {}),
    )
)

_QUEUES = (
    Store("queue", "dead-letters", "team-platform"),
    Store("queue", "dead-letters", "team-platform", region=VIRGINIA),
    Store("queue", "dead-letters", "team-platform", ANALYTICS),
    Store(
        "queue",
        "orders",
        "team-orders",
        statements=(
            _allow(
                {"Service": "sns.amazonaws.com"},
                "sqs:SendMessage",
                ArnEquals={"aws:SourceArn": f"arn:aws:sns:{IRELAND}:{PRODUCTION}:order-events"},
            ),
        ),
        dead_letters="dead-letters",
    ),
    # Anybody with an AWS account may send to it, and what comes in goes on to a function.
    Store("queue", "events", "team-events", statements=(_allow("*", "sqs:SendMessage"),), has_kms=False),
)

_TOPICS = (
    Store(
        "topic",
        "order-events",
        "team-orders",
        tells=(
            ("sqs", f"arn:aws:sqs:{IRELAND}:{PRODUCTION}:orders"),
            ("email", "orders@company.example"),
            ("https", "https://hooks.company.example/orders"),
        ),
    ),
    # Open to all, but only in the company's own name: it looks worse than it is.
    Store(
        "topic",
        "fleet-alerts",
        "team-fleet",
        statements=(_allow({"AWS": "*"}, "sns:Publish", StringEquals={"aws:SourceOwner": PRODUCTION}),),
    ),
)

_SECRETS = (
    Store("secret", "orders/pay", "team-orders"),
    Store("secret", "prod/payments", "team-finance", tags={"data-class": "confidential"}),
    Store("secret", "prod/customer-database", "team-customer"),
    Store("secret", "app/rotation", "team-platform"),
    Store("secret", "app/relay", "team-platform", rotated_by="platform-password-rotation"),
    Store("secret", "app/token", "team-platform", rotated_by="platform-token-rotation"),
    # A vendor reads it, which somebody once agreed to.
    Store(
        "secret",
        "support/tickets",
        "team-support",
        statements=(_allow({"AWS": f"arn:aws:iam::{VENDOR}:root"}, "secretsmanager:GetSecretValue"),),
        has_kms=False,
    ),
)

_OTHERS = (
    Store("parameter", "/stores/price-feed", "team-stores", has_kms=False),
    Store("parameter", "/fleet/map-provider", "team-fleet"),
    Store("database", "ledger", "team-finance", tags={"data-class": "confidential"}),
    # It answers on a public address, and a snapshot of it was once shared with everybody.
    Store("database", "reporting", "team-data", ANALYTICS, has_kms=False, is_public=True),
    Store("cluster", "orders", "team-orders", tags={"data-class": "personal"}),
    # A snapshot of this one, too, was shared with everybody.
    Store("cluster", "archive", "team-data", ANALYTICS, has_kms=False, is_public=True),
    # Whoever may push can move the tag that the function runs.
    Store("repository", "invoice-render", "team-finance"),
    Store("bus", "company", "team-events"),
    # Anybody may put events on it.
    Store("bus", "partners", "team-partners", statements=(_allow("*", "events:PutEvents"),)),
    Store("rule", "refunds", "team-orders", calls=("orders-refund",)),
    Store("rule", "stock", "team-stores", calls=("stores-stock-sync",)),
    Store("rule", "router", "team-events", calls=("events-router",)),
    # Its senders are whoever puts events on the partners' bus; those of the next one are the company's.
    Store("rule", "partner-orders", "team-partners", calls=("partners-order-lookup",), bus="partners"),
    Store("rule", "partner-status", "team-partners", calls=("partners-order-status",), bus="company"),
)

STORES = (*_TABLES, *_QUEUES, *_TOPICS, *_SECRETS, *_OTHERS)
