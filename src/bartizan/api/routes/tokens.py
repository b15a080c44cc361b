"""API tokens: everybody's own, and for admins all of the directory."""

import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bartizan.access.tokens import LONGEST_DAYS, make_token
from bartizan.api.guard import InState, Viewer
from bartizan.api.problem import not_here, responses
from bartizan.state.access.nouns import ApiToken, Role
from bartizan.state.access.tokens import revoke_token
from bartizan.state.access.tokens import tokens as stored_tokens

router = APIRouter(prefix="/tokens", tags=["tokens"], responses=responses(400, 401, 403, 404, 422))


class TokenItem(BaseModel):
    """A token, without its secret. Times are UTC."""

    id: str
    name: str
    person_id: str
    role: Role
    created_at: datetime.datetime
    expires_at: datetime.datetime
    used_at: datetime.datetime | None
    revoked_at: datetime.datetime | None


class NewToken(BaseModel):
    """A token to make; ``role`` is at most the caller's."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    role: Role = Role.VIEWER
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 90


class MadeToken(TokenItem):
    """A token that was just made, with its secret, which is shown this once."""

    secret: str


@router.get("")
def tokens(caller: Viewer, state: InState) -> list[TokenItem]:
    """Return the caller's tokens, newest first; for admins those of everybody here."""
    whose = "" if caller.may(Role.ADMIN) else caller.person_id
    return [_token(token) for token in stored_tokens(state, caller.directory, whose)]


@router.post("", status_code=201)
def make(body: NewToken, caller: Viewer, state: InState) -> MadeToken:
    """Make a token. Send it as ``Authorization: Bearer``."""
    token, secret = make_token(state, caller, body.name, body.role, body.days)
    return MadeToken(**_token(token).model_dump(), secret=secret)


@router.delete("/{token_id}", status_code=204)
def revoke(token_id: str, caller: Viewer, state: InState) -> None:
    """Revoke a token; it is refused from now on."""
    if token_id not in {each.id for each in tokens(caller, state) if each.revoked_at is None}:
        raise not_here()
    revoke_token(state, caller.directory, token_id, caller.name)


def _token(token: ApiToken) -> TokenItem:
    return TokenItem.model_validate({name: getattr(token, name) for name in TokenItem.model_fields})
