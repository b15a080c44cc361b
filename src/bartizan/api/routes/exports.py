"""Exports, trackers and automations: what there is, and exports to HTTPS, which alone need nothing of the server.

All others are written with the server's own credentials, or send its secrets to where the request says: they are added
there.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from bartizan.api.guard import Admin, Served, Viewer
from bartizan.api.once import Once
from bartizan.api.problem import ProblemError, not_here, responses
from bartizan.api.settings import ServeSettings
from bartizan.contract.notifications import ExportItem
from bartizan.model import BartizanError
from bartizan.service.exporting.rules import (
    ExportRequest,
    add_export,
    export_items,
    remove_export,
    resend,
    send_test_part,
)
from bartizan.state.notify.nouns import AUTOMATION, EXPORTS, TICKETS

_RECEIVERS = (*EXPORTS, *TICKETS, AUTOMATION)
router = APIRouter(prefix="/exports", tags=["exports"], responses=responses(400, 401, 403, 404, 422))
Name = Annotated[str, Path(max_length=63, examples=["siem"])]


class NewExport(BaseModel):
    """An export to HTTPS; ``changes_only`` sends what changes from now on, not all that there is."""

    name: Annotated[str, Field(min_length=1, max_length=63, examples=["siem"])]
    receiver: Literal["https"] = "https"
    address: Annotated[str, Field(max_length=2000, examples=["https://collector.example/ocsf"])]
    secret: Annotated[str, Field(max_length=200, pattern="^(env:.+)?$", examples=["env:EXPORT_SECRET"])] = ""
    changes_only: bool = False


@router.get("")
def exports(caller: Viewer, served: Served) -> list[ExportItem]:
    """Return the exports, trackers and automations by name; ``snapshot_id`` is what their receiver has."""
    return export_items(served.home, _RECEIVERS, directory=caller.directory)


@router.post("", status_code=201, response_model=ExportItem)
async def add(caller: Admin, served: Served, once: Once, body: NewExport) -> Response:
    """Add an export to HTTPS. Other receivers are added on the server."""
    request = ExportRequest(
        body.name, body.receiver, body.address, body.secret, sends_all=not body.changes_only, by=caller.name
    )

    def change() -> ExportItem:
        made = add_export(served.home, request, directory=caller.directory)
        return next(each for each in export_items(served.home, directory=caller.directory) if each.id == made.id)

    return await once.make(caller, 201, change)


@router.delete("/{name}", status_code=204)
def remove(name: Name, caller: Admin, served: Served) -> None:
    """Remove an export or a tracker, or disable an automation; what was not sent yet is not sent any more."""
    _named(served, caller.directory, name, _RECEIVERS)
    remove_export(served.home, name, caller.name, _RECEIVERS, directory=caller.directory)


@router.post("/{name}/test", status_code=204, responses=responses(424))
def test(name: Name, caller: Admin, served: Served) -> None:
    """Send a test event to an export's receiver."""
    _named(served, caller.directory, name)
    try:
        send_test_part(served.home, name, directory=caller.directory)
    except BartizanError as error:
        raise ProblemError(424, "The receiver did not take the event.", str(error)) from error


@router.post("/{name}/resend", status_code=204)
def again(name: Name, caller: Admin, served: Served) -> None:
    """Send all findings of the latest snapshot once more."""
    _named(served, caller.directory, name)
    resend(served.home, name, directory=caller.directory)


def _named(served: ServeSettings, directory: str, name: str, kinds: tuple[str, ...] = EXPORTS) -> None:
    if name not in {each.name for each in export_items(served.home, kinds, directory=directory)}:
        raise not_here()
