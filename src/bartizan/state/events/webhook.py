"""The keys of webhooks that events come to, as hashes."""

import datetime

from sqlalchemy import delete, or_, select, update

from bartizan.state.database import State
from bartizan.state.models import ConnectorRow
from bartizan.state.models.events import EventWebhookKeyRow as Row
from bartizan.state.onboarding.nouns import Connector


def add_key(
    state: State, connector_id: str, key_hash: str, at: datetime.datetime, others_end: datetime.datetime
) -> None:
    """Store a key of a connector; those before are in force until ``others_end`` at most."""
    own = Row.connector_id == connector_id
    with state.transaction() as session:
        session.execute(delete(Row).where(own, Row.ends_at <= at))
        still = or_(Row.ends_at.is_(None), Row.ends_at > others_end)
        session.execute(update(Row).where(own, still).values(ends_at=others_end))
        session.add(Row(key_hash=key_hash, connector_id=connector_id, made_at=at, ends_at=None))


def keys_in_force(state: State, connector_id: str, at: datetime.datetime) -> list[str]:
    """Return the hashes of a connector's keys."""
    is_in_force = or_(Row.ends_at.is_(None), Row.ends_at > at)
    with state.transaction() as session:
        return list(session.scalars(select(Row.key_hash).where(Row.connector_id == connector_id, is_in_force)))


def connector_by_id(state: State, id_: str) -> Connector | None:
    """Return a connector of any directory, None where there is none in use."""
    with state.transaction() as session:
        row = session.get(ConnectorRow, id_)
        if row is None or row.removed_at is not None:
            return None
        return Connector(**{name: getattr(row, name) for name in Connector.__dataclass_fields__})
