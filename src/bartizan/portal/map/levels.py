"""How bad the worst finding at each node of a map is, and how sensitive what it leads to."""

from collections.abc import Collection, Sequence

from bartizan.contract.paths import AttackPath
from bartizan.portal.view import View
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing

_OF_STEPS = """
select resource_id as id, arg_min(risk_level, severity_order(risk_level)) as risk_level from finding
semi join (select unnest(?::varchar[]) as id, unnest(?::varchar[]) as rule) as step
    on step.id = resource_id and step.rule = rule_id
where status = 'fail' group by resource_id
"""


def worst_levels(view: View, ids: Sequence[str]) -> dict[str, str]:
    """Return the level of the worst finding of each resource among some nodes."""
    if not ids:
        return {}
    found = listing.rows(view.published, "inventory", ListFilter(values={"id": list(ids)}), limit=len(ids))
    return {row["id"]: row["risk_level"] for row in found.items}


def step_levels(view: View, paths: Sequence[AttackPath], ids: Collection[str]) -> dict[str, str]:
    """Return for nodes the level of the worst finding that makes a step from or to them possible."""
    steps = (step for path in paths for step in path.steps)
    pairs = {(end, rule) for step in steps for end in (step.source, step.target) for rule in step.rule_ids}
    asked = sorted(pair for pair in pairs if pair[0] in set(ids))
    if not asked or not view.published.engine.has("finding"):
        return {}
    rows = view.published.engine.rows(_OF_STEPS, [[id_ for id_, _ in asked], [rule for _, rule in asked]])
    return {row["id"]: row["risk_level"] for row in rows}


def sensitivities(view: View, paths: Sequence[AttackPath], ids: Collection[str]) -> dict[str, str]:
    """Return for targets among some nodes how sensitive they are, as the list of paths says."""
    one_of = {path.target_id: path.id for path in paths if path.target_id in set(ids)}
    if not one_of:
        return {}
    asked = ListFilter(values={"id": list(one_of.values())})
    found = listing.rows(view.published, "attack_paths", asked, limit=len(one_of))
    return {row["target_id"]: row["sensitivity"] for row in found.items}
