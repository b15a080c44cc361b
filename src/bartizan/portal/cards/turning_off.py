"""The sheet that stands before Serverless protection is switched off: what goes out of sight, and a name to type."""

from htpy import Element, Node, a, button, div, form, label, p, strong
from htpy import input as input_

from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.scopes.hides import would_hide
from bartizan.service.connecting import PlannedScope

ASKED = "turn_off"
"""The name in the address that holds the connector of which protection is to be switched off, beside ``scope``."""

OF_SHEET = (ASKED, "scope", "typed")
"""The names in the address by which the sheet is open."""


def to_type(connector: str, scope: str) -> str:
    """Return the name that is typed to confirm: that of the scope, or of a connector's plan for all its scopes."""
    return scope or connector


def sheet(view: View, found: list[PlannedScope]) -> Node:
    """Return the sheet, nothing where the address asks for none or for what is off already."""
    own = (view.asked(ASKED), view.asked("scope"))
    each = next((each for each in found if (each.connector.name, each.plan.scope) == own), None)
    return _sheet(view, each) if each and each.plan.protects else None


def _sheet(view: View, each: PlannedScope) -> Element:
    connector, scope = each.connector, each.plan.scope
    typed = to_type(connector.name, scope)
    is_wrong = bool(view.asked("typed"))
    field = input_(
        type="text", id="confirm", name="confirm", required=True, autocomplete="off", autofocus=True,
        aria_invalid="true" if is_wrong else None, aria_describedby="confirm-wrong" if is_wrong else None,
    )  # fmt: skip
    fields = {"connector": connector.name, "scope": scope, "component": "serverless_protection", "value": "off"}
    return card(
        "Switch Serverless protection off",
        p[_loses(view, scope or connector.single_scope)],
        form(method="post", action=f"/{view.workspace}/plan")[
            hidden(view, **fields),
            div(".field")[
                label(for_="confirm")["Type ", strong[name(typed)], " to confirm"],
                field,
                p(".hint.text-critical", id="confirm-wrong")["This is not its name."] if is_wrong else None,
            ],
            div(".split.hand")[
                button(".button.danger", type="submit")["Switch it off"],
                a(".button", href=view.here(**dict.fromkeys(OF_SHEET)))["Keep it on"],
            ],
        ],
    )


def _loses(view: View, scope: str) -> str:
    if view.snapshot is None:
        return "Its workloads will not be read; coverage will say component off."
    lost = would_hide(view.published, scope)
    said = ", ".join(
        (counted(lost.workloads, "workload"), counted(lost.findings, "finding"), counted(lost.paths, "attack path"))
    )
    return f"The next scan hides {said}; coverage will say component off."
