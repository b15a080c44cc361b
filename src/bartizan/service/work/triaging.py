"""Moves of exposures that can be taken back, by who made them."""

from bartizan.service.triage import move
from bartizan.service.work.undoing import offer_undo
from bartizan.state import State
from bartizan.state.triage import Triage, triages

TRIAGE = "triage"


def move_undoably(
    state: State, directory: str, resource: str, *, kind: str, text: str, by: tuple[str, str], was: str | None = None
) -> str:
    """Move an exposure on, assign it, or comment; return a token that takes this back, empty for what stays.

    ``by`` is the ID and the name of who does it, ``was`` what they saw before. A comment stays, and so does a move that
    changes nothing.

    Raises:
        ExposureMovedError: somebody else changed it meanwhile; nothing was stored.
        UsageError: as ``move``.
    """
    caller, name = by
    before = triages(state, directory).get(resource, Triage())
    after = move(state, directory, resource, kind=kind, text=text, by=name, was=was)
    if after == before or kind == "comment":
        return ""
    body = {
        "kind": TRIAGE,
        "resource": resource,
        "of": kind,
        "back": getattr(before, kind),
        "was": getattr(after, kind),
    }
    return offer_undo(state, directory, caller, body)
