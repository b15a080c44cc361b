"""API tokens: of one directory, with at most the role that their owner has when they are used."""

import datetime

from sqlalchemy import select

from bartizan.model import UsageError, now
from bartizan.state.access.nouns import ApiToken, Person, Role
from bartizan.state.access.people import person_of
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import ApiTokenRow, MembershipRow, PersonRow

_SEEN = datetime.timedelta(minutes=1)


def add_token(state: State, token: ApiToken, hash_: str, by: str) -> None:
    """Store a token by the hash of its secret."""
    with state.transaction() as session:
        values = vars(token) | {"role": str(token.role)}
        session.add(ApiTokenRow(**values, hash=hash_, revoked_by=""))
        after = {"name": token.name, "role": str(token.role), "expires_at": f"{token.expires_at.isoformat()}Z"}
        record(session, token.directory, AuditEntry(token.created_at, by, "token.add", token.id, after=after))


def token_of(state: State, hash_: str) -> tuple[ApiToken, Person, Role | None] | None:
    """Return the token with a hash, its owner and the role it has now; None where it is revoked or expired.

    The role is None where the owner has none in the token's directory any more.
    """
    at = now()
    with state.transaction() as session:
        query = (
            select(ApiTokenRow, PersonRow, MembershipRow.role)
            .join(PersonRow, PersonRow.id == ApiTokenRow.person_id)
            .outerjoin(
                MembershipRow,
                (MembershipRow.person_id == ApiTokenRow.person_id) & (MembershipRow.directory == ApiTokenRow.directory),
            )
            .where(ApiTokenRow.hash == hash_, ApiTokenRow.revoked_at.is_(None), ApiTokenRow.expires_at > at)
            .where(PersonRow.disabled_at.is_(None))
        )
        found = session.execute(query).first()
        if found is None:
            return None
        row, person, role = found
        if row.used_at is None or at - row.used_at > _SEEN:
            row.used_at = at
        token = _token(row)
        now_has = Role(role) if role else None
        return token, person_of(person), now_has and min(now_has, token.role, key=lambda each: each.rank)


def tokens(state: State, directory: str, person_id: str = "") -> list[ApiToken]:
    """Return the tokens of a directory, or of one person there, newest first."""
    query = select(ApiTokenRow).where(ApiTokenRow.directory == directory)
    if person_id:
        query = query.where(ApiTokenRow.person_id == person_id)
    with state.transaction() as session:
        return [_token(row) for row in session.scalars(query.order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id))]


def revoke_token(state: State, directory: str, id_: str, by: str) -> ApiToken:
    """Revoke a token.

    Raises:
        UsageError: there is none with this ID in the directory, or it was revoked before.
    """
    with state.transaction() as session:
        row = session.get(ApiTokenRow, id_)
        if row is None or row.directory != directory or row.revoked_at is not None:
            raise UsageError(f"no token {id_!r} to revoke")
        row.revoked_at, row.revoked_by = now(), by
        record(session, directory, AuditEntry(row.revoked_at, by, "token.revoke", id_, {"name": row.name}))
        return _token(row)


def _token(row: ApiTokenRow) -> ApiToken:
    values = {name: getattr(row, name) for name in ApiToken.__dataclass_fields__}
    return ApiToken(**values | {"role": Role(row.role)})
