"""How far exports got: what of a snapshot a receiver has, and which snapshots are still needed for that."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.models import DeliveryRow, NotificationRuleRow, OutboxRow, SnapshotRow
from bartizan.state.notify.decided import DecisionPoint, decision_point, is_changed, point_before
from bartizan.state.notify.nouns import SNAPSHOT, Delivery, Notice, NotificationRule, SentSnapshot
from bartizan.state.notify.outbox import put
from bartizan.state.notify.rules import rules_of

_DECIDED = "decided "
"""How the occurrence of a notice begins that is about decisions, not about a new snapshot."""


def advance(state: State, id_: str, progress: str) -> None:
    """Note that a part of an export arrived: what comes next was not tried yet."""
    with state.transaction() as session:
        values = {"progress": progress, "attempts": 0, "detail": ""}
        session.execute(update(DeliveryRow).where(DeliveryRow.id == id_).values(values))


def finish(state: State, delivery: Delivery, sent: SentSnapshot, at: datetime.datetime, detail: str) -> None:
    """Note that a receiver has a snapshot as a whole: the next one is compared with it."""
    values = {"status": "sent", "ended_at": at, "detail": detail}
    rule = NotificationRuleRow.id == delivery.rule_id
    with state.transaction() as session:
        session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(values))
        session.execute(update(NotificationRuleRow).where(rule).values(cursor=sent.id, decided=sent.decided))


def start_over(state: State, directory: str, rule_id: str, snapshot_id: str, at: datetime.datetime) -> None:
    """Send a snapshot as if its receiver had nothing; what waited is in it."""
    with state.transaction() as session:
        row = session.get_one(NotificationRuleRow, rule_id)
        row.cursor = ""
        rule = next(each for each in rules_of(session, directory) if each.id == rule_id)
        point = decision_point(session, directory, at)
        put(session, directory, rule, [snapshot_notice(snapshot_id, point, f"again {at}")], at)


def has_decisions(state: State, directory: str, at: datetime.datetime) -> bool:
    """Return whether exports have the latest snapshot, but not what was decided since."""
    with state.transaction() as session:
        return next(_behind(session, directory, at), None) is not None


def put_decisions(state: State, directory: str, at: datetime.datetime) -> None:
    """Send exports that have the latest snapshot what was decided since."""
    with state.transaction() as session:
        for rule in list(_behind(session, directory, at)):
            point = decision_point(session, directory, at)
            put(session, directory, rule, [snapshot_notice(rule.cursor, point, f"{_DECIDED}{point.text}")], at)


def is_overtaken(rule: NotificationRule, body: Mapping[str, Any]) -> bool:
    """Return whether a notice is about decisions on a snapshot that is not the one which the receiver has."""
    return str(body["occurrence"]).startswith(_DECIDED) and rule.cursor != body["subject"]


def _behind(session: Session, directory: str, at: datetime.datetime) -> Iterator[NotificationRule]:
    rules = [rule for rule in rules_of(session, directory) if rule.is_export and rule.cursor]
    here = (SnapshotRow.directory == directory, SnapshotRow.damage == "")
    query = select(SnapshotRow.id, SnapshotRow.published_at).where(*here).order_by(SnapshotRow.sequence.desc()).limit(1)
    last = session.execute(query).first() if rules else None
    for rule in rules:
        if last and rule.cursor == last.id and not _is_busy(session, rule.id):
            known = DecisionPoint.parse(rule.decided) if rule.decided else None
            if is_changed(session, directory, known or point_before(session, directory, last.published_at), at):
                yield rule


def _is_busy(session: Session, rule_id: str) -> bool:
    """Return whether something is on its way to a receiver: what was decided since follows that."""
    delivered = select(DeliveryRow.id).where(DeliveryRow.rule_id == rule_id, DeliveryRow.status == "pending")
    waits = select(OutboxRow.id).where(OutboxRow.rule_id == rule_id, OutboxRow.delivery_id == "")
    return any(session.scalar(query.limit(1)) is not None for query in (delivered, waits))


def snapshot_notice(snapshot_id: str, point: DecisionPoint, occurrence: str = "") -> Notice:
    """Return what an export is sent of a snapshot, with the decisions up to a point."""
    title = f"Snapshot {snapshot_id}"
    return Notice(SNAPSHOT, snapshot_id, occurrence, title, detail=point.text, snapshot_id=snapshot_id)


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
