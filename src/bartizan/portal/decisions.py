"""Forms to decide on findings: exempt one resource or a whole rule until a day, and end that again."""

import datetime
from urllib.parse import urlencode

from htpy import Element, Node, VoidElement, button, div, form, label, option, select
from htpy import input as input_

from bartizan.contract import Finding
from bartizan.model import Status, now
from bartizan.portal.components.parts import card, folded
from bartizan.portal.components.states import disabled_for
from bartizan.portal.links import Query, address
from bartizan.portal.view import View
from bartizan.state.access.nouns import Role

_DAYS = 90
MANY = "exempt-many"
_WHY = {"risk_accepted": "Risk accepted", "mitigated": "Mitigated otherwise"}


def exempt_form(view: View, rule: str, finding: Finding, all_of_them: str) -> Node:
    """Return the form to exempt a finding's resource, or the whole rule."""
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Exempt")
    fields = div(".fields")[
        labelled(
            "What",
            "width",
            _choice("width", {"resource": f"Only {finding.resource_name}", "rule": f"The rule: {all_of_them}"}),
        ),
        labelled(
            "Because",
            "category",
            _choice("category", _WHY),
        ),
        labelled("Until", "until", input_(type="date", id="until", name="until", value=_later())),
        labelled("Reason", "reason", input_(type="text", id="reason", name="reason", required=True, maxlength="500")),
    ]
    return folded(
        "Exempt",
        form(method="post", action=f"/{view.workspace}/exempt")[
            hidden(view, rule=rule, resource=finding.resource_id, scope=finding.scope),
            fields,
            button(".button", type="submit")["Exempt"],
        ],
    )


def many_form(view: View, rule: str, status: str, total: int, narrowing: Query = ()) -> Node:
    """Return the form that exempts the rows that are ticked, or all of them; rows' boxes belong to it by its ID.

    ``narrowing`` is what the list is filtered by: all of them are those that it leaves.
    """
    if status not in {"fail", "unknown"} or not total:
        return None
    if not view.may(Role.ANALYST):
        return card("Exempt several", disabled_for("analyst", "Exempt several"))
    which = {"ticked": "The rows that are ticked", "all": f"All {total:,}{' that are listed' if narrowing else ''}"}
    fields = div(".fields")[
        labelled("Which", "many-which", _choice("which", which, "many-which")),
        labelled("Because", "many-category", _choice("category", _WHY, "many-category")),
        labelled("Until", "many-until", input_(type="date", id="many-until", name="until", value=_later())),
        labelled(
            "Reason",
            "many-reason",
            input_(type="text", id="many-reason", name="reason", required=True, maxlength="500"),
        ),
    ]
    sent = hidden(view, rule=rule, status=status, expected=str(total), narrowing=urlencode(list(narrowing)))
    action = f"/{view.workspace}/exempt/many"
    fixes = button(".button", type="submit", formaction=f"/{view.workspace}/fixes", formnovalidate=True)
    buttons = div(".tools")[
        button(".button", type="submit")["Exempt them"],
        fixes["Fix script of the ticked rows"] if status == Status.FAIL else None,
    ]
    return card("Exempt several", form(id=MANY, method="post", action=action)[sent, fields, buttons])


def tick(finding: str, named: str) -> Element | VoidElement:
    """Return the box that puts a finding among those that are exempted together."""
    return input_(".tick-box", type="checkbox", name="finding", value=finding, form=MANY, aria_label=f"Choose {named}")


def check_form(view: View, key: str) -> Element:
    """Return the button that has a resource read again."""
    return form(method="post", action=f"/{view.workspace}/check")[
        hidden(view, key=key), button(".button", type="submit")["Check again"]
    ]


def hidden(view: View, **values: str) -> list[VoidElement]:
    """Return the fields that every form of a page sends: its token, and the page to come back to."""
    own = {"csrf": view.caller.csrf, "next": address(view.path, view.query), **values}
    return [input_(type="hidden", name=name, value=value) for name, value in own.items()]


def labelled(words: str, id_: str, field: Node) -> Element:
    """Return a field with its label."""
    return div[label(for_=id_)[words], field]


def _later() -> str:
    return (now().date() + datetime.timedelta(days=_DAYS)).isoformat()


def _choice(name: str, values: dict[str, str], id_: str = "") -> Element:
    return select(id=id_ or name, name=name)[(option(value=value)[words] for value, words in values.items())]
