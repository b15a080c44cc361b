"""Trackers that are kept without a command on the server: where its settings allow it, with the token of that place."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import Admin, Served, Viewer
from bartizan.api.once import Once
from bartizan.api.problem import not_here, responses
from bartizan.api.settings import ServeSettings
from bartizan.contract.notifications import TrackerItem
from bartizan.service.exporting import trackers as kept
from bartizan.service.exporting.rules import TicketRequest

router = APIRouter(prefix="/trackers", tags=["trackers"], responses=responses(400, 401, 403, 404, 409, 422))
Name = Annotated[str, Path(max_length=63, examples=["issues"])]
Level = Literal["critical", "high", "medium", "low"]


class NewTracker(BaseModel):
    """A tracker at a place that the server's settings allow."""

    name: Annotated[str, Field(min_length=1, max_length=63, examples=["issues"])]
    place: Annotated[str, Field(max_length=2000, examples=["github:shop/posture"])]
    level: Level = "high"


class TrackerLevel(BaseModel):
    """The least risk for which issues are made, and the one that was seen before; empty changes whatever there is."""

    level: Level
    was: Level | Literal[""] = ""


@router.get("")
def trackers(caller: Viewer, served: Served) -> list[TrackerItem]:
    """Return the trackers by name."""
    return [_item(each) for each in kept.kept_trackers(served.home, directory=caller.directory)]


@router.post("", status_code=201, response_model=TrackerItem)
async def add(caller: Admin, served: Served, once: Once, body: NewTracker) -> Response:
    """Add a tracker; each recommendation of its level and worse has an issue there from now on."""
    tracker, _, address = body.place.partition(":")
    request = TicketRequest(body.name, tracker, address, "", body.level, by=caller.name)

    def change() -> TrackerItem:
        kept.add_allowed_tracker(served.home, request, directory=caller.directory)
        return _named(served, caller, body.name)

    return await once.make(caller, 201, change)


@router.patch("/{name}")
def change(name: Name, caller: Admin, served: Served, body: TrackerLevel) -> TrackerItem:
    """Have issues made for another level; 409 where it is not as it was seen any more."""
    _named(served, caller, name)
    kept.change_tracker(served.home, name, body.level, caller.name, body.was, directory=caller.directory)
    return _named(served, caller, name)


@router.delete("/{name}", status_code=204)
def remove(name: Name, caller: Admin, served: Served) -> None:
    """Remove a tracker; its issues stay as they are."""
    _named(served, caller, name)
    kept.remove_tracker(served.home, name, caller.name, directory=caller.directory)


def _named(served: ServeSettings, caller: ApiCaller, name: str) -> TrackerItem:
    for each in kept.kept_trackers(served.home, directory=caller.directory):
        if each.rule.name == name:
            return _item(each)
    raise not_here()


def _item(found: kept.KeptTracker) -> TrackerItem:
    rule = found.rule
    own = {key: getattr(found, key) for key in ("href", "open", "closed", "has_token", "is_waiting")}
    values = {key: getattr(rule, key) for key in ("id", "name", "level", "author", "created_at")}
    return TrackerItem(**own | values | {"place": f"{rule.receiver}:{rule.address}"})
