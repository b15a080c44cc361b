"""Ways to what lies beyond a function: another account's code, an image, a private network, the other cloud's login."""

from bartizan_demo.company.aws.data import decrypt, objects, table
from bartizan_demo.company.aws.nouns import (
    ANALYTICS,
    IRELAND,
    PRODUCTION,
    PUBLIC_URL,
    Function,
    Grant,
    Permit,
    Role,
    Url,
)
from bartizan_demo.company.aws.other_services import FORECASTS, LOOKS
from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.nouns import guid

_ISSUER = f"sts.windows.net/{TENANT_ID}"
_SCHEDULE = Permit("events.amazonaws.com", f"arn:aws:events:{IRELAND}:{ANALYTICS}:rule/nightly", ANALYTICS)
_IMAGE = f"arn:aws:ecr:{IRELAND}:{PRODUCTION}:repository/invoice-render"


def _role_of(function: str) -> str:
    return f"arn:aws:iam::{PRODUCTION}:role/{function}-role"


def _code_of(*names: str) -> Grant:
    return Grant(
        ("lambda:GetFunction", "lambda:UpdateFunctionCode"),
        tuple(f"arn:aws:lambda:{IRELAND}:{ANALYTICS}:function:{name}" for name in names),
    )


ROLES = (
    # Two apps of the company's Azure may become it: one that asks nobody, and one that lets nobody in.
    # What others open to any account is denied to it.
    Role(
        "stores-shelf-reader",
        owner="team-stores",
        grants=(table("labels", "GetItem"), decrypt(), Grant(("events:*", "lambda:*", "sqs:*"), effect="Deny")),
        trusts={"Federated": f"arn:aws:iam::{PRODUCTION}:oidc-provider/{_ISSUER}/"},
        trusted_when={
            "StringEquals": {
                f"{_ISSUER}/:sub": [guid("principal", "func-store-locator"), guid("principal", "func-returns")]
            }
        },
    ),
)

_OPEN = (
    # Each is open, and replaces the code of one function of the other account, whose policy lets it. The second one
    # makes forecasts, too: it submits their job, and opens their notebook, endpoint and interpreter.
    Function(
        "tools-catalogue-release",
        "team-tools",
        grants=(_code_of("data-catalogue"),),
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    Function(
        "tools-lake-release",
        "team-tools",
        grants=(_code_of("data-lake-index"), *FORECASTS),
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    # Pushes the image that the invoices are rendered with.
    Function(
        "finance-invoice-release",
        "team-finance",
        grants=(Grant(("ecr:PutImage",), (_IMAGE,)),),
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    # May do nothing; the ledger's security group lets it in.
    Function("finance-ledger-status", "team-finance", url=Url("NONE"), permits=PUBLIC_URL),
    # Has the grants of the others as far as they go: the policies over there let it look, it only pulls the image, it
    # passes no role, and opens nothing that makes forecasts.
    Function(
        "tools-release-status",
        "team-tools",
        grants=(_code_of("data-catalogue", "data-lake-index"), Grant(("ecr:BatchGetImage",), (_IMAGE,)), *LOOKS),
        url=Url("NONE"),
        permits=PUBLIC_URL,
    ),
)

_CHANGED = (
    Function(
        "data-catalogue",
        "team-data",
        ANALYTICS,
        signing="",
        managed=("AdministratorAccess",),
        has_boundary=False,
        permits=(
            _SCHEDULE,
            Permit(_role_of("tools-catalogue-release"), action="lambda:UpdateFunctionCode"),
            Permit(_role_of("tools-release-status"), action="lambda:GetFunction"),
        ),
    ),
    Function(
        "data-lake-index",
        "team-data",
        ANALYTICS,
        signing="",
        grants=(objects("company-analytics-lake"), decrypt(ANALYTICS)),
        permits=(
            _SCHEDULE,
            Permit(_role_of("tools-lake-release"), action="lambda:UpdateFunctionCode"),
            Permit(_role_of("tools-release-status"), action="lambda:GetFunction"),
        ),
    ),
)

# What the open ones do, these do too, where nobody outside calls them.
_CLOSED = (
    Function("tools-catalogue-audit", "team-tools", grants=(_code_of("data-catalogue"),), is_exemplary=True),
    Function("tools-lake-audit", "team-tools", grants=(_code_of("data-lake-index"),), is_exemplary=True),
    Function("tools-image-audit", "team-tools", grants=(Grant(("ecr:BatchGetImage",), (_IMAGE,)),), is_exemplary=True),
    Function("finance-ledger-close", "team-finance", is_exemplary=True),
    Function("stores-shelf-count", "team-stores", grants=(table("labels", "GetItem"), decrypt()), is_exemplary=True),
)

FUNCTIONS = (*_OPEN, *_CHANGED, *_CLOSED)
