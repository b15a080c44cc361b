"""The finding that a fix of an attack path is about: on a resource of the path, or on an API that leads to it."""

from collections.abc import Collection, Sequence

from bartizan.contract import Finding
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import listing
from bartizan.service.lists import findings
from bartizan.service.published import Published

_MOST = 200
_ROUTES = "aws_apigateway_route"
_APIS = f"""
select distinct api_id as id from {_ROUTES}
where list_contains(?, target_arn) and coalesce(is_open, true) order by 1 limit {_MOST}
"""
"""What is wrong with a route is a finding of its API, which is no step of a path: the way in leads from the route."""


def finding_to_fix(published: Published, rules: Sequence[str], nodes: Collection[str]) -> Finding | None:
    """Return the worst finding of some rules on one of these nodes, else on an API of which a route calls one."""
    row = _worst(published, rules, nodes) or _worst(published, rules, _apis(published, nodes))
    if row is None:
        return None
    rule, resource = row
    return next(iter(findings(published, rule=rule, resource=resource, status="fail", part=Part(limit=1)).items), None)


def on_the_way(published: Published, nodes: Collection[str]) -> list[str]:
    """Return the IDs of the resources among these nodes, and of the APIs of which a route calls one, sorted."""
    return sorted({*(each for each in nodes if each.startswith(("arn:", "/"))), *_apis(published, nodes)})[:_MOST]


def _worst(published: Published, rules: Sequence[str], resources: Collection[str]) -> tuple[str, str] | None:
    if not rules or not resources:
        return None
    asked = ListFilter(values={"rule_id": list(rules), "resource_id": sorted(resources)[:_MOST], "status": ["fail"]})
    rows = listing.rows(published, "findings", asked, limit=1).items
    return (rows[0]["rule_id"], rows[0]["resource_id"]) if rows else None


def _apis(published: Published, nodes: Collection[str]) -> list[str]:
    if not published.engine.has(_ROUTES):
        return []
    return [row["id"] for row in published.engine.rows(_APIS, [sorted(nodes)])]
