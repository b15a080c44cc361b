"""Which exemptions count for what is exported: as the audit log has them up to one of its entries.

The clocks of machines differ and may be set back, so the order of decisions is that of the log; a time says only which
exemptions have ended by themselves.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.exemption import exemptions
from bartizan.state.models import AuditRow, ExemptionRow
from bartizan.state.nouns import Exemption

_ADDED, _REMOVED = "exemption.add", "exemption.remove"


@dataclass(frozen=True)
class DecisionPoint:
    """What was decided up to an entry of the audit log, seen at a time (UTC)."""

    entry: int
    at: datetime.datetime

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what ``text`` says."""
        entry, at = text.split(" ")
        return cls(int(entry), datetime.datetime.fromisoformat(at))

    @property
    def text(self) -> str:
        """The same as a text that can be stored."""
        return f"{self.entry} {self.at.isoformat()}"


def decision_point(session: Session, directory: str, at: datetime.datetime) -> DecisionPoint:
    """Return the last decision there is, seen at a time."""
    return DecisionPoint(_last(session, directory), at)


def point_before(session: Session, directory: str, at: datetime.datetime) -> DecisionPoint:
    """Return the last decision that was taken until a time, by the clock of who took it."""
    return DecisionPoint(_last(session, directory, AuditRow.at <= at), at)


def is_changed(session: Session, directory: str, since: DecisionPoint, at: datetime.datetime) -> bool:
    """Return whether exemptions were added or removed since, or one of them has ended at a time."""
    if _last(session, directory, AuditRow.id > since.entry):
        return True
    early, late = sorted((since.at, at))
    ended = (ExemptionRow.removed_at.is_(None), ExemptionRow.until > early, ExemptionRow.until <= late)
    query = select(ExemptionRow.id).where(ExemptionRow.directory == directory, *ended)
    return session.scalar(query.limit(1)) is not None


def exemptions_at(state: State, directory: str, point: DecisionPoint) -> Sequence[Exemption]:
    """Return the exemptions that there were then, as they stood."""
    query = select(AuditRow.subject, AuditRow.action).where(*_decisions(directory), AuditRow.id <= point.entry)
    with state.transaction() as session:
        held = {row.subject: row.action for row in session.execute(query.order_by(AuditRow.id))}
    known = exemptions(state, directory)
    return [replace(each, removed_at=None) for each in known if held.get(each.id) == _ADDED]


def _decisions(directory: str) -> tuple[ColumnElement[bool], ...]:
    return AuditRow.directory == directory, AuditRow.action.in_((_ADDED, _REMOVED))


def _last(session: Session, directory: str, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.max(AuditRow.id)).where(*_decisions(directory), *where)) or 0
