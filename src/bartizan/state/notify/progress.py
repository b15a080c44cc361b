"""How far exports got: what of a snapshot a receiver has, and which snapshots are still needed for that."""

import datetime
from collections.abc import Sequence

from sqlalchemy import or_, select, update

from bartizan.state.database import State
from bartizan.state.models import DeliveryRow, NotificationRuleRow, OutboxRow
from bartizan.state.notify.nouns import SNAPSHOT, Delivery, Notice
from bartizan.state.notify.outbox import put
from bartizan.state.notify.rules import rules_of


def advance(state: State, id_: str, progress: str) -> None:
    """Note that a part of an export arrived: what comes next was not tried yet."""
    with state.transaction() as session:
        values = {"progress": progress, "attempts": 0, "detail": ""}
        session.execute(update(DeliveryRow).where(DeliveryRow.id == id_).values(values))


def finish(state: State, delivery: Delivery, snapshot_id: str, at: datetime.datetime, detail: str) -> None:
    """Note that a receiver has a snapshot as a whole: the next one is compared with it."""
    values = {"status": "sent", "ended_at": at, "detail": detail}
    rule = NotificationRuleRow.id == delivery.rule_id
    with state.transaction() as session:
        session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(values))
        session.execute(update(NotificationRuleRow).where(rule).values(cursor=snapshot_id))


def start_over(state: State, directory: str, rule_id: str, snapshot_id: str, at: datetime.datetime) -> None:
    """Send a snapshot as if its receiver had nothing; what waited is in it."""
    with state.transaction() as session:
        row = session.get_one(NotificationRuleRow, rule_id)
        row.cursor = ""
        rule = next(each for each in rules_of(session, directory) if each.id == rule_id)
        put(session, directory, rule, [snapshot_notice(snapshot_id, f"again {at}")], at)


def snapshot_notice(snapshot_id: str, occurrence: str = "") -> Notice:
    """Return what an export is sent of a snapshot."""
    return Notice(SNAPSHOT, snapshot_id, occurrence, f"Snapshot {snapshot_id}", snapshot_id=snapshot_id)


def needed_snapshots(state: State, directory: str, since: datetime.datetime) -> set[str]:
    """Return the snapshots that exports were sent last, and those that wait since a time (UTC) to be sent."""
    with state.transaction() as session:
        exports = [rule for rule in rules_of(session, directory) if rule.is_export]
        ids: Sequence[str] = [rule.id for rule in exports]
        is_pending = select(DeliveryRow.id).where(DeliveryRow.rule_id.in_(ids), DeliveryRow.status == "pending")
        query = select(OutboxRow.body).where(
            OutboxRow.rule_id.in_(ids),
            OutboxRow.created_at >= since,
            or_(OutboxRow.delivery_id == "", OutboxRow.delivery_id.in_(is_pending)),
        )
        return {rule.cursor for rule in exports} | {body["subject"] for body in session.scalars(query)}
