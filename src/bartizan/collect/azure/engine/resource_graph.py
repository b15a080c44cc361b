"""Resource Graph: one query over many subscriptions at once, paged, and refused where its answer is not whole."""

from collections.abc import Sequence
from typing import Any

from bartizan.collect.azure.engine.collector import Body, GraphQuery
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.shared.endless import ENDLESS, Turns
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome

_PATH = "/providers/Microsoft.ResourceGraph/resources"
_VERSION = "2022-10-01"
_PAGE = 1000
_CALL = ArmCall("arm:POST Microsoft.ResourceGraph/resources", "Microsoft.ResourceGraph/resources/read", "POST")

MAX_SUBSCRIPTIONS = 100
"""Subscriptions asked about at once: Resource Graph takes 300; fewer bound what is held in memory."""


async def graph_rows(client: ArmClient, query: GraphQuery, subscriptions: Sequence[str]) -> list[Body]:
    """Return all rows of a query over some subscriptions.

    Subscriptions that the caller may not read are left out by Resource Graph without a word, so no rows is no proof.

    Raises:
        CallError: the query was refused, or the answer is cut short (``resultTruncated`` is the *string* "true").

    Source: https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
    """
    target = client.address(_PATH, _VERSION)
    rows: list[Body] = []
    turns = Turns()
    token = ""
    while True:
        answer = await client.ask(_CALL, target, _request(query, subscriptions, token))
        page, token = _page(answer)
        rows += page
        if not token:
            break
        if why := turns.endless(token.encode(errors="replace")) or ("" if page else "a page is empty and not the last"):
            raise CallError(Outcome.FAILED, ENDLESS, why, _CALL.operation)
    total = answer.get("totalRecords")
    if str(answer.get("resultTruncated")).lower() == "true" or (isinstance(total, int) and len(rows) < total):
        raise CallError(Outcome.FAILED, "Truncated", f"{len(rows)} of {total} rows came", _CALL.operation)
    return rows


def _request(query: GraphQuery, subscriptions: Sequence[str], token: str) -> Body:
    options: Body = {"$top": _PAGE, "resultFormat": "objectArray"}
    if query.reaches_up:
        options["authorizationScopeFilter"] = "AtScopeAboveAndBelow"
    if token:
        options["$skipToken"] = token
    return {"subscriptions": list(subscriptions), "query": query.text, "options": options}


def _page(answer: Any) -> tuple[list[Body], str]:
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise CallError(Outcome.FAILED, "UnexpectedShape", "the answer holds no rows", _CALL.operation)
    return data, str(answer.get("$skipToken") or "")
