"""People and their roles in directories."""

import secrets

from sqlalchemy import delete, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session as Transaction

from bartizan.model import UsageError, now
from bartizan.state.access.directories import directories
from bartizan.state.access.nouns import Person, Role, Tenant
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import ApiTokenRow, MembershipRow, PersonRow, SessionRow


def known_person(state: State, issuer: str, subject: str, name: str, email: str = "") -> Person:
    """Return who an identity provider says somebody is, stored with the name that it gives now."""
    with state.transaction() as session:
        query = select(PersonRow).where(PersonRow.issuer == issuer, PersonRow.subject == subject)
        row = session.scalars(query).first()
        if row is None:
            row = PersonRow(id=secrets.token_hex(8), issuer=issuer, subject=subject, created_at=now(), disabled_at=None)
            session.add(row)
        row.name, row.email = name, email
        session.flush()
        return person_of(row)


def roles(state: State, person_id: str) -> dict[str, Role]:
    """Return the roles of a person by directory."""
    with state.transaction() as session:
        rows = session.scalars(select(MembershipRow).where(MembershipRow.person_id == person_id))
        return {row.directory: Role(row.role) for row in rows}


def directories_of(state: State, person_id: str) -> list[tuple[Tenant, Role]]:
    """Return the directories that a person belongs to, by ID, with their role in each."""
    had = roles(state, person_id)
    return [(each, had[each.id]) for each in directories(state) if each.id in had]


def members(state: State, directory: str) -> list[tuple[Person, Role]]:
    """Return the people of a directory with their roles, by name."""
    query = (
        select(PersonRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(MembershipRow.directory == directory)
        .order_by(PersonRow.name, PersonRow.id)
    )
    with state.transaction() as session:
        return [(person_of(row), Role(role)) for row, role in session.execute(query)]


def grant_role(state: State, directory: str, person_id: str, role: Role, by: str) -> None:
    """Give a person a role in a directory, in place of the one that they had.

    Raises:
        UsageError: there is no such person, or a directory would be left without an admin.
    """
    with state.transaction() as session:
        _wait_for_others(session)
        if session.get(PersonRow, person_id) is None:
            raise UsageError(f"there is no person {person_id!r}; people appear when they first sign in")
        before = session.get(MembershipRow, (person_id, directory))
        if before and role is not Role.ADMIN:
            _check_admin_stays(session, directory, person_id)
        was = {"role": before.role} if before else None
        session.merge(MembershipRow(person_id=person_id, directory=directory, role=str(role)))
        record(session, directory, AuditEntry(now(), by, "role.grant", person_id, was, {"role": str(role)}))


def remove_member(state: State, directory: str, person_id: str, by: str) -> None:
    """Take a person's role in a directory away, with the tokens and sessions that stand on it.

    Raises:
        UsageError: they have none, or are the last admin.
    """
    at = now()
    with state.transaction() as session:
        _wait_for_others(session)
        row = session.get(MembershipRow, (person_id, directory))
        if row is None:
            raise UsageError(f"{person_id!r} has no role in this directory")
        _check_admin_stays(session, directory, person_id)
        was = {"role": row.role}
        session.execute(
            delete(MembershipRow).where(MembershipRow.person_id == person_id, MembershipRow.directory == directory)
        )
        for table, values in (
            (ApiTokenRow, {"revoked_at": at, "revoked_by": by}),
            (SessionRow, {"ended_at": at}),
        ):
            session.execute(
                sql_update(table).where(table.person_id == person_id, table.directory == directory).values(**values)
            )
        record(session, directory, AuditEntry(at, by, "role.remove", person_id, was))


def person_of(row: PersonRow) -> Person:
    """Return a stored person."""
    return Person(row.id, row.issuer, row.subject, row.name, row.email, row.disabled_at is not None)


def _wait_for_others(session: Transaction) -> None:
    """Let no other transaction change roles until this one ends: two admins could remove each other at once."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    alone = "begin immediate" if is_sqlite else "lock table membership in share row exclusive mode"
    session.connection().exec_driver_sql(alone)


def _check_admin_stays(session: Transaction, directory: str, person_id: str) -> None:
    admins = session.scalars(
        select(MembershipRow.person_id).where(MembershipRow.directory == directory, MembershipRow.role == Role.ADMIN)
    ).all()
    if list(admins) == [person_id]:
        raise UsageError("this is the directory's last admin; make somebody else admin first")
