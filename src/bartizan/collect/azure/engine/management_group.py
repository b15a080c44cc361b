"""Management groups: what stands above subscriptions and hands its role assignments down to them."""

from collections.abc import Mapping, Sequence

from bartizan.collect.azure.engine.collector import Body, GraphQuery
from bartizan.collect.azure.engine.resource_graph import graph_rows
from bartizan.collect.azure.transport.client import ArmClient
from bartizan.collect.shared.failure import CallError
from bartizan.model import Observation, Outcome

_OPERATION = "arm:POST Microsoft.ResourceGraph/resources"
_SUBSCRIPTIONS = GraphQuery("resourcecontainers", ("microsoft.resources/subscriptions",), ("id", "properties"))

Ancestors = Mapping[str, Body] | CallError


async def ancestors(client: ArmClient, subscriptions: Sequence[str]) -> Ancestors:
    """Return each subscription's ``managementGroupAncestorsChain``, nearest first, or why it could not be read.

    Source: https://learn.microsoft.com/azure/governance/management-groups/resource-graph-samples
    """
    try:
        rows = await graph_rows(client, _SUBSCRIPTIONS, subscriptions)
    except CallError as error:
        return error
    stated: dict[str, Body] = {}
    for row in rows:
        properties = row.get("properties")
        chain = properties.get("managementGroupAncestorsChain") if isinstance(properties, dict) else None
        if isinstance(chain, list) and all(isinstance(each, dict) and each.get("name") for each in chain):
            names = [{"name": str(each["name"])} for each in chain]
            stated[str(row.get("id")).lower().rpartition("/")[2]] = {"managementGroupAncestorsChain": names}
    return stated


def ancestors_observation(kind: str, subscription: str, known: Ancestors) -> Observation:
    """Return the aspect ``ancestors`` of a subscription: what stands above it, as far as Resource Graph tells."""
    if isinstance(known, CallError):
        outcome = Outcome.DENIED if known.outcome is Outcome.DENIED else Outcome.FAILED
        return Observation(
            kind, subscription, "ancestors", outcome, subscription,
            operation=known.operation, permission=known.permission, detail=known.detail,
        )  # fmt: skip
    if body := known.get(subscription):
        return Observation(kind, subscription, "ancestors", Outcome.OK, subscription, body=body, operation=_OPERATION)
    return Observation(
        kind, subscription, "ancestors", Outcome.FAILED, subscription,
        operation=_OPERATION, detail="NotIndexed: Resource Graph has no entry for this subscription",
    )  # fmt: skip
