"""Who changed a resource and how, as events said: kept for its timeline, the latest of each resource."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.models.events import ResourceCallRow as Row

MOST_OF_ONE = 50
"""Calls that are kept of a resource: a flood about one takes no room from the others."""
MOST = 20_000
"""Calls that are kept of a connector."""
_IDS_AT_ONCE = 500


@dataclass(frozen=True)
class ResourceCall:
    """A call that changed a resource of a scope, and who made it (for people); ``at`` is UTC."""

    scope: str
    resource_id: str
    event_id: str
    name: str
    caller: str
    at: datetime.datetime


def note_calls(session: Session, connector_id: str, calls: Iterable[ResourceCall], most: int = MOST) -> None:
    """Keep calls, in a transaction of the caller's; one that is kept already stays as it is."""
    own = Row.connector_id == connector_id
    found = list(_latest(calls))
    for first in range(0, len(found), _IDS_AT_ONCE):
        part = found[first : first + _IDS_AT_ONCE]
        ids = sorted({each.event_id for each in part})
        query = select(Row.scope, Row.resource_id, Row.event_id).where(own, Row.event_id.in_(ids))
        kept = {tuple(row) for row in session.execute(query)}
        new = [each for each in part if (each.scope, each.resource_id, each.event_id) not in kept]
        session.add_all(Row(connector_id=connector_id, **vars(each)) for each in new)
        session.flush()
        _bound_each(session, connector_id, sorted({each.resource_id for each in new}))
    if found and (session.scalar(select(func.count()).where(own)) or 0) > most:
        last = session.scalar(select(Row.at).where(own).order_by(Row.at.desc()).offset(most // 2).limit(1))
        session.execute(delete(Row).where(own, Row.at <= last))


def calls_of(state: State, connector_ids: Sequence[str], scope: str, resource_id: str) -> list[ResourceCall]:
    """Return the calls that changed a resource, newest first, as the events of some connectors say; each once."""
    own = (Row.connector_id.in_(connector_ids), Row.scope == scope, Row.resource_id == resource_id)
    with state.transaction() as session:
        rows = session.scalars(select(Row).where(*own).order_by(Row.at.desc(), Row.event_id))
        found = {
            row.event_id: ResourceCall(**{n: getattr(row, n) for n in ResourceCall.__dataclass_fields__})
            for row in rows
        }
    return list(found.values())


def _latest(calls: Iterable[ResourceCall]) -> Iterator[ResourceCall]:
    """Yield the latest calls of each resource, each once."""
    by_resource: dict[str, dict[tuple[str, str], ResourceCall]] = defaultdict(dict)
    for each in calls:
        by_resource[each.resource_id].setdefault((each.scope, each.event_id), each)
    for own in by_resource.values():
        yield from sorted(own.values(), key=lambda each: each.at)[-MOST_OF_ONE:]


def _bound_each(session: Session, connector_id: str, ids: Sequence[str]) -> None:
    own = (Row.connector_id == connector_id, Row.resource_id.in_(ids))
    many = select(Row.resource_id).where(*own).group_by(Row.resource_id).having(func.count() > MOST_OF_ONE)
    for id_ in session.scalars(many).all():
        this = (Row.connector_id == connector_id, Row.resource_id == id_)
        latest = select(Row.event_id).where(*this).order_by(Row.at.desc()).limit(MOST_OF_ONE)
        session.execute(delete(Row).where(*this, Row.event_id.not_in(session.scalars(latest).all())))
