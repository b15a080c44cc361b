"""What can be read of a scope, by what that feeds, and the policy that gives the rest."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from htpy import Element, Node, a, div, h3, p, span, table, tbody, td, th, thead, tr

from bartizan.connect.templates import template
from bartizan.portal.components.marks import healthy, name, unknown
from bartizan.portal.components.parts import card, commands, folded, tabs
from bartizan.portal.view import View
from bartizan.portal.words import capital, counted, middle
from bartizan.service.answers.scopes.capabilities import CapabilityStanding, capabilities
from bartizan.service.connecting import PlannedScope
from bartizan.state.access.nouns import Role

_FORMS = {
    "aws": {"cloudformation": "CloudFormation", "terraform": "Terraform"},
    "azure": {"bicep": "Bicep", "terraform": "Terraform"},
}
_WORDS = ("Capability", "Feeds", "Can read", "Denied", "Failed", "Never asked", "Missing")


def health(view: View, each: PlannedScope) -> Node:
    """Return how many capabilities of a scope are whole, as a link to all of them."""
    found = standing_of(view, each)
    if not found:
        return span(".quiet")["not read yet"]
    whole = sum(one.is_whole for one in found)
    words = f"{whole} of {counted(len(found), 'capability', 'capabilities')}"
    return a(".link", href=f"{opened_at(view, each)}#capabilities")[words if whole == len(found) else unknown(words)]


def health_word(view: View, each: PlannedScope) -> str:
    """Return how well a scope was read: ``full``, ``part`` or ``unread``."""
    found = standing_of(view, each)
    if not found:
        return "unread"
    return "full" if all(one.is_whole for one in found) else "part"


def opened_at(view: View, each: PlannedScope) -> str:
    """Return the address of a scope's page."""
    return view.to(f"/environment/{quote(each.connector.name, safe='')}/{quote(each.scope, safe='')}")


def capability_matrix(view: View, each: PlannedScope, *, is_now: bool) -> Node:
    """Return the capabilities of a scope, nothing before anything was scanned but the role that it takes.

    Where the last scan could not enter it, they are not as they were: ``is_now`` is false.
    """
    if view.snapshot is None:
        return role_policy(view, each)
    found = capabilities(view.published, each.scope)
    numbers = _WORDS[2:6]
    head = thead[tr[(th(".number" if word in numbers else "", scope="col")[word] for word in _WORDS)]]
    body = tbody[(tr(data_row="")[_cells(view, each.scope, one, is_now=is_now)] for one in found)]
    return div(id="capabilities")[
        card(
            f"What can be read of {middle(each.scope, 40)}",
            div(".table-box")[table[head, body]] if found else p(".quiet")["Nothing was read of it yet."],
            div(".hand")[_missing(each, found), role_policy(view, each)],
        )
    ]


def standing_of(view: View, each: PlannedScope) -> Sequence[CapabilityStanding]:
    """Return how the capabilities of a scope stand, none where nothing was asked of it."""
    found = capabilities(view.published, each.scope) if view.snapshot and each.scope else ()
    return found if any(one.read or one.denied or one.failed for one in found) else ()


def unanswered(found: Sequence[CapabilityStanding]) -> int:
    """Return how many questions were denied or failed."""
    return sum(one.denied + one.failed for one in found)


def lacking(found: Sequence[CapabilityStanding]) -> list[str]:
    """Return the permissions that were missing, sorted."""
    return sorted({permission for one in found for permission in one.permissions})


def _cells(view: View, scope: str, one: CapabilityStanding, *, is_now: bool) -> list[Element]:
    gaps = view.to("/coverage", [("scope", scope), ("capability", one.id)])
    denied: Node = a(".text-unknown", href=gaps)[f"{one.denied:,}"] if one.denied else "0"
    failed: Node = a(".text-unknown", href=gaps)[f"{one.failed:,}"] if one.failed else "0"
    return [
        td[healthy(capital(one.id)) if one.is_whole and is_now else unknown(capital(one.id))],
        td(".wide")[one.feeds],
        td(".number", data_label="Can read")[f"{one.read:,}"],
        td(".number", data_label="Denied")[denied],
        td(".number", data_label="Failed")[failed],
        td(".number", data_label="Never asked")[f"{one.never:,}"],
        td(".breaks")[span(".mono")[name(", ".join(one.permissions))] if one.permissions else "–"],
    ]


def _missing(each: PlannedScope, found: Sequence[CapabilityStanding]) -> Node:
    """Return what the role of today lacks, as a statement to add to it."""
    lacks = lacking(found)
    if not lacks:
        return None
    own: dict[str, object] = {"Actions": lacks}
    if each.connector.provider == "aws":
        own = {"Sid": "BartizanReadMore", "Effect": "Allow", "Action": lacks, "Resource": "*"}
    return [h3(id="missing")["What to add to the role"], commands(json.dumps(own, indent=2))]


def role_policy(view: View, each: PlannedScope) -> Node:
    """Return the whole role, for the tool that the address names: with the least of today, or with room for later."""
    if not view.may(Role.ADMIN):
        return None
    forms = _FORMS[each.connector.provider]
    form = view.asked("form") if view.asked("form") in forms else next(iter(forms))
    has_room = bool(view.asked("room"))
    kinds = [(words, view.here(form=key), key == form) for key, words in forms.items()]
    sizes = [("Least now", view.here(room=None), not has_room), ("With room", view.here(room="1"), has_room)]
    text = template(each.connector, each.connector.provider, form, room=has_room)
    return folded(
        "The whole role",
        div(".split.hand")[tabs("Tool", kinds), tabs("Rights", sizes) if each.connector.provider == "aws" else None],
        commands(text),
        is_open=bool(view.asked("form") or view.asked("room")),
    )
