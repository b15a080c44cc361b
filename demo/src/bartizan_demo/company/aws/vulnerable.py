"""The functions that tell a story: each comment says what an attacker or an auditor would make of it."""

from bartizan_demo.company.aws.data import decrypt, objects, secret, table
from bartizan_demo.company.aws.layers import EDI_PARSER, INSIGHTS
from bartizan_demo.company.aws.nouns import (
    ANALYTICS,
    IRELAND,
    PRODUCTION,
    PUBLIC_URL,
    VENDOR,
    VIRGINIA,
    Alias,
    Function,
    Grant,
    Permit,
    PlantedSecret,
    Role,
    Url,
    Version,
)
from bartizan_demo.company.aws.other_services import QUERYING
from bartizan_demo.company.aws.secure import OBSERVABILITY
from bartizan_demo.emulators.shared.packages import CodeContents

OPERATIONS = Role(
    "operations-shared",
    owner="team-platform",
    grants=(Grant(("s3:*", "lambda:*")),),
    managed=("AWSLambdaBasicExecutionRole",),
)
"""Two functions share it, and it may do all of two services."""

EXPORTER = Role(
    "customer-export-reader",
    owner="team-customer",
    grants=(objects("company-prod-customer-data"), table("customers", "GetItem", "Query", "Scan"), decrypt()),
    managed=("AWSLambdaBasicExecutionRole",),
    trusts={"Service": "lambda.amazonaws.com", "AWS": f"arn:aws:iam::{VENDOR}:root"},
)
"""A vendor's account may assume it, too: it once fetched the exports by itself."""

BRIDGE_TARGET = Role(
    "analytics-reader",
    owner="team-data",
    grants=(objects("company-prod-customer-data"), secret("prod/*"), decrypt()),
    trusts={"AWS": f"arn:aws:iam::{ANALYTICS}:root"},
)
"""Production's door for the analytics account: whoever is in there reads customers' data."""

ROLES = (OPERATIONS, EXPORTER, BRIDGE_TARGET)

# An open URL, and a role that reads every production secret; its HTTP library is years behind.
CHECKOUT_WEBHOOK = Function(
    "checkout-webhook",
    "team-orders",
    package=CodeContents({"requests": "2.19.1", "urllib3": "1.23", "PyYAML": "5.3"}),
    grants=(secret("prod/*"), table("orders"), decrypt()),
    has_boundary=False,
    env={"STAGE": "prod", "ALLOWED_ORIGIN": "*"},
    signing="",
    concurrency=None,
    in_vpc=False,
    url=Url("NONE", ("*",)),
    permits=PUBLIC_URL,
)

# Behind an API route that asks for no authorizer, it reads customers' data.
CUSTOMER_EXPORT = Function(
    "customer-export",
    "team-customer",
    runtime="nodejs20.x",
    package=CodeContents({"lodash": "4.17.15", "minimist": "1.2.0", "jsonwebtoken": "8.5.1"}),
    role=EXPORTER.name,
    signing="",
    concurrency=None,
    in_vpc=False,
)

# Java with Log4Shell behind an open search API; its role reads the data lake.
SEARCH_INDEX = Function(
    "data-search-index",
    "team-data",
    ANALYTICS,
    runtime="java17",
    package=CodeContents({"org.apache.logging.log4j:log4j-core": "2.14.1", "com.h2database:h2": "1.4.199"}),
    grants=(objects("company-analytics-lake"), decrypt(ANALYTICS)),
    memory=2048,
    concurrency=None,
)

# A survey that anybody may call, on purpose: open, but its role can do nothing.
CUSTOMER_SURVEY = Function(
    "customer-survey",
    "team-customer",
    url=Url("NONE", ("https://www.company.example",)),
    permits=PUBLIC_URL,
    in_vpc=False,
)

# AuthType NONE with only the older of the two grants: since October 2025 nobody gets in.
PARTNERS_CALLBACK = Function(
    "partners-callback", "team-partners", url=Url("NONE"), permits=PUBLIC_URL[:1], signing="", has_dead_letter=False
)

PARTNERS_STATUS = Function(
    "partners-status", "team-partners", runtime="nodejs22.x", url=Url("AWS_IAM"), concurrency=None
)

# A public URL in the analytics account whose role may become production's analytics-reader, and change the workflow
# that runs queries.
QUERY_BRIDGE = Function(
    "tools-query-bridge",
    "team-tools",
    ANALYTICS,
    grants=(Grant(("sts:AssumeRole",), (BRIDGE_TARGET.arn,)), *QUERYING),
    has_boundary=False,
    package=CodeContents({"Jinja2": "2.11.2", "Flask": "1.0"}),
    url=Url("NONE", ("*",)),
    permits=PUBLIC_URL,
    signing="",
    in_vpc=False,
)

_OPEN = (
    CHECKOUT_WEBHOOK,
    CUSTOMER_EXPORT,
    SEARCH_INDEX,
    CUSTOMER_SURVEY,
    PARTNERS_CALLBACK,
    PARTNERS_STATUS,
    QUERY_BRIDGE,
)

_POLICIES = (
    # Anybody with an AWS account may invoke it, or fill the queue that it works off.
    Function(
        "events-replay",
        "team-events",
        permits=(Permit("*"),),
        grants=(table("events"),),
        sources=(f"arn:aws:sqs:{IRELAND}:{PRODUCTION}:events",),
    ),
    # Any bucket of any account may: the service principal is not bound to the company's account.
    Function("events-thumbnail", "team-events", permits=(Permit("s3.amazonaws.com"),)),
    # A customer's whole organisation is let in, by account: meant so, but worth a look.
    Function(
        "data-sharing-reader",
        "team-data",
        permits=(Permit(VENDOR), Permit(ANALYTICS)),
        sources=(f"arn:aws:kinesis:{IRELAND}:{VENDOR}:stream/shared-prices",),
        in_vpc=False,
    ),
)

_IDENTITIES = (
    # Deploys everything, so it was made administrator.
    Function("platform-deployer", "team-platform", managed=("AdministratorAccess",), has_boundary=False, timeout=900),
    Function("platform-cleanup", "team-platform", role=OPERATIONS.name, concurrency=None),
    Function("platform-janitor", "team-platform", role=OPERATIONS.name, concurrency=None),
    # May pass any role to a function it makes, and become any role: one step from everything those roles can do.
    Function(
        "platform-role-broker",
        "team-platform",
        grants=(
            Grant(("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")),
            Grant(("sts:AssumeRole",), ("arn:aws:iam::*:role/*",)),
        ),
        has_boundary=False,
    ),
    Function(
        "finance-reconcile",
        "team-finance",
        zones=1,
        managed=("AmazonS3FullAccess",),
        runtime="dotnet8",
        package=CodeContents({"Newtonsoft.Json": "12.0.2"}),
    ),
)

_CODE = (
    # What it is today is clean, but everybody calls last year's version at an open URL: old runtime, library, token.
    Function(
        "customer-loyalty",
        "team-customer",
        versions=(
            Version("python3.8", {"REPO_TOKEN": PlantedSecret.REPOSITORY_TOKEN}, CodeContents({"requests": "2.19.1"})),
            Version(),
        ),
        aliases=(Alias("live", 1, {"2": 0.1}, Url("NONE"), PUBLIC_URL), Alias("next", 2)),
    ),
    # Its signing config lets unsigned code pass with a warning.
    Function("stores-label-printer", "team-stores", signing="Warn", grants=(table("labels"),)),
    # Runs a layer of an account that is none of ours, on whatever anybody puts into the partners' bucket.
    Function(
        "partners-edi-import",
        "team-partners",
        permits=(Permit("s3.amazonaws.com", "arn:aws:s3:::company-prod-partner-drop"),),
        layers=(EDI_PARSER.arn(7),),
        grants=(objects("company-prod-partner-drop", "GetObject", "PutObject"),),
        signing="",
    ),
    # Two versions behind its own layer.
    Function("fleet-firmware-check", "team-fleet", layers=(OBSERVABILITY.arn(1),), signing=""),
    # A container image: signing, runtime updates and package reading do not apply.
    Function(
        "finance-invoice-render",
        "team-finance",
        runtime="",
        image=f"{PRODUCTION}.dkr.ecr.{IRELAND}.amazonaws.com/invoice-render:4.2.0",
        grants=(objects("company-prod-invoices", "PutObject"),),
        signing="",
    ),
    # AWS's own layer, from AWS's account: foreign, but not a stranger's. Nobody has called it for months.
    Function(
        "orders-archive-old",
        "team-orders",
        updates="Manual",
        concurrency=None,
        is_used=False,
        layers=(INSIGHTS.arn(53),),
    ),
)

_RUNTIMES = (
    Function(
        "legacy-price-feed",
        "team-stores",
        runtime="python3.8",
        package=CodeContents({"Pillow": "6.2.0", "Django": "2.2.10"}),
        leaky_file="config/settings.py",
        env={"UPLOAD_KEY_ID": PlantedSecret.ACCESS_KEY, "FEED_URL": "https://feeds.company.example/prices?format=csv"},
        signing="",
        updates="FunctionUpdate",
        log_days=0,
        log_format="Text",
        concurrency=None,
        has_kms=False,
        has_dead_letter=False,
        is_traced=False,
        in_vpc=False,
    ),
    Function(
        "tools-legacy-report",
        "team-tools",
        region=VIRGINIA,
        runtime="nodejs16.x",
        package=CodeContents({"moment": "2.29.1", "axios": "0.21.0", "flatmap-stream": "0.1.1"}),
        signing="",
        concurrency=None,
        state="Inactive",
        log_days=-1,
    ),
    Function(
        "events-digest",
        "team-events",
        runtime="ruby3.3",
        package=CodeContents({"rack": "2.2.2", "nokogiri": "1.11.0"}),
        signing="",
        on_failure=f"arn:aws:sqs:{IRELAND}:{VENDOR}:digest-failures",
    ),
)

_SECRETS = (
    Function(
        "support-ticket-bot",
        "team-support",
        env={
            "CHAT_TOKEN": PlantedSecret.CHAT_TOKEN,
            "REPO_TOKEN": PlantedSecret.REPOSITORY_TOKEN,
            "TICKET_SECRET_NAME": "support/tickets",  # a name, no secret: must not be reported
            "MAX_TICKETS": "50",
        },
        has_kms=False,
        signing="",
    ),
    Function(
        "finance-card-settle",
        "team-finance",
        env={"PAYMENT_API_KEY": PlantedSecret.PAYMENT_KEY, "DATABASE_URL": PlantedSecret.DATABASE_URL},
    ),
    Function(
        "data-experiment-runner",
        "team-data",
        ANALYTICS,
        env={"SESSION": PlantedSecret.SESSION_TOKEN},
        signing="",
        concurrency=None,
        in_vpc=False,
        has_kms=False,
        has_dead_letter=False,
        is_traced=False,
    ),
)

TELLING_FUNCTIONS = _OPEN + _POLICIES + _IDENTITIES + _CODE + _RUNTIMES + _SECRETS
