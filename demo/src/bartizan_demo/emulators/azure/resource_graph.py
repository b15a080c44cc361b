"""Resource Graph: the estate as tables of rows, and the answer to a query over them, page by page.

Source: https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import orjson

from bartizan_demo.emulators.azure import places as arm_places
from bartizan_demo.emulators.azure.errors import ArmError, bad_query, support
from bartizan_demo.emulators.azure.estate import MANAGEMENT_GROUPS, TENANT_ID, management_scope
from bartizan_demo.emulators.azure.index import Index, Resource
from bartizan_demo.emulators.azure.kql import Query, query
from bartizan_demo.emulators.azure.nouns import Assignment, Role
from bartizan_demo.emulators.azure.site import site
from bartizan_demo.emulators.azure.site_config import config_web

MOST_ROWS = 1000
"""The most rows of one page, whatever ``$top`` says."""

_ROLE_DEFINITIONS = "/providers/Microsoft.Authorization/RoleDefinitions"


class ResourceGraph:
    """Answers queries; rows are made once, when a table is first asked for."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return one page of the answer to a request body; raises ArmError for a bad query, scope or page."""
        asked = query(str(request.get("query", "")))
        options = request.get("options") or {}
        rows = self._table(asked, str(options.get("authorizationScopeFilter", "")))
        visible = self._visible(request.get("subscriptions"))
        found = asked.rows(row for row in rows if not row["subscriptionId"] or row["subscriptionId"] in visible)
        start, size = _page(options, self._index.estate.page_size)
        page = found[start : start + size]
        has_more = start + len(page) < len(found)
        can_continue = not asked.columns or "id" in asked.columns  # rows without an id cannot be paged
        body: dict[str, Any] = {
            "totalRecords": len(found),
            "count": len(page),
            "data": _as_table(page, asked) if options.get("resultFormat") == "table" else page,
            "facets": [],
            "resultTruncated": "true" if has_more and not can_continue else "false",
        }
        return {**body, "$skipToken": _token(start + size)} if has_more and can_continue else body

    def _visible(self, asked: Any) -> set[str]:
        known = set(self._index.subscriptions)
        if not asked:
            return known
        visible = known & {str(each).lower() for each in asked}
        if visible:
            return visible
        message = f"There must be at least one subscription that is eligible to contain resources. Given: '{asked}'."
        code = "NoValidSubscriptionsInQueryRequest"
        raise ArmError(400, "BadRequest", support(), [{"code": code, "message": message}])

    def _table(self, asked: Query, scopes: str) -> list[dict[str, Any]]:
        if asked.table == "authorizationresources":
            above = scopes.lower() in {"atscopeandabove", "atscopeaboveandbelow"}
            return [row for row in self._authorization if above or row["subscriptionId"] or _is_definition(row)]
        tables = {
            "resources": "_resources",
            "appserviceresources": "_apps",
            "resourcecontainers": "_containers",
            "securityresources": "_plans",
        }
        rows: list[dict[str, Any]] = getattr(self, tables[asked.table])
        return rows

    @cached_property
    def _resources(self) -> list[dict[str, Any]]:
        estate = self._index.estate
        things: tuple[Resource, ...] = (*estate.apps, *estate.plans, *estate.identities, *estate.stores)
        return [self._row(each) for each in things]

    def _row(self, each: Resource) -> dict[str, Any]:
        body = arm_places.body_of(self._index, each, site)
        return {**self._common(each, body), "id": self._index.id(each, indexed=True)}

    def _common(self, each: Resource, body: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **_row(body["name"], body["type"], self._index.subscription_id(each)),
            "kind": body.get("kind") or "",
            "location": body["location"].replace(" ", "").lower(),
            "resourceGroup": self._index.group(each).name.lower(),
            "sku": body.get("sku"),
            "properties": body["properties"],
            "tags": body.get("tags"),
            "identity": body.get("identity"),
        }

    @cached_property
    def _apps(self) -> list[dict[str, Any]]:
        """Rows of config/web. Their properties are spelled with capitals, unlike those of ARM's own answer."""
        return [
            {
                **self._common(app, config_web(self._index, app)),
                "id": f"{self._index.id(app, indexed=True)}/config/web",
                "properties": _capitalized(config_web(self._index, app)["properties"]),
            }
            for app in self._index.estate.apps
            if "azurecontainerapps" not in app.tokens
        ]

    @cached_property
    def _plans(self) -> list[dict[str, Any]]:
        plans = [
            (each.id, arm_places.defender_plan(each, name))
            for each in self._index.estate.subscriptions
            for name in arm_places.DEFENDER_PLANS
        ]
        return [
            {**_row(body["name"], body["type"], holder), "id": body["id"], "properties": body["properties"]}
            for holder, body in plans
        ]

    @cached_property
    def _authorization(self) -> list[dict[str, Any]]:
        custom_at = next(iter(self._index.subscriptions))
        definitions = [_definition(each, custom_at) for each in self._index.estate.roles]
        return [*definitions, *(self._assignment(each) for each in self._index.estate.assignments)]

    def _assignment(self, each: Assignment) -> dict[str, Any]:
        parts = each.scope.lower().split("/")
        holder = parts[2] if len(parts) > 2 and parts[1] == "subscriptions" else ""
        body = arm_places.role_assignment(each, holder)
        role = f"{_ROLE_DEFINITIONS}/{each.role}"
        return {
            **_row(each.id, body["type"], holder),
            "id": body["id"].replace("/roleAssignments/", "/RoleAssignments/"),
            "location": "global",
            "properties": {**body["properties"], "roleDefinitionId": role},
        }

    @cached_property
    def _containers(self) -> list[dict[str, Any]]:
        return [*self._subscription_rows(), *self._group_rows(), *_management_rows()]

    def _subscription_rows(self) -> Iterator[dict[str, Any]]:
        for each in self._index.estate.subscriptions:
            body = arm_places.subscription(each)
            chain = [{"name": name, "displayName": name} for name in (*reversed(MANAGEMENT_GROUPS), TENANT_ID)]
            properties = {"state": body["state"], "managedByTenants": [], "managementGroupAncestorsChain": chain}
            row = _row(each.name, "microsoft.resources/subscriptions", each.id)
            yield {**row, "id": body["id"], "properties": properties}

    def _group_rows(self) -> Iterator[dict[str, Any]]:
        for each in self._index.estate.groups:
            body = arm_places.resource_group(self._index, each)
            type_ = "microsoft.resources/subscriptions/resourcegroups"
            row = _row(each.name, type_, self._index.subscription_id(each))
            own = {"location": body["location"], "resourceGroup": each.name.lower(), "properties": body["properties"]}
            yield {**row, **own, "id": self._index.scope(each, indexed=True), "tags": {}}


def _is_definition(row: Mapping[str, Any]) -> bool:
    return bool(row["type"] == "microsoft.authorization/roledefinitions")


def _definition(each: Role, subscription: str) -> dict[str, Any]:
    body = arm_places.role_definition(each, subscription)
    own = {"location": "global", "properties": {**body["properties"], "isServiceRole": "false"}}
    return {**_row(each.id, body["type"], ""), **own, "id": f"{_ROLE_DEFINITIONS}/{each.id}"}


def _management_rows() -> Iterator[dict[str, Any]]:
    parents = (TENANT_ID, *MANAGEMENT_GROUPS)
    for name, parent in zip(MANAGEMENT_GROUPS, parents, strict=False):
        details = {"version": 1, "parent": {"id": management_scope(parent), "name": parent, "displayName": parent}}
        row = _row(name, "microsoft.management/managementgroups", "")
        yield {**row, "id": management_scope(name), "properties": {"displayName": name, "details": details}}


def _row(name: str, type_: str, subscription: str) -> dict[str, Any]:
    return {
        "id": "",
        "name": name,
        "type": type_.lower(),
        "tenantId": TENANT_ID,
        "kind": "",
        "location": "",
        "resourceGroup": "",
        "subscriptionId": subscription,
        "managedBy": "",
        "sku": None,
        "plan": None,
        "properties": {},
        "tags": None,
        "identity": None,
        "zones": None,
        "extendedLocation": None,
    }


def _capitalized(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: _capitalized(inner) for name, inner in value.items()}
    return [_capitalized(each) for each in value] if isinstance(value, list) else value


def _page(options: Mapping[str, Any], page_size: int) -> tuple[int, int]:
    top = options.get("$top", MOST_ROWS)
    if not isinstance(top, int) or not 1 <= top <= MOST_ROWS:
        raise bad_query("InvalidTop", f"$top must be between 1 and {MOST_ROWS}.")
    token = options.get("$skipToken")
    if not token:
        return int(options.get("$skip", 0)), min(top, page_size)
    try:
        return int(orjson.loads(base64.b64decode(str(token), validate=True))["RowsToSkip"]), min(top, page_size)
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise bad_query("InvalidSkipToken", "The skip token is invalid.") from None


def _token(skip: int) -> str:
    return base64.b64encode(orjson.dumps({"$id": "1", "MaxRows": MOST_ROWS, "RowsToSkip": skip})).decode()


def _as_table(page: list[dict[str, Any]], asked: Query) -> dict[str, Any]:
    names = [*asked.columns] or [*(page[0] if page else {})]
    columns = [{"name": name, "type": "string" if name == "id" else "object"} for name in names]
    return {"columns": columns, "rows": [[row[name] for name in names] for row in page]}
