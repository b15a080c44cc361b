"""Read resource policies from the typed tables and write the access that they grant."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bartizan.permit.aws.access import columns, grants
from bartizan.permit.aws.caller import Organization
from bartizan.permit.aws.entrance import Entrance
from bartizan.permit.aws.gateway import gate, routes
from bartizan.permit.aws.language.policy import PolicyError, parsed
from bartizan.permit.aws.principals import organizations
from bartizan.permit.by_row import ByRow
from bartizan.permit.tables import append
from bartizan.store import Engine

READS = ("aws_resource_document", "aws_apigateway_method", "aws_account_organization")
_LISTS = (
    "open_actions",
    "public_actions",
    "services",
    "unscoped_services",
    "foreign_accounts",
    "organizations",
    "source_arns",
    "changing",
)
_FLAGS = (
    "is_invocable",
    "is_url_open",
    "is_url_open_to_accounts",
    "is_behind_cloudfront",
    "allows_any_distribution",
    "allows_every_action",
    "is_layer_open",
)
TABLES = {
    "aws_resource_access": {"id": "varchar", **dict.fromkeys(_LISTS, "varchar[]"), **dict.fromkeys(_FLAGS, "boolean")},
    "aws_resource_grant": {
        **dict.fromkeys(("id", "who_kind", "who", "account", "sid"), "varchar"),
        "actions": "varchar[]",
        "is_not_actions": "boolean",
        **dict.fromkeys(("sources", "conditions"), "varchar[]"),
    },
    "aws_apigateway_gate": {"id": "varchar", **dict.fromkeys(("is_open", "is_open_to_endpoints"), "boolean")},
    "aws_apigateway_route_gate": {"id": "varchar", "open_stages": "varchar[]"},
}
"""What the policies of resources allow.

``aws_resource_access``: one row per resource whose policy was read. ``aws_resource_grant``: one row per statement and
each principal that it allows, with the condition keys that are left undecided. ``aws_apigateway_gate``: one row per API
with a policy, and ``aws_apigateway_route_gate``: one per method of it, with the stages that the internet may call.
"""

BY_ROW = ByRow(
    ("aws_resource_access", "aws_resource_grant"),
    "aws_resource_document",
    ("aws_account_organization", "aws_apigateway_method"),
    but="aws_apigateway_method",
)


def permit_resources(engine: Engine) -> None:
    """Create the tables about resources."""
    access: list[dict[str, Any]] = []
    granted: list[dict[str, Any]] = []
    gates: list[dict[str, Any]] = []
    per_route: list[dict[str, Any]] = []
    in_organization = organizations(engine)
    methods = {row["id"]: row for row in engine.rows("select * from aws_apigateway_method")}
    rows = engine.rows(
        "select * from aws_resource_document where document is not null "
        f"and id not in (select id from {BY_ROW.standing}) order by id"
    )
    for row in rows:
        if not row["document"]:
            access.append({"id": row["id"], **{name: [] for name in _LISTS}, **dict.fromkeys(_FLAGS, False)})
            continue
        for door in _entrance(row, in_organization.get(row["scope"])):
            if api := methods.get(row["id"]):
                gates.append({"id": row["id"], **gate(door, api, row["region"])})
                per_route += routes(door, api, row["region"])
                continue
            access.append({"id": row["id"], **columns(door)})
            granted += grants(door)
    append(engine, "aws_resource_access", access)
    append(engine, "aws_resource_grant", granted)
    append(engine, "aws_apigateway_gate", gates)
    append(engine, "aws_apigateway_route_gate", per_route)


def _entrance(row: Mapping[str, Any], organization: Organization | None) -> Iterator[Entrance]:
    try:
        statements = parsed(row["document"])
    except PolicyError:
        return
    if ":resource-policy:" in row["id"]:
        # It is about the account's log groups, whichever it names.
        statements = tuple(replace(each, resources=("*",), is_not_resources=False) for each in statements)
    now = row["observed_at"].replace(tzinfo=datetime.UTC)
    yield Entrance(statements, row["id"], row["scope"], now, organization)
