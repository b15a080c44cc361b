"""Plans as they are stored: of a connector as a whole, and of single scopes."""

from dataclasses import asdict, replace

from sqlalchemy import select

from bartizan.model import now
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import PlanRow
from bartizan.state.onboarding.nouns import Exclusion, Plan

_NAMES = ("connector_id", "scope", "cspm", "serverless_protection", "permission_analysis", "azure_packages")


def plans(state: State, directory: str) -> list[Plan]:
    """Return the plans that people set, by connector and scope; who has none has everything on."""
    query = select(PlanRow).where(PlanRow.directory == directory).order_by(PlanRow.connector_id, PlanRow.scope)
    with state.transaction() as session:
        return [_plan(row) for row in session.scalars(query)]


def set_plan(state: State, directory: str, plan: Plan, by: str) -> None:
    """Store a plan, in place of the one that its scope had; it counts with the next scan."""
    with state.transaction() as session:
        row = session.get(PlanRow, (directory, plan.connector_id, plan.scope))
        before = asdict(_plan(row)) if row else None
        values = {name: getattr(plan, name) for name in _NAMES}
        exclusions = [asdict(each) for each in plan.exclusions]
        session.merge(PlanRow(directory=directory, **values, exclusions=exclusions, changed_by=by, changed_at=now()))
        record(session, directory, AuditEntry(now(), by, "plan.set", _subject(plan), before, asdict(plan)))


def plan_of(known: list[Plan], connector_id: str, scope: str) -> Plan:
    """Return the plan of a scope: its own, else the connector's, else the one with everything on."""
    of = {each.scope: each for each in known if each.connector_id == connector_id}
    return replace(of.get(scope) or of.get("") or Plan(connector_id), scope=scope)


def _plan(row: PlanRow) -> Plan:
    values = {name: getattr(row, name) for name in _NAMES}
    return Plan(**values, exclusions=tuple(Exclusion(**each) for each in row.exclusions))


def _subject(plan: Plan) -> str:
    return f"{plan.connector_id} {plan.scope}".strip()
