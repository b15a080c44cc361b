"""The issues of recommendations as they were made and written last."""

from sqlalchemy import select

from bartizan.state.database import State
from bartizan.state.models import TicketRow
from bartizan.state.notify.nouns import Ticket


def tickets(state: State, export_id: str) -> dict[str, Ticket]:
    """Return the issues of an export by the ID of their recommendation's rule."""
    with state.transaction() as session:
        rows = session.scalars(select(TicketRow).where(TicketRow.export_id == export_id))
        return {row.rule_id: Ticket(row.rule_id, row.key, row.is_open, row.digest) for row in rows}


def keep_ticket(state: State, export_id: str, ticket: Ticket) -> None:
    """Note what an issue says now."""
    with state.transaction() as session:
        session.merge(TicketRow(export_id=export_id, **vars(ticket)))
