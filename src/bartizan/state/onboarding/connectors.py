"""Connectors as they are stored. What gets in is by reference; of a removed one stays who removed it and when."""

from dataclasses import asdict

from sqlalchemy import delete, select

from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError, now
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import ConnectorRow
from bartizan.state.models.events import OF_CONNECTOR
from bartizan.state.onboarding.nouns import Connector


def add_connector(state: State, directory: str, connector: Connector, *, is_decision: bool = True) -> None:
    """Store a connector; one that a scan makes for itself is nobody's decision, and not in the audit log.

    Raises:
        UsageError: its name is taken.
    """
    if connector.name in {each.name for each in connectors(state, directory)}:
        raise UsageError(f"there is a connector {connector.name!r} already; choose another name, or remove it first")
    with state.transaction() as session:
        values = vars(connector) | {"settings": dict(connector.settings)}
        session.add(ConnectorRow(directory=directory, **values, removed_at=None, removed_by=""))
        entry = AuditEntry(
            connector.created_at, connector.author, "connector.add", connector.id, after=_told(connector)
        )
        if is_decision:
            record(session, directory, entry)


def connectors(state: State, directory: str, *, removed: bool = False) -> list[Connector]:
    """Return the connectors of a directory by name, or those that were removed."""
    is_wanted = ConnectorRow.removed_at.is_not(None) if removed else ConnectorRow.removed_at.is_(None)
    query = select(ConnectorRow).where(ConnectorRow.directory == directory, is_wanted)
    with state.transaction() as session:
        return [_connector(row) for row in session.scalars(query.order_by(ConnectorRow.name))]


def connector(state: State, directory: str, name: str) -> Connector:
    """Return the connector of a name.

    Raises:
        UsageError: there is none.
    """
    known = {each.name: each for each in connectors(state, directory)}
    if name not in known:
        near = suggestion(name, list(known))
        raise UsageError(f"no connector {name!r}{near}; see `bartizan connectors`")
    return known[name]


def change_settings(state: State, directory: str, changed: Connector, by: str) -> Connector:
    """Store other settings of a connector."""
    with state.transaction() as session:
        row = session.get_one(ConnectorRow, changed.id)
        before, row.settings = _told(_connector(row)), dict(changed.settings)
        entry = AuditEntry(now(), by, "connector.change", changed.id, before, _told(changed))
        record(session, directory, entry)
    return changed


def remove_connector(state: State, directory: str, name: str, by: str) -> Connector:
    """Remove a connector and its events: it is read no more, and the next scan leaves out what it brought.

    Raises:
        UsageError: there is none of this name.
    """
    removed = connector(state, directory, name)
    with state.transaction() as session:
        row = session.get_one(ConnectorRow, removed.id)
        row.removed_at, row.removed_by = now(), by
        for table in OF_CONNECTOR:
            session.execute(delete(table).where(table.connector_id == removed.id))
        record(session, directory, AuditEntry(row.removed_at, by, "connector.remove", removed.id, _told(removed)))
    return removed


def _told(value: Connector) -> dict[str, object]:
    """Return what the audit log says of a connector: all but the external ID."""
    return {name: each for name, each in asdict(value).items() if name not in ("external_id", "created_at")}


def _connector(row: ConnectorRow) -> Connector:
    return Connector(**{name: getattr(row, name) for name in Connector.__dataclass_fields__})
