"""Forms to decide on findings: exempt one resource or a whole rule until a day, and end that again."""

import datetime

from htpy import Element, Node, VoidElement, button, div, form, label, option, select
from htpy import input as input_

from bartizan.contract import Finding
from bartizan.portal.components.parts import folded
from bartizan.portal.components.states import disabled_for
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.state.access.nouns import Role

_DAYS = 90


def exempt_form(view: View, rule: str, finding: Finding, all_of_them: str) -> Node:
    """Return the form to exempt a finding's resource, or the whole rule."""
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Exempt")
    until = (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=_DAYS)).isoformat()
    fields = div(".fields")[
        _labelled(
            "What",
            "width",
            _choice("width", {"resource": f"Only {finding.resource_name}", "rule": f"The rule: {all_of_them}"}),
        ),
        _labelled(
            "Because",
            "category",
            _choice("category", {"risk_accepted": "Risk accepted", "mitigated": "Mitigated otherwise"}),
        ),
        _labelled("Until", "until", input_(type="date", id="until", name="until", value=until)),
        _labelled("Reason", "reason", input_(type="text", id="reason", name="reason", required=True, maxlength="500")),
    ]
    return folded(
        "Exempt",
        form(method="post", action=f"/{view.workspace}/exempt")[
            hidden(view, rule=rule, resource=finding.resource_id, scope=finding.scope),
            fields,
            button(".button", type="submit")["Exempt"],
        ],
    )


def hidden(view: View, **values: str) -> list[VoidElement]:
    """Return the fields that every form of a page sends: its token, and the page to come back to."""
    own = {"csrf": view.caller.csrf, "next": address(view.path, view.query), **values}
    return [input_(type="hidden", name=name, value=value) for name, value in own.items()]


def _labelled(words: str, id_: str, field: Node) -> Element:
    return div[label(for_=id_)[words], field]


def _choice(name: str, values: dict[str, str]) -> Element:
    return select(id=name, name=name)[(option(value=value)[words] for value, words in values.items())]
