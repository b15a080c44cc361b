"""Rules that a directory made of queries: the text of each, which every scan checks again."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from bartizan.model import now
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import OwnRuleRow


@dataclass(frozen=True)
class OwnRule:
    """The text of a rule's file, the query that it was made of, and who made it when (UTC)."""

    id: str
    text: str
    query: str
    author: str
    at: datetime.datetime


def own_rules(state: State, directory: str) -> dict[str, OwnRule]:
    """Return the rules of a directory by ID."""
    query = select(OwnRuleRow).filter_by(directory=directory).order_by(OwnRuleRow.rule)
    with state.transaction() as session:
        return {row.rule: OwnRule(row.rule, row.text, row.query, row.author, row.at) for row in session.scalars(query)}


def keep_own_rule(state: State, directory: str, new: OwnRule) -> None:
    """Keep a rule in place of the one that has its ID."""
    with state.transaction() as session:
        row = session.get(OwnRuleRow, (directory, new.id))
        before = {"text": row.text, "query": row.query} if row else None
        kept = {"text": new.text, "query": new.query}
        session.merge(OwnRuleRow(directory=directory, rule=new.id, author=new.author, at=new.at, **kept))
        record(session, directory, AuditEntry(new.at, new.author, "rule.make", new.id, before, kept))


def remove_own_rule(state: State, directory: str, id_: str, by: str) -> bool:
    """Remove a rule; return whether there was one of this ID."""
    with state.transaction() as session:
        row = session.get(OwnRuleRow, (directory, id_))
        if row is None:
            return False
        before = {"text": row.text, "query": row.query}
        session.delete(row)
        record(session, directory, AuditEntry(now().replace(microsecond=0), by, "rule.remove", id_, before, None))
    return True
