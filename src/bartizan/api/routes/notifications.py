"""Notifications: who is notified of what, a test message, and what was delivered."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from bartizan.api.guard import Admin, Served, Viewer
from bartizan.api.once import Once
from bartizan.api.problem import ProblemError, not_here, responses
from bartizan.api.settings import ServeSettings
from bartizan.contract.notifications import DeliveredNotice, DeliveryItem, NotificationRuleItem
from bartizan.model import BartizanError
from bartizan.service.notifying.listing import delivered_notices, delivery_items, rule_items
from bartizan.service.notifying.rules import NotificationRequest, add_rule, refuse_files, remove_rule, send_test
from bartizan.state.notify.nouns import KINDS, NoticeKind, ReceiverKind

router = APIRouter(prefix="/notifications", tags=["notifications"], responses=responses(400, 401, 403, 404, 422))
Name = Annotated[str, Path(max_length=63, examples=["cloud-security"])]


class NewNotificationRule(BaseModel):
    """A notification rule; without ``kinds`` for all of them. Private networks are allowed on the server alone."""

    name: Annotated[str, Field(min_length=1, max_length=63, examples=["cloud-security"])]
    receiver: ReceiverKind
    address: Annotated[str, Field(max_length=2000, examples=["https://receiver.example/hook"])]
    secret: Annotated[str, Field(max_length=200, examples=["env:HOOK_SECRET"])] = ""
    kinds: Annotated[list[NoticeKind] | None, Field(min_length=1, max_length=len(KINDS))] = None
    level: Literal["", "critical", "high", "medium", "low"] = ""
    scope: Annotated[str, Field(max_length=200)] = ""
    query: Annotated[str, Field(max_length=64)] = ""
    after_hours: Annotated[int, Field(ge=0, le=8760)] = 0
    digest_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    quiet: Annotated[str, Field(max_length=80, examples=["22:00-06:00 Europe/Berlin"])] = ""


class DeliveryPage(BaseModel):
    """A part of the messages, and how many there are."""

    items: list[DeliveryItem]
    total: int


@router.get("/rules")
def rules(caller: Viewer, served: Served) -> list[NotificationRuleItem]:
    """Return the notification rules by name."""
    return rule_items(served.home, directory=caller.directory)


@router.post("/rules", status_code=201, response_model=NotificationRuleItem)
async def add(caller: Admin, served: Served, once: Once, body: NewNotificationRule) -> Response:
    """Add a notification rule. No secret is stored: ``env:NAME`` refers to one, or to a URL that is one."""
    values = body.model_dump() | {"kinds": tuple(body.kinds or KINDS), "by": caller.name}
    request = NotificationRequest(**values)
    refuse_files(request)

    def change() -> NotificationRuleItem:
        made = add_rule(served.home, request, directory=caller.directory)
        return next(each for each in rule_items(served.home, directory=caller.directory) if each.id == made.id)

    return await once.make(caller, 201, change)


@router.delete("/rules/{name}", status_code=204)
def remove(name: Name, caller: Admin, served: Served) -> None:
    """Remove a notification rule; what was not sent yet is not sent any more."""
    _named(served, caller.directory, name)
    remove_rule(served.home, name, caller.name, directory=caller.directory)


@router.post("/rules/{name}/test", status_code=204, responses=responses(424))
def test(name: Name, caller: Admin, served: Served) -> None:
    """Send a test message to a rule's receiver."""
    _named(served, caller.directory, name)
    try:
        send_test(served.home, name, directory=caller.directory)
    except BartizanError as error:
        raise ProblemError(424, "The receiver did not take the message.", str(error)) from error


@router.get("/deliveries")
def deliveries(
    caller: Viewer,
    served: Served,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> DeliveryPage:
    """Return the messages that were made, newest first."""
    found = delivery_items(served.home, limit, offset, directory=caller.directory)
    return DeliveryPage(items=list(found.items), total=found.total)


@router.get("/deliveries/{delivery_id}")
def delivery(delivery_id: Annotated[str, Path(max_length=16)], caller: Viewer, served: Served) -> list[DeliveredNotice]:
    """Return the notices of a message."""
    return delivered_notices(served.home, delivery_id, directory=caller.directory)


def _named(served: ServeSettings, directory: str, name: str) -> None:
    if name not in {each.name for each in rule_items(served.home, directory=directory)}:
        raise not_here()
