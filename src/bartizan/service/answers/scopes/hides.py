"""What goes out of sight when serverless workloads of a scope are no longer read."""

from dataclasses import dataclass

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.store.engine import literal


@dataclass(frozen=True)
class HiddenCounts:
    """Workloads, checks of theirs that fail or are unknown, and attack paths that one of them is on."""

    workloads: int
    findings: int
    paths: int


def would_hide(published: Published, scope: str) -> HiddenCounts:
    """Return what the latest scan holds of the workloads of a scope, of all scopes where it is empty."""
    of_scope = {"scope": [scope]} if scope else {}
    kinds = list(WORKLOADS)
    workloads = listing.total(published, "inventory", ListFilter(values={"type": kinds, **of_scope}))
    asked = ListFilter(values={"resource_type": kinds, "status": ["fail", "unknown"], **of_scope})
    return HiddenCounts(workloads, listing.total(published, "findings", asked), _paths(published, scope))


def _paths(published: Published, scope: str) -> int:
    engine = published.engine.below()
    if not engine.has("attack_path_member"):
        return 0
    table = ensure_table(engine, LISTS["inventory"])
    within = f"and scope = {literal(scope)}" if scope else ""
    kinds = ", ".join(map(literal, WORKLOADS))
    rows = engine.rows(
        "select count(distinct path_id) as n from attack_path_member where node_id in "
        f"(select id::varchar from {table} where type in ({kinds}) {within})"
    )
    return int(rows[0]["n"])
