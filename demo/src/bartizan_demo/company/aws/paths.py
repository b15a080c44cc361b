"""Ways in that end somewhere: for each kind of attack path one that is open, and beside it one that only looks so."""

from bartizan_demo.company.aws.data import decrypt, objects, secret, table
from bartizan_demo.company.aws.nouns import (
    ANALYTICS,
    IRELAND,
    PRODUCTION,
    PUBLIC_URL,
    VENDOR,
    Function,
    Grant,
    Permit,
    Role,
    Url,
)
from bartizan_demo.company.aws.other_services import REPAIRS
from bartizan_demo.emulators.shared.packages import CodeContents

_PROVIDER = f"arn:aws:iam::{PRODUCTION}:oidc-provider/token.actions.githubusercontent.com"
_CUSTOMERS = (objects("company-prod-customer-data"), decrypt())
_SUPPORT = (secret("support/*"), table("labels", "GetItem"), decrypt())
_EVENTS = f"arn:aws:sqs:{IRELAND}:{PRODUCTION}:events"


def _rule(name: str) -> tuple[Permit, ...]:
    return (Permit("events.amazonaws.com", f"arn:aws:events:{IRELAND}:{PRODUCTION}:rule/{name}", PRODUCTION),)


def _code_of(*names: str) -> Grant:
    return Grant(
        ("lambda:UpdateFunctionCode",),
        tuple(f"arn:aws:lambda:{IRELAND}:{PRODUCTION}:function:{name}" for name in names),
    )


ROLES = (
    # Every repository of GitHub may become it: nobody wrote the condition.
    Role(
        "release-uploader",
        owner="team-stores",
        grants=(objects("company-prod-artefacts", "GetObject", "PutObject"), decrypt()),
        trusts={"Federated": _PROVIDER},
    ),
    # The same, for the company's own main branch alone.
    Role(
        "release-signer",
        owner="team-platform",
        grants=(objects("company-prod-artefacts"), decrypt()),
        trusts={"Federated": _PROVIDER},
        trusted_when={
            "StringEquals": {
                "token.actions.githubusercontent.com:sub": "repo:company/release:ref:refs/heads/main",
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            }
        },
    ),
)

_ADMINISTRATORS = (
    # A chat's commands arrive at an open URL, and it may do everything.
    Function(
        "platform-chat-commands",
        "team-platform",
        managed=("AdministratorAccess",),
        has_boundary=False,
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    # Only signed calls come in.
    Function(
        "platform-chat-status", "team-platform", managed=("AmazonS3FullAccess",), url=Url("AWS_IAM"), in_vpc=False
    ),
    # An open URL, a parser of YAML that is years behind, and it may do everything.
    Function(
        "tools-invoice-preview",
        "team-tools",
        package=CodeContents({"PyYAML": "5.3"}),
        managed=("AdministratorAccess",),
        has_boundary=False,
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    # Makes an environment for each branch: passes any role to a function that it makes.
    Function(
        "tools-preview-environments",
        "team-tools",
        grants=(Grant(("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")),),
        has_boundary=False,
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    # The same grants; the boundary denies iam:PassRole.
    Function(
        "tools-preview-images",
        "team-tools",
        grants=(Grant(("iam:PassRole", "lambda:CreateFunction")),),
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
)

_EVENTS_IN = (
    # Works off the queue that anybody may fill, as administrator.
    Function(
        "events-provisioning",
        "team-events",
        managed=("AdministratorAccess",),
        has_boundary=False,
        sources=(_EVENTS,),
        in_vpc=False,
    ),
    # Works off the orders' queue, which only the company's own topic fills.
    Function(
        "orders-receipt",
        "team-orders",
        grants=_CUSTOMERS,
        sources=(f"arn:aws:sqs:{IRELAND}:{PRODUCTION}:orders",),
        is_exemplary=True,
    ),
    # Any account's bucket invokes it, and it reads customers' data.
    Function(
        "customer-avatar-scan", "team-customer", permits=(Permit("s3.amazonaws.com"),), grants=_CUSTOMERS, in_vpc=False
    ),
    # Only the company's own bucket does.
    Function(
        "customer-avatar-crop",
        "team-customer",
        permits=(Permit("s3.amazonaws.com", "arn:aws:s3:::company-prod-customer-data", PRODUCTION),),
        grants=_CUSTOMERS,
        is_exemplary=True,
    ),
    # Called when somebody signs up to the storefront, which anyone may, and it reads customers' data.
    Function(
        "customer-welcome",
        "team-customer",
        permits=(
            Permit(
                "cognito-idp.amazonaws.com",
                f"arn:aws:cognito-idp:{IRELAND}:{PRODUCTION}:userpool/{IRELAND}_storefront",
                PRODUCTION,
            ),
        ),
        grants=_CUSTOMERS,
    ),
    # A vendor's account may call it.
    Function("finance-levy-service", "team-finance", permits=(Permit(VENDOR),), grants=_CUSTOMERS, in_vpc=False),
    # The company's other account may.
    Function("finance-levy-report", "team-finance", permits=(Permit(ANALYTICS),), grants=_CUSTOMERS),
)

_ROUTED = (
    # Behind a route that asks nobody, and behind the partners' bus; it reads customers' data.
    Function("partners-order-lookup", "team-partners", permits=_rule("partners/partner-orders"), grants=_CUSTOMERS),
    # The same behind the company's own bus.
    Function(
        "partners-order-status",
        "team-partners",
        permits=_rule("company/partner-status"),
        grants=_CUSTOMERS,
        is_exemplary=True,
    ),
)

_CODE = (
    # Open, and may replace the code of the rotation function, which needs no signature. It changes a service and a
    # stack that have roles of their own, and runs tasks as one.
    Function(
        "tools-hotfix",
        "team-tools",
        grants=(_code_of("platform-password-rotation"), *REPAIRS),
        has_boundary=False,
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    Function("platform-password-rotation", "team-platform", signing="", grants=(Grant(("ec2:DescribeVpcs",)),)),
    Function(
        "tools-rollback",
        "team-tools",
        grants=(_code_of("platform-migration"),),
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    Function(
        "platform-migration",
        "team-platform",
        signing="",
        managed=("AdministratorAccess",),
        has_boundary=False,
        permits=(Permit("events.amazonaws.com", f"arn:aws:events:{IRELAND}:{PRODUCTION}:rule/stock", PRODUCTION),),
    ),
    Function(
        "stores-theme-publisher",
        "team-stores",
        grants=(_code_of("stores-loyalty-sync"),),
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    Function("stores-loyalty-sync", "team-stores", signing="", grants=_CUSTOMERS),
    # A package that steals what it finds, in an open function that reads a table.
    Function(
        "stores-widget",
        "team-stores",
        runtime="nodejs20.x",
        package=CodeContents({"flatmap-stream": "0.1.1"}),
        grants=(table("labels", "GetItem"), decrypt()),
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
    # An open URL, the role reads a secret and a table; no package is known to be vulnerable.
    Function(
        "support-callback",
        "team-support",
        grants=_SUPPORT,
        url=Url("NONE"),
        permits=PUBLIC_URL,
        in_vpc=False,
    ),
)

_CLOSED = (
    # What the open ones reach, these reach too; nobody outside calls them.
    Function("support-digest", "team-support", grants=_SUPPORT, is_exemplary=True),
    Function("customer-search", "team-customer", grants=_CUSTOMERS, is_exemplary=True),
    Function("stores-widget-render", "team-stores", grants=(table("labels", "GetItem"), decrypt()), is_exemplary=True),
    # Reads what code runs and replaces none.
    Function(
        "tools-release-notes",
        "team-tools",
        grants=(Grant(("lambda:GetFunctionConfiguration",), (f"arn:aws:lambda:{IRELAND}:{PRODUCTION}:function:*",)),),
        is_exemplary=True,
    ),
    # A rotation function that nobody else may change.
    Function("platform-token-rotation", "team-platform", is_exemplary=True),
)

FUNCTIONS = (*_ADMINISTRATORS, *_EVENTS_IN, *_ROUTED, *_CODE, *_CLOSED)
