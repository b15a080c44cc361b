"""What a listing brought: from Resource Graph where that knows the kind, else from ARM, one subscription at a time."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bartizan.collect.azure.engine.collector import Body, GraphQuery, Item, Listing
from bartizan.collect.azure.engine.resource_graph import graph_rows
from bartizan.collect.azure.transport.arm_id import is_guid, resource_type, subscription_of, url_path
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome

_RESOURCES_VERSION = "2021-04-01"
_ABOVE = ("/providers/microsoft.management/managementgroups/", "/providers/microsoft.authorization/")


@dataclass
class Listed:
    """The items that could be read, and why there may be more."""

    items: dict[str, Item] = field(default_factory=dict)
    error: CallError | None = None

    def add(self, item: Item) -> None:
        """Keep an item; a page that shifts while it is read may bring one twice."""
        self.items.setdefault(item.key, item)


Shared = dict[Listing, dict[str, Listed]]
"""Listing → subscription → what Resource Graph lists there; a subscription of which it says nothing is left out."""


async def graph_listings(client: ArmClient, listings: Iterable[Listing], subscriptions: Sequence[str]) -> Shared:
    """Return what Resource Graph lists, with one query for all listings of a table.

    Rows above subscriptions (management groups, built-in roles) go to the first subscription.
    """
    tables: dict[tuple[str, bool], list[Listing]] = {}
    for listing in listings:
        if listing.query.table:
            tables.setdefault((listing.query.table, listing.query.reaches_up), []).append(listing)
    shared: Shared = {}
    async with asyncio.TaskGroup() as group:
        reads = [group.create_task(_of_table(client, each, subscriptions)) for each in tables.values()]
    for read in reads:
        shared |= read.result()
    return shared


async def _of_table(client: ArmClient, listings: Sequence[Listing], subscriptions: Sequence[str]) -> Shared:
    shared: Shared = {listing: {} for listing in listings}
    by_type = {type_: listing for listing in listings for type_ in listing.query.types}
    try:
        rows = await graph_rows(client, _joined([listing.query for listing in listings]), subscriptions)
    except CallError:
        return shared
    odd: set[Listing] = set()
    for row in rows:
        listing = by_type.get(str(row.get("type")).lower())
        if not isinstance(row.get("type"), str) or not isinstance(row.get("id"), str):
            return {listing: {} for listing in listings}
        if listing is None:
            continue
        if not _is_expected(listing, row):
            # What one odd row stands for is not known: ARM lists each subscription separately.
            odd.add(listing)
            continue
        owner = subscription_of(row["id"]) or (subscriptions[0] if _is_above(row) else "")
        if owner in subscriptions:
            shared[listing].setdefault(owner, Listed()).add(Item(str(row["id"]), _without_empty_links(row)))
    for listing, listed in shared.items():
        if listing in odd:
            shared[listing] = {}
        elif listing.is_above_subscriptions and listed:
            shared[listing] = {each: listed.get(each, Listed()) for each in subscriptions}
    return shared


def _joined(queries: Sequence[GraphQuery]) -> GraphQuery:
    """Return the query that brings the rows of all of them; they differ in types and columns only."""
    types = dict.fromkeys(type_ for query in queries for type_ in query.types)
    columns = dict.fromkeys(column for query in queries for column in query.columns)
    return GraphQuery(queries[0].table, tuple(types), tuple(columns), queries[0].reaches_up)


async def arm_listing(client: ArmClient, listing: Listing, subscription: str) -> Listed:
    """Return what ARM lists in one subscription; part-way failures keep what was read."""
    listed = Listed()
    operation = f"arm:GET {listing.path.removeprefix('/providers/')}"
    place = "" if listing.is_tenant_wide else f"/subscriptions/{subscription}"
    target = client.address(f"{place}{listing.path}", listing.api_version, listing.condition)
    try:
        async for page in client.pages(ArmCall(operation, listing.permissions[0]), target):
            for body in page:
                _take(listing, listed, body, subscription, operation)
    except CallError as error:
        listed.error = None if listing.says_none and error.code == listing.says_none else error
    return listed


async def add_children(client: ArmClient, listing: Listing, subscription: str, listed: Listed) -> None:
    """Add the children that ARM lists apart (slots), each read by itself since that list has no properties."""
    known = {key for key, item in listed.items.items() if item.is_slot}
    if not listing.child_type or known:
        return
    try:
        async for child_id in _child_ids(client, listing, subscription):
            listed.add(await _child(client, listing, child_id))
    except CallError as error:
        # What was known first says more: without the listing itself, the children matter little.
        listed.error = listed.error or error


async def _child_ids(client: ArmClient, listing: Listing, subscription: str) -> AsyncIterator[str]:
    call = ArmCall("arm:GET resources", "Microsoft.Resources/subscriptions/resources/read")
    condition = f"$filter=resourceType%20eq%20'{listing.child_type}'"
    target = client.address(f"/subscriptions/{subscription}/resources", _RESOURCES_VERSION, condition)
    async for page in client.pages(call, target):
        for body in page:
            child_id = body.get("id") if isinstance(body, dict) else None
            if resource_type(child_id) != listing.child_type.lower() or subscription_of(child_id) != subscription:
                raise CallError(Outcome.FAILED, "UnexpectedId", "a child has an id of another form", call.operation)
            yield str(child_id)


async def _child(client: ArmClient, listing: Listing, child_id: str) -> Item:
    permission = f"{listing.child_type}/read"
    call = ArmCall(f"arm:GET {listing.child_type}", permission)
    body = await client.ask(call, client.address(url_path(child_id), listing.api_version))
    if not _is_expected(listing, body):
        raise CallError(Outcome.FAILED, "UnexpectedShape", "a child is no description of one", call.operation)
    return Item(child_id, body, is_whole=True)


def _take(listing: Listing, listed: Listed, body: Any, subscription: str, operation: str) -> None:
    if _is_expected(listing, body) and (subscription_of(body["id"]) in {subscription, ""}):
        listed.add(Item(str(body["id"]), body))
    else:
        message = "an item is no description of a resource, or has an id of another form"
        listed.error = CallError(Outcome.FAILED, "UnexpectedId", message, operation)


def _is_expected(listing: Listing, body: Any) -> bool:
    """Return whether an item has an id of the form that the listing's resources have, and what each of them tells."""
    properties = body.get("properties") or {} if isinstance(body, dict) else None
    if not isinstance(properties, dict) or any(properties.get(name) is None for name in listing.members):
        return False
    if listing.query.table == "authorizationresources":
        # Roles are assigned at any scope, so their ids have no one form; they are never built into a URL.
        return is_guid(str(body.get("id")).rpartition("/")[2])
    if listing.is_tenant_wide:
        return str(body.get("id")).lower().startswith(_ABOVE)
    return resource_type(body.get("id")) in listing.query.types


def _is_above(row: Body) -> bool:
    return str(row.get("id")).lower().startswith(_ABOVE)


def _without_empty_links(row: Body) -> Body:
    """Return a row without an empty list of private endpoints: only a GET of an app says that it has none."""
    properties = row.get("properties")
    if isinstance(properties, dict) and properties.get("privateEndpointConnections") == []:
        return {**row, "properties": {k: v for k, v in properties.items() if k != "privateEndpointConnections"}}
    return row
