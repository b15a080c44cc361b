"""Puts two GraphQL APIs there: the stores' takes an API key that every browser has, the fleet's takes signatures."""

from typing import Any

from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION
from bartizan_demo.emulators.aws.services.canned_listings import shelve

_CALLED = {"storefront": ("API_KEY", "stores-label-printer"), "fleet": ("AWS_IAM", "fleet-firmware-check")}


def fill_graphql_apis() -> None:
    """Fill production; the functions must be there."""
    for name, (way, function) in _CALLED.items():
        shelve(PRODUCTION, IRELAND, "graphql_api", _api(name, way, function))


def _api(name: str, way: str, function: str) -> dict[str, Any]:
    arn = f"arn:aws:lambda:{IRELAND}:{PRODUCTION}:function:{function}"
    source = {"name": function.replace("-", "_"), "type": "AWS_LAMBDA", "lambdaConfig": {"lambdaFunctionArn": arn}}
    return {
        **{"apiId": f"{name}graph", "arn": f"arn:aws:appsync:{IRELAND}:{PRODUCTION}:apis/{name}graph", "name": name},
        **{"authenticationType": way, "visibility": "GLOBAL", "apiType": "GRAPHQL", "tags": {"owner": "team-stores"}},
        "_sources": [source],
    }
