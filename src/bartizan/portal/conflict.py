"""What somebody sees who changed what somebody else changed meanwhile: both values, and the choice between them."""

from collections.abc import Mapping

from fastapi.responses import HTMLResponse
from htpy import Element, a, button, div, form, p, table, tbody, td, th, thead, tr
from htpy import input as input_

from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import facts
from bartizan.portal.failure import boxed
from bartizan.portal.words import spaced
from bartizan.service.triage import ExposureMovedError
from bartizan.state.nouns import ChangedMeanwhileError

Words = list[tuple[str, str]]
"""What a decision says: names with their values."""


def moved_meanwhile(action: str, fields: Mapping[str, str], error: ExposureMovedError, back: str) -> HTMLResponse:
    """Return the page that shows both values; nothing was overwritten. ``fields`` are sent again on demand."""
    kind, own, theirs = fields["kind"], spaced(fields["text"]) or "nobody", spaced(error.value) or "nobody"
    shown = boxed(
        "This changed meanwhile.",
        p(role="alert")[f"{error.by or 'Somebody'} changed the {kind} while your page was open. Yours was not stored."],
        facts([(f"The {kind} now", name(theirs)), ("Yours", name(own))]),
        div(".split")[
            a(".button.primary", href=back)["Keep ", name(theirs)],
            _again(action, {**fields, "next": back}, "Change it to ", own),
        ],
    )
    return HTMLResponse(str(shown), 409)


def decided_meanwhile(
    action: str, fields: Mapping[str, str], error: ChangedMeanwhileError, back: str, said: tuple[Words, Words]
) -> HTMLResponse:
    """Return the page about a decision that was changed or removed; ``said`` is what it says now, and one's own.

    Without an own it was to be removed. ``fields`` are sent again on demand.
    """
    theirs, own = dict(said[0]), dict(said[1])
    verb = "changed" if theirs else "removed"
    keep, again = ("Keep it as it is now", "Change it to yours") if theirs else ("Leave it removed", "Add it again")
    words = [key for key in theirs or own if not own or theirs.get(key) != own.get(key)]
    head = [word for word, is_there in (("", True), ("Now", bool(theirs)), ("Yours", bool(own))) if is_there]
    rows = (tr[th(scope="row")[key], [td[name(each[key])] for each in (theirs, own) if each]] for key in words)
    shown = boxed(
        "This changed meanwhile.",
        p(role="alert")[f"{error.by or 'Somebody'} {verb} this while your page was open. Yours was not stored."],
        div(".table-box")[table[thead[tr[(th(scope="col")[word] for word in head)]], tbody[rows]]],
        div(".split")[
            a(".button.primary", href=back)[keep],
            _again(action, {**fields, "next": back}, again if own else "Remove it"),
        ],
        class_=".broad",
    )
    return HTMLResponse(str(shown), 409)


def _again(action: str, fields: Mapping[str, str], words: str, value: str = "") -> Element:
    return form(method="post", action=action)[
        (input_(type="hidden", name=key, value=text) for key, text in fields.items()),
        button(".button", type="submit")[words, name(value) if value else None],
    ]
