"""The company's APIs on AWS: which function answers where, and who is asked for a name before."""

from bartizan_demo.company.aws.nouns import ANALYTICS, Api, Function, PlantedSecret, Route
from bartizan_demo.company.aws.paths import FUNCTIONS
from bartizan_demo.company.aws.secure import EXEMPLARY_FUNCTIONS
from bartizan_demo.company.aws.vulnerable import TELLING_FUNCTIONS

_FUNCTIONS = {function.name: function for function in (*EXEMPLARY_FUNCTIONS, *TELLING_FUNCTIONS, *FUNCTIONS)}


def _to(name: str) -> Function:
    return _FUNCTIONS[name]


_OFFICES = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"},
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": "execute-api:/*",
            "Condition": {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
        },
    ],
}
_WITHIN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "execute-api:Invoke",
            "Resource": "execute-api:/*",
            "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0e85a6"}},
        },
    ],
}

APIS = (
    # One route asks who is there, the export does not; and nobody would see it in a log.
    Api(
        "customer-api",
        "team-customer",
        routes=(
            Route("GET", "/customers/export", _to("customer-export")),
            Route("PUT", "/customers/{id}", _to("customer-profile-write"), "AWS_IAM"),
            Route("POST", "/address-checks", _to("customer-address-check"), "CUSTOM"),
        ),
        authorizer=_to("customer-token-check"),
        is_logged=False,
        has_waf=False,
    ),
    Api(
        "orders-api",
        "team-orders",
        "HTTP",
        routes=(
            Route("POST", "/orders", _to("orders-create"), "JWT"),
            Route("GET", "/orders/{id}", _to("orders-read"), "JWT"),
        ),
    ),
    # The digest is open to anybody, on an HTTP API without access logs.
    Api(
        "events-api",
        "team-events",
        "HTTP",
        routes=(
            Route("GET", "/digest", _to("events-digest")),
            Route("GET", "/partner-orders", _to("partners-order-lookup")),
            Route("POST", "/events", _to("events-router"), "AWS_IAM"),
        ),
        is_logged=False,
    ),
    # An API key is no authentication, and a stage variable no place for a key. Its second stage is as AWS makes one.
    Api(
        "stores-api",
        "team-stores",
        routes=(Route("GET", "/labels", _to("stores-label-printer"), needs_api_key=True),),
        variables={"PRINTER_TOKEN": PlantedSecret.SESSION_TOKEN, "PRINTER": "label-7"},
        bare_stage="beta",
    ),
    # Open, but reachable only through a VPC endpoint: not the internet's business.
    Api(
        "finance-internal",
        "team-finance",
        routes=(Route("POST", "/ledger", _to("finance-ledger-post")),),
        endpoint="PRIVATE",
        policy=_WITHIN,
    ),
    # Open, but only to the offices' addresses.
    Api("fleet-api", "team-fleet", routes=(Route("GET", "/routes", _to("fleet-route-planner")),), policy=_OFFICES),
    # Open, but never deployed: there is no stage to call.
    Api("partners-draft", "team-partners", routes=(Route("ANY", "/{proxy+}", _to("partners-edi-import")),), stage=""),
    Api(
        "search-api",
        "team-data",
        account=ANALYTICS,
        routes=(Route("POST", "/search", _to("data-search-index")),),
        is_logged=False,
    ),
)
