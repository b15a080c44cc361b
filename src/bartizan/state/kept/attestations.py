"""What people attest of controls: whether one is met, why, by whom and when; the audit log keeps earlier words."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from bartizan.model import UsageError
from bartizan.state.audit import AuditEntry, record, told
from bartizan.state.database import State
from bartizan.state.models import AttestationRow

_LONGEST = 2000


@dataclass(frozen=True)
class Attestation:
    """Somebody's word for a control of a framework."""

    framework: str
    control: str
    is_met: bool
    statement: str
    author: str
    at: datetime.datetime


def attestations(state: State, directory: str, framework: str) -> dict[str, Attestation]:
    """Return what is attested of a framework, by control."""
    query = select(AttestationRow).filter_by(directory=directory, framework=framework)
    with state.transaction() as session:
        return {row.control: _attestation(row) for row in session.scalars(query)}


def attest(state: State, directory: str, new: Attestation) -> None:
    """Keep an attestation, in place of the one before.

    Raises:
        UsageError: it says nothing, or too much.
    """
    if not 0 < len(new.statement.strip()) <= _LONGEST:
        raise UsageError(f"a statement has 1 to {_LONGEST} characters: say what was looked at")
    with state.transaction() as session:
        row = session.get(AttestationRow, (directory, new.framework, new.control))
        before = told(_attestation(row)) if row else None
        session.merge(AttestationRow(directory=directory, **vars(new)))
        subject = f"{new.framework} {new.control}"
        record(session, directory, AuditEntry(new.at, new.author, "control.attest", subject, before, told(new)))


def _attestation(row: AttestationRow) -> Attestation:
    return Attestation(row.framework, row.control, row.is_met, row.statement, row.author, row.at)
