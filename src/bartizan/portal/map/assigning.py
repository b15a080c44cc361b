"""Forms that move an exposure on: on its page in the queue, and beside a path that begins at it."""

from htpy import Element, Node, VoidElement, a, button, div, form, h2, header, label, p, section, span
from htpy import input as input_

from bartizan.base.resource_key import resource_key
from bartizan.contract.paths import AttackPath
from bartizan.portal.components.marks import name
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import sentence
from bartizan.service.triage import Triage, triage_of
from bartizan.state.access.nouns import Role

_WORDS = {"progress": "Set", "assignee": "Assign", "comment": "Comment"}


def assignment(view: View, path: AttackPath, called: str) -> Element:
    """Return who has the workload at which a path begins, and the form to give it to somebody."""
    triage = triage_of(view.state, view.caller.directory, path.entry_id)
    queue = view.to("/queue", [("open", resource_key(path.entry_id))])
    who = name(triage.assignee) if triage.assignee else span(".quiet")["Nobody yet"]
    may = view.may(Role.ANALYST)
    return section(id="assign")[
        header(".card-head")[
            h2["Assign"], span(".quiet")[name(called)], a(".link.card-more", href=queue)["Open in the queue"]
        ],
        div(".card-body")[
            p[who, f" · {sentence(triage.progress)}"],
            assign_form(view, path.entry_id, triage) if may else disabled_for("analyst", "Assign"),
        ],
    ]


def assign_form(view: View, resource: str, triage: Triage) -> Element:
    """Return the form that gives an exposure to somebody; the field begins with the name of the caller."""
    field = input_(type="text", id="assignee", name="text", value=triage.assignee or view.caller.name, maxlength="200")
    return triage_form(view, resource, "assignee", field, triage=triage)


def triage_form(
    view: View, resource: str, kind: str, field: Node | VoidElement, *, triage: Triage | None = None
) -> Element:
    """Return the form of one change; with a ``triage``, what it shows is what the change stands on."""
    seen = {"was": f"={getattr(triage, kind)}"} if triage else {}
    return form(method="post", action=f"/{view.workspace}/triage", data_quick="")[
        hidden(view, resource=resource, kind=kind, **seen),
        label(for_=kind)[sentence(kind)],
        div(".split")[field, button(".button", type="submit")[_WORDS[kind]]],
    ]
