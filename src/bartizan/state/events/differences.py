"""What scans found changed on resources, kept longer than the snapshots."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.models.events import ResourceDifferenceRow as Row

MOST_OF_ONE = 200
"""Changes that are kept of a resource: one that changes with every scan takes no room from the others."""
KEPT = datetime.timedelta(days=400)
"""Longer than a year, for who asks what changed since the last audit."""


@dataclass(frozen=True)
class ResourceDifference:
    """What changed on a resource, found by a scan; ``since`` is the time of the scan before (UTC).

    ``kind`` is configuration, permission, package or gone; ``subject`` is the column, what is allowed on what, or the
    package. A value of None could not be read; of what was not there it is empty. ``at`` is when the scan began that
    found it, None before that is kept.
    """

    kind: str
    resource_id: str
    resource_type: str
    scope: str
    subject: str
    before: str | None
    after: str | None
    since: datetime.datetime
    at: datetime.datetime | None = None


def keep_differences(
    session: Session, directory: str, at: datetime.datetime, found: Iterable[ResourceDifference]
) -> None:
    """Keep what the scan that began at a time found changed, in a transaction of the caller's.

    What the same scan said earlier, when it had read less, goes.
    """
    session.execute(delete(Row).where(Row.directory == directory, Row.at == at))
    if rows := [{**vars(each), "directory": directory, "at": at} for each in found]:
        session.execute(insert(Row), rows)


def differences_of(
    state: State, directory: str, resource_ids: Sequence[str], until: datetime.datetime
) -> list[ResourceDifference]:
    """Return what changed on resources until a time, newest first, at most ``MOST_OF_ONE`` of all together."""
    which = (Row.directory == directory, Row.resource_id.in_(resource_ids), Row.at <= until)
    query = select(Row).where(*which).order_by(Row.at.desc(), Row.kind, Row.subject).limit(MOST_OF_ONE)
    with state.transaction() as session:
        return [
            ResourceDifference(**{name: getattr(row, name) for name in ResourceDifference.__dataclass_fields__})
            for row in session.scalars(query)
        ]


def forget_differences(state: State, directory: str, before: datetime.datetime) -> None:
    """Remove what changed before a time, and of each resource all but the latest ``MOST_OF_ONE``."""
    own = Row.directory == directory
    with state.transaction() as session:
        session.execute(delete(Row).where(own, Row.at < before))
        many = select(Row.resource_id).where(own).group_by(Row.resource_id).having(func.count() > MOST_OF_ONE)
        for id_ in session.scalars(many).all():
            this = (own, Row.resource_id == id_)
            key = (Row.at, Row.kind, Row.scope, Row.resource_type, Row.subject)
            latest = session.execute(select(*key).where(*this).order_by(Row.at.desc()).limit(MOST_OF_ONE)).all()
            session.execute(delete(Row).where(*this, tuple_(*key).not_in([tuple(each) for each in latest])))
