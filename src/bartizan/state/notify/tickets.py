"""The issues of recommendations as they were made and written last, those that were asked for, and when each moved."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import AuditRow, TicketRow
from bartizan.state.notify.decided import decision_point
from bartizan.state.notify.nouns import NotificationRule, Ticket
from bartizan.state.notify.outbox import put
from bartizan.state.notify.progress import snapshot_notice

_OPEN, _CLOSE, _ASK = "ticket.open", "ticket.close", "ticket.ask"
_Kind = Literal["ticket_asked", "ticket_opened", "ticket_closed"]
_KINDS: Mapping[str, _Kind] = MappingProxyType({_OPEN: "ticket_opened", _CLOSE: "ticket_closed", _ASK: "ticket_asked"})
_WORKER = "bartizan"
"""Who opens and closes issues, in the audit log; who asked for one is there by name."""


def tickets(state: State, export_id: str) -> dict[str, Ticket]:
    """Return the issues of an export by the ID of their recommendation's rule."""
    with state.transaction() as session:
        rows = session.scalars(select(TicketRow).where(TicketRow.export_id == export_id))
        return {row.rule_id: Ticket(row.rule_id, row.key, row.is_open, row.digest) for row in rows}


def keep_ticket(state: State, directory: str, export_id: str, ticket: Ticket, at: datetime.datetime) -> None:
    """Note what an issue says now, and in the audit log that it was opened or closed."""
    with state.transaction() as session:
        before = session.get(TicketRow, (export_id, ticket.rule_id))
        was_open = before.is_open if before and before.key else None
        session.merge(TicketRow(export_id=export_id, **vars(ticket)))
        if was_open is not ticket.is_open:
            action = _OPEN if ticket.is_open else _CLOSE
            after = {"tracker": export_id, "key": ticket.key}
            record(session, directory, AuditEntry(at, _WORKER, action, ticket.rule_id, after=after))


def ask_for_ticket(  # noqa: PLR0917 - who asks, for what, and where
    state: State, directory: str, tracker: NotificationRule, rule_id: str, snapshot_id: str, by: str
) -> bool:
    """Have the issue of a rule made, whatever its risk level: say whether there was none, and none was asked for.

    A tracker is sent the snapshot once more, as with each that is published; the issue is made on that way.
    """
    at = state.time()
    with state.transaction() as session:
        if session.get(TicketRow, (tracker.id, rule_id)):
            return False
        try:
            with session.begin_nested():
                session.add(TicketRow(export_id=tracker.id, **vars(Ticket(rule_id, "", False, ""))))
        except IntegrityError:  # somebody else was faster
            return False
        notice = snapshot_notice(snapshot_id, decision_point(session, directory, at), f"ticket {rule_id}")
        put(session, directory, tracker, [notice], at)
        record(session, directory, AuditEntry(at, by, _ASK, rule_id, after={"tracker": tracker.id}))
        return True


@dataclass(frozen=True)
class TicketMove:
    """What happened to the issue of a rule: it was asked for, opened or closed. ``at`` is UTC.

    ``tracker`` is the ID of the tracker's rule; ``key`` the issue's, empty where it was asked for.
    """

    at: datetime.datetime
    author: str
    kind: _Kind
    rule_id: str
    tracker: str
    key: str


def ticket_moves(state: State, directory: str, rule_ids: Collection[str]) -> list[TicketMove]:
    """Return what happened to the issues of rules, oldest first."""
    query = select(AuditRow).where(
        AuditRow.directory == directory, AuditRow.action.in_(list(_KINDS)), AuditRow.subject.in_(list(rule_ids))
    )
    with state.transaction() as session:
        return [
            TicketMove(row.at, row.actor, _KINDS[row.action], row.subject, said.get("tracker", ""), said.get("key", ""))
            for row in session.scalars(query.order_by(AuditRow.id))
            for said in [row.after or {}]
        ]


def ticket_times(moves: Iterable[TicketMove]) -> Mapping[tuple[str, str], datetime.datetime]:
    """Return when issues moved last, by tracker and rule."""
    return {(each.tracker, each.rule_id): each.at for each in moves}
