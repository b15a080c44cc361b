"""The test of a connector's permissions: what can be read, what is denied, and the statement that closes it."""

import json
from collections.abc import Sequence

from htpy import Element, Node, button, div, form, h2, h3, p, section, span, table, tbody, td, th, thead, tr

from bartizan.connect.check import Capability, statement
from bartizan.portal.components.marks import chip, healthy, name, unknown
from bartizan.portal.components.parts import card, commands
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.portal.words import capital, counted
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector

_WORDS = ("Capability", "Feeds", "", "Denied", "What was said")


def test_and_scan(view: View, connector: str) -> Node:
    """Return the buttons that ask each permission of a connector once, and that scan it."""
    test = form(method="post", action=address(view.path, view.query), data_quick="")[
        hidden(view, connector=connector),
        button(".button.small", type="submit", id=f"test-{connector}")["Test permissions"],
    ]
    scan = form(method="post", action=f"/{view.workspace}/scans/start")[
        hidden(view, connector=connector), button(".button.small", type="submit")["Scan it now"]
    ]
    return div(".split")[
        test if view.may(Role.ADMIN) else disabled_for("admin", "Test permissions"),
        scan if view.may(Role.ANALYST) else disabled_for("analyst", "Scan it now"),
    ]


def tested(connector: Connector, found: Sequence[Capability]) -> Element:
    """Return what each capability can read, as it was just asked."""
    head = thead[tr[(th(scope="col")[word] for word in _WORDS)]]
    shown = div(".table-box")[table[head, tbody[(_row(each) for each in found)]]]
    beside = f"{connector.name}, {connector.target}: each permission asked once"
    return card("Permission test", p(role="status")[_verdict(found)], shown, _missing(connector, found), beside=beside)


def not_entered(connector: Connector, why: str) -> Element:
    """Return why an account cannot be entered at all."""
    return section(".card.state", role="alert")[h2[f"{connector.name} cannot be entered."], p(".kept-lines")[why]]


def _verdict(found: Sequence[Capability]) -> Element:
    denied, failed = sum(len(each.denied) for each in found), sum(len(each.failed) for each in found)
    if denied or failed:
        lost = [counted(denied, "permission is denied", "permissions are denied")] if denied else []
        lost += [counted(failed, "call failed", "calls failed")] if failed else []
        return unknown(", ".join(lost))
    return healthy("all that was asked can be read")


def _row(each: Capability) -> Element:
    said = [*(one.detail for one in each.denied), *each.failed]
    return tr(data_row="")[
        td[capital(each.name)],
        td(".quiet")[each.feeds],
        td(".short")[_status(each)],
        td[span(".mono")[name(", ".join(one.permission for one in each.denied))]],
        td(".quiet")[name("; ".join(dict.fromkeys(said)))],
    ]


def _status(each: Capability) -> Node:
    if each.status == "readable":
        return healthy("can read")
    words = {"partly": "in part", "denied": "denied", "not_asked": "nothing there to ask about"}
    return chip(words[each.status]) if each.status == "not_asked" else unknown(words[each.status])


def _missing(connector: Connector, found: Sequence[Capability]) -> Node:
    if not any(each.denied for each in found):
        return None
    is_aws = connector.provider == "aws"
    where = "a policy of the role" if is_aws else "the custom role"
    text = json.dumps(statement(found, is_aws=is_aws), indent=2)
    return [h3["What to add"], p[f"Exactly this closes the gap; add it to {where}, and test again."], commands(text)]
