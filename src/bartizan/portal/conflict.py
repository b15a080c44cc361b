"""What somebody sees who changed what somebody else changed meanwhile: both values, and the choice between them."""

from collections.abc import Mapping

from fastapi.responses import HTMLResponse
from htpy import a, button, div, form, p
from htpy import input as input_

from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import facts
from bartizan.portal.failure import boxed
from bartizan.portal.words import spaced
from bartizan.service.triage import ExposureMovedError


def moved_meanwhile(action: str, fields: Mapping[str, str], error: ExposureMovedError, back: str) -> HTMLResponse:
    """Return the page that shows both values; nothing was overwritten. ``fields`` are sent again on demand."""
    kind, own, theirs = fields["kind"], spaced(fields["text"]) or "nobody", spaced(error.value) or "nobody"
    shown = boxed(
        "This changed meanwhile.",
        p(role="alert")[f"{error.by or 'Somebody'} changed the {kind} while your page was open. Yours was not stored."],
        facts([(f"The {kind} now", name(theirs)), ("Yours", name(own))]),
        div(".split")[
            a(".button.primary", href=back)["Keep ", name(theirs)],
            form(method="post", action=action)[
                (input_(type="hidden", name=key, value=value) for key, value in {**fields, "next": back}.items()),
                button(".button", type="submit")["Change it to ", name(own)],
            ],
        ],
    )
    return HTMLResponse(str(shown), 409)
