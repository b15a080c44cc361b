"""Leases: what one worker does and no other may, until it says so or stops saying that it still does."""

import datetime
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, false, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bartizan.model import BartizanError
from bartizan.state.database import State
from bartizan.state.models import LeaseRow

LEASE = datetime.timedelta(minutes=2)
RENEWED = 20.0
"""Seconds between two renewals of a lease."""
_LONG_AGO = datetime.datetime(2000, 1, 1)


@dataclass(frozen=True)
class Lease:
    """A lease that is held. ``fence`` grows with each holder, so that a late write of an earlier one can be refused."""

    name: str
    holder: str
    fence: int
    until: datetime.datetime


def take_lease(
    state: State, name: str, holder: str, until: datetime.datetime, at: datetime.datetime, *, over: str = ""
) -> Lease | None:
    """Return the lease, None while another holder has it. Two takers at one moment get it once.

    Holders whose names begin with ``over`` are known to be gone, and so are those of a clock that was set back: what
    they hold ends long after what is taken now.
    """
    with state.transaction() as session:
        row = session.get(LeaseRow, name)
        fence = row.fence if row else 0
    lease = Lease(name, holder, fence + 1, until)
    is_gone = LeaseRow.holder.startswith(over, autoescape=True) if over else false()
    is_free = or_(LeaseRow.until <= at, LeaseRow.until > until + LEASE, LeaseRow.holder == holder, is_gone)
    free = (LeaseRow.name == name, LeaseRow.fence == fence, is_free)
    with state.transaction() as session:
        if session.execute(update(LeaseRow).where(*free).values(vars(lease))).rowcount:  # type: ignore[attr-defined]
            return lease
    if row is not None:
        return None
    try:
        with state.transaction() as session:
            session.add(LeaseRow(**vars(lease)))
    except BartizanError as error:
        if isinstance(error.__cause__, IntegrityError):  # another was first
            return None
        raise
    return lease


def renew_lease(state: State, lease: Lease, until: datetime.datetime) -> Lease | None:
    """Return the lease with a later end, None where another holder has it by now."""
    with state.transaction() as session:
        changed = session.execute(update(LeaseRow).where(*_own(lease)).values(until=until))
        return replace(lease, until=until) if changed.rowcount else None  # type: ignore[attr-defined]


def hold_lease(session: Session, lease: Lease) -> bool:
    """Say whether nobody took the lease since, and let nobody take it before the caller's transaction ends."""
    # A write, so that a taker waits for its end and then sees what was written.
    changed = session.execute(update(LeaseRow).where(*_own(lease)).values(holder=lease.holder))
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def release_lease(state: State, lease: Lease) -> None:
    """Give a lease back; one that another holder has by now stays theirs."""
    with state.transaction() as session:
        session.execute(update(LeaseRow).where(*_own(lease)).values(until=_LONG_AGO))


def lease_end(state: State, name: str) -> datetime.datetime | None:
    """Return until when a lease was last taken or renewed (UTC), None where nobody ever took it."""
    with state.transaction() as session:
        row = session.get(LeaseRow, name)
        return row.until if row else None


def _own(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return LeaseRow.name == lease.name, LeaseRow.holder == lease.holder, LeaseRow.fence == lease.fence
