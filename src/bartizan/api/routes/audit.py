"""The audit log: who did what to what, newest first."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from bartizan.api.guard import Admin, InState
from bartizan.api.problem import responses
from bartizan.state.audit import audit_log

router = APIRouter(prefix="/audit", tags=["audit"], responses=responses(400, 401, 403, 404, 422))


class AuditItem(BaseModel):
    """One entry; ``before`` is null for what was added, ``after`` for what is gone. Times are UTC."""

    at: datetime.datetime
    actor: str
    action: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditPage(BaseModel):
    """A part of the log, and how long it is."""

    items: list[AuditItem]
    total: int


@router.get("")
def audit(
    caller: Admin,
    state: InState,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> AuditPage:
    """Return what was decided in this directory."""
    entries = audit_log(state, caller.directory)
    items = [AuditItem(**vars(entry)) for entry in entries[offset : offset + limit]]
    return AuditPage(items=items, total=len(entries))
