"""The outbox: what is to be sent is stored with what it says, put into messages, and each try is recorded."""

import datetime
import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.models import DeliveryRow, NotificationRuleRow, OutboxRow
from bartizan.state.notify.nouns import Delivery, DeliveryStatus, Notice, NotificationRule, OutboxItem
from bartizan.state.notify.rules import rules_of

MOST_ITEMS = 200
"""In one message; what is more goes into the next."""
_ASKED_AT_ONCE = 500


def enqueue(session: Session, directory: str, notices: Sequence[Notice], at: datetime.datetime) -> int:
    """Store notices for the receivers that want them at once, in the caller's transaction; return how many."""
    rules = rules_of(session, directory) if notices else []
    return sum(
        put(session, directory, rule, [notice for notice in notices if rule.wants(notice)], at)
        for rule in rules
        if not rule.after_hours
    )


def put(
    session: Session, directory: str, rule: NotificationRule, notices: Iterable[Notice], at: datetime.datetime
) -> int:
    """Store notices for one receiver, each that it was not sent before; return how many are new."""
    by_key = {notice.key: notice for notice in notices}
    for key in _known(session, rule.id, list(by_key)):
        del by_key[key]
    last = session.scalar(select(func.max(OutboxRow.position)).where(OutboxRow.rule_id == rule.id)) or 0
    session.add_all(
        OutboxRow(
            id=f"o-{secrets.token_hex(7)}",
            directory=directory,
            rule_id=rule.id,
            key=key,
            position=n,
            body=notice.body(),
            created_at=at,
            delivery_id="",
        )
        for n, (key, notice) in enumerate(by_key.items(), last + 1)
    )
    return len(by_key)


def _known(session: Session, rule_id: str, keys: Sequence[str]) -> set[str]:
    parts = (keys[n : n + _ASKED_AT_ONCE] for n in range(0, len(keys), _ASKED_AT_ONCE))
    return {
        key
        for part in parts
        for key in session.scalars(select(OutboxRow.key).where(OutboxRow.rule_id == rule_id, OutboxRow.key.in_(part)))
    }


def waiting(state: State, directory: str) -> dict[str, datetime.datetime]:
    """Return since when something waits to be put into a message, by the rule's ID."""
    query = select(OutboxRow.rule_id, func.min(OutboxRow.created_at)).where(
        OutboxRow.directory == directory, OutboxRow.delivery_id == ""
    )
    with state.transaction() as session:
        return {row[0]: row[1] for row in session.execute(query.group_by(OutboxRow.rule_id))}


def gather(
    state: State, directory: str, rule_id: str, at: datetime.datetime, most: int = MOST_ITEMS
) -> Delivery | None:
    """Put what waits for a receiver into a message; None while an earlier one is on its way, which goes first."""
    with state.transaction() as session:
        pending = select(DeliveryRow.id).where(DeliveryRow.rule_id == rule_id, DeliveryRow.status == "pending")
        if session.scalar(pending.limit(1)):
            return None
        own = select(OutboxRow.id).where(OutboxRow.rule_id == rule_id, OutboxRow.delivery_id == "")
        ids = list(session.scalars(own.order_by(OutboxRow.position).limit(most)))
        if not ids:
            return None
        new = Delivery(f"d-{secrets.token_hex(7)}", rule_id, "pending", len(ids), 0, at, at)
        session.add(DeliveryRow(directory=directory, **vars(new)))
        session.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values(delivery_id=new.id))
        return new


def pending(state: State, directory: str) -> list[Delivery]:
    """Return the messages that are on their way, oldest first."""
    query = select(DeliveryRow).where(DeliveryRow.directory == directory, DeliveryRow.status == "pending")
    with state.transaction() as session:
        return [_delivery(row) for row in session.scalars(query.order_by(DeliveryRow.created_at, DeliveryRow.id))]


def begin(state: State, id_: str, next_at: datetime.datetime) -> Delivery | None:
    """Note that a message is tried now, and again at a time unless its end is noted; None where it has ended.

    This is written before the try, so that one which is cut short is known to have been made.
    """
    with state.transaction() as session:
        row = session.get(DeliveryRow, id_)
        if row is None or row.status != "pending":
            return None
        row.attempts, row.next_at = row.attempts + 1, next_at
        return _delivery(row)


def end(  # noqa: PLR0917 - how a try went is as many things
    state: State,
    id_: str,
    status: DeliveryStatus,
    at: datetime.datetime,
    detail: str = "",
    next_at: datetime.datetime | None = None,
) -> None:
    """Note how a try went; a message that stays pending is tried again when ``begin`` said, or at ``next_at``."""
    ended_at = None if status == "pending" else at
    values: dict[str, object] = {"status": status, "detail": detail, "ended_at": ended_at}
    with state.transaction() as session:
        again = {"next_at": next_at} if next_at else {}
        session.execute(update(DeliveryRow).where(DeliveryRow.id == id_).values(values | again))


def items(state: State, delivery_id: str) -> list[OutboxItem]:
    """Return what a message is made of, in the order in which it came."""
    query = select(OutboxRow).where(OutboxRow.delivery_id == delivery_id).order_by(OutboxRow.position)
    with state.transaction() as session:
        return [OutboxItem(row.id, row.body, row.created_at) for row in session.scalars(query)]


def deliveries(
    state: State, directory: str, limit: int = 50, offset: int = 0
) -> tuple[list[tuple[Delivery, str]], int]:
    """Return messages with the name of their rule, newest first, and how many there are."""
    here = DeliveryRow.directory == directory
    query = (
        select(DeliveryRow, NotificationRuleRow.name)
        .join(NotificationRuleRow, NotificationRuleRow.id == DeliveryRow.rule_id)
        .where(here)
        .order_by(DeliveryRow.created_at.desc(), DeliveryRow.id)
    )
    with state.transaction() as session:
        found = [(_delivery(row), name) for row, name in session.execute(query.limit(limit).offset(offset))]
        return found, session.scalar(select(func.count()).select_from(DeliveryRow).where(here)) or 0


def delivery_of(state: State, directory: str, id_: str) -> Delivery | None:
    """Return a message of a directory, None where there is none."""
    with state.transaction() as session:
        row = session.get(DeliveryRow, id_)
        return _delivery(row) if row and row.directory == directory else None


def forget_sent(state: State, directory: str, before: datetime.datetime) -> int:
    """Remove messages that ended before a time, with what they were made of; return how many."""
    old = select(DeliveryRow.id).where(DeliveryRow.directory == directory, DeliveryRow.ended_at < before)
    with state.transaction() as session:
        n = session.scalar(select(func.count()).select_from(old.subquery())) or 0
        session.execute(delete(OutboxRow).where(OutboxRow.delivery_id.in_(old)))
        session.execute(delete(DeliveryRow).where(DeliveryRow.id.in_(old)))
        return n


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__dataclass_fields__})
