"""The functions that are as they should be: a rule that fails one of them is wrong, or the world has moved on."""

from bartizan_demo.company.aws.data import objects, queue, secret, table
from bartizan_demo.company.aws.nouns import (
    ANALYTICS,
    IRELAND,
    PRODUCTION,
    VIRGINIA,
    Alias,
    Function,
    Grant,
    Layer,
    Permit,
    Version,
)
from bartizan_demo.company.aws.other_services import QUERYING
from bartizan_demo.company.package_noise import OF_ZOD
from bartizan_demo.emulators.shared.packages import CodeContents

OBSERVABILITY = Layer(
    "observability", versions=3, package=CodeContents({"wrapt": "2.0.1"}), shared={1: "*", 3: ANALYTICS}
)
"""Its first version was opened to everybody, and forgotten."""

OBSERVABILITY_US = Layer("observability", region=VIRGINIA, versions=2, package=CodeContents({"wrapt": "2.0.1"}))
OBSERVABILITY_ANALYTICS = Layer("observability", ANALYTICS, versions=2)
LAYERS = (OBSERVABILITY, OBSERVABILITY_US, OBSERVABILITY_ANALYTICS)

_LATEST = (OBSERVABILITY.arn(3),)


def _bus(rule: str, account: str = PRODUCTION, region: str = IRELAND) -> tuple[Permit, ...]:
    """Return the grant that lets one rule of the event bus invoke a function."""
    return (Permit("events.amazonaws.com", f"arn:aws:events:{region}:{account}:rule/{rule}"),)


def _upload(bucket: str, account: str = PRODUCTION) -> tuple[Permit, ...]:
    """Return the grant that lets one bucket of one account invoke a function."""
    return (Permit("s3.amazonaws.com", f"arn:aws:s3:::{bucket}", account),)


_PRODUCTION = (
    Function(
        "orders-create",
        "team-orders",
        env={
            "TABLE": "orders",
            "PAYMENT_SECRET_ARN": f"arn:aws:secretsmanager:{IRELAND}:{PRODUCTION}:secret:orders/pay",
        },
        grants=(table("orders"), secret("orders/pay-*")),
        layers=_LATEST,
        is_exemplary=True,
    ),
    Function(
        "orders-read",
        "team-orders",
        runtime="nodejs22.x",
        grants=(table("orders", "GetItem"),),
        versions=(Version(runtime="nodejs20.x"), Version()),
        aliases=(Alias("live", 2),),
        is_exemplary=True,
    ),
    Function(
        "orders-fulfil",
        "team-orders",
        runtime="nodejs22.x",
        grants=(queue("orders"),),
        sources=(f"arn:aws:sqs:{IRELAND}:{PRODUCTION}:orders",),
        is_exemplary=True,
    ),
    Function("orders-refund", "team-orders", grants=(table("refunds"),), permits=_bus("refunds"), is_exemplary=True),
    Function(
        "orders-notify",
        "team-orders",
        env={"TOPIC_ARN": f"arn:aws:sns:{IRELAND}:{PRODUCTION}:order-events", "LOG_LEVEL": "info"},
        grants=(Grant(("sns:Publish",), (f"arn:aws:sns:{IRELAND}:{PRODUCTION}:order-events",)),),
        is_exemplary=True,
    ),
    Function(
        "fleet-position-ingest",
        "team-fleet",
        runtime="java21",
        package=CodeContents({"com.fasterxml.jackson.core:jackson-databind": "2.20.1"}),
        grants=(table("positions"),),
        memory=1024,
        is_exemplary=True,
    ),
    Function("fleet-route-planner", "team-fleet", grants=(table("routes"),), layers=_LATEST, is_exemplary=True),
    Function(
        "fleet-telemetry-archive",
        "team-fleet",
        grants=(objects("company-prod-telemetry", "PutObject"),),
        permits=_upload("company-prod-telemetry"),
        is_exemplary=True,
    ),
    Function("customer-address-check", "team-customer", env={"COUNTRY_LIST": "IE,GB,NL"}, is_exemplary=True),
    Function("customer-token-check", "team-customer", is_exemplary=True),
    Function("customer-profile-write", "team-customer", grants=(table("profiles"),), is_exemplary=True),
    Function("stores-stock-sync", "team-stores", grants=(table("stock"),), permits=_bus("stock"), is_exemplary=True),
    Function(
        "stores-price-publish",
        "team-stores",
        runtime="nodejs22.x",
        package=CodeContents({"zod": "4.1.12"}, OF_ZOD),
        is_exemplary=True,
    ),
    Function("finance-ledger-post", "team-finance", grants=(table("ledger", "PutItem"),), is_exemplary=True),
    Function("finance-tax-report", "team-finance", runtime="java21", is_exemplary=True, memory=512, timeout=120),
    Function(
        "platform-key-rotation",
        "team-platform",
        grants=(
            Grant(("secretsmanager:RotateSecret",), (f"arn:aws:secretsmanager:{IRELAND}:{PRODUCTION}:secret:app/*",)),
        ),
        permits=(Permit("secretsmanager.amazonaws.com", source_account=PRODUCTION),),
        is_exemplary=True,
    ),
    Function("platform-tag-audit", "team-platform", grants=(Grant(("tag:GetResources",)),), is_exemplary=True),
    Function(
        "events-router",
        "team-events",
        permits=_bus("router"),
        grants=(queue("events", "SendMessage"),),
        is_exemplary=True,
    ),
)

_VIRGINIA = (
    Function("edge-headers", "team-stores", region=VIRGINIA, runtime="nodejs22.x", is_exemplary=True),
    Function("edge-redirects", "team-stores", region=VIRGINIA, runtime="nodejs22.x", is_exemplary=True),
    Function(
        "stores-us-stock-sync",
        "team-stores",
        region=VIRGINIA,
        grants=(table("stock", region=VIRGINIA),),
        layers=(OBSERVABILITY_US.arn(2),),
        is_exemplary=True,
    ),
)

_ANALYTICS = (
    Function(
        "data-lake-compact",
        "team-data",
        ANALYTICS,
        grants=(objects("company-analytics-lake", "GetObject", "PutObject"),),
        layers=(OBSERVABILITY_ANALYTICS.arn(2),),
        is_exemplary=True,
    ),
    Function(
        "data-quality-check", "team-data", ANALYTICS, grants=(objects("company-analytics-lake"),), is_exemplary=True
    ),
    Function(
        "data-events-enrich",
        "team-data",
        ANALYTICS,
        permits=_upload("company-analytics-lake", ANALYTICS),
        is_exemplary=True,
    ),
    # May build queries and change their workflow, as a function may that is open; nobody outside calls this one.
    Function(
        "data-report-mailer",
        "team-data",
        ANALYTICS,
        VIRGINIA,
        grants=(Grant(("ses:SendEmail",)), *QUERYING),
        is_exemplary=True,
    ),
    Function(
        "tools-cost-report",
        "team-tools",
        ANALYTICS,
        VIRGINIA,
        grants=(Grant(("ce:GetCostAndUsage",)),),
        is_exemplary=True,
    ),
)

EXEMPLARY_FUNCTIONS = _PRODUCTION + _VIRGINIA + _ANALYTICS
