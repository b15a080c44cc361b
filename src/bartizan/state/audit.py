"""The audit log: every decision that people take, in the transaction that takes it."""

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.models import AuditRow


@dataclass(frozen=True)
class AuditEntry:
    """One decision. ``at`` is UTC; ``before`` is None for what was added."""

    at: datetime.datetime
    actor: str
    action: str
    subject: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record(session: Session, directory: str, entry: AuditEntry) -> None:
    """Add an entry within the caller's transaction."""
    session.add(AuditRow(directory=directory, **vars(entry)))


def audit_log(state: State, directory: str) -> list[AuditEntry]:
    """Return all decisions of a directory, newest first."""
    query = select(AuditRow).where(AuditRow.directory == directory).order_by(AuditRow.id.desc())
    with state.transaction() as session:
        return [
            AuditEntry(row.at, row.actor, row.action, row.subject, row.before, row.after)
            for row in session.scalars(query)
        ]


def told(value: Any) -> dict[str, Any]:
    """Return a frozen value as JSON can hold it: times as ISO 8601 UTC."""
    return {
        key: f"{item.isoformat(timespec='seconds')}Z" if isinstance(item, datetime.datetime) else item
        for key, item in asdict(value).items()
    }
