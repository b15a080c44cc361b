"""What is known of a connector or one of its scopes, and what its plan leaves out."""

from collections.abc import Sequence

from htpy import Element, Node, a, button, div, form, li, span, ul
from htpy import input as input_

from bartizan.model import now
from bartizan.portal.cards.capabilities import opened_at
from bartizan.portal.cards.protection import workloads
from bartizan.portal.components.marks import chip, name
from bartizan.portal.components.parts import facts
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import cloud, counted, sentence
from bartizan.service.answers.scopes.left_out import left_out
from bartizan.service.connecting import PlannedScope
from bartizan.service.work.event_state import event_state
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector

_EXAMPLE = "tag:KEY=VALUE, name:PATTERN or region:NAME"


def scope_facts(
    view: View, each: PlannedScope, scopes: Sequence[str], whole: Node, more: Sequence[tuple[str, Node]] = ()
) -> Element:
    """Return what is known of some scopes that are read through one connector; ``whole`` says how well."""
    connector, hours = each.connector, each.connector.interval_hours
    pairs: list[tuple[str, Node]] = [
        ("Cloud", cloud(connector.provider)),
        ("Kind", sentence(connector.kind)),
        ("Reads", _target(view, each)),
        *more,
        ("Interval", f"every {hours} h" if hours else "on events, and once a day"),
        ("Events", _events(view, connector)),
        ("Health", whole),
        ("Workloads", workloads(view, scopes)),
        ("Left out", _left_out(view, each, scopes)),
    ]
    return facts(pairs)


def exclusions(view: View, each: PlannedScope) -> Node:
    """Return the forms that leave workloads out, and that take this back."""
    if not view.may(Role.ADMIN):
        return disabled_for("admin", "Leave workloads out")
    action = f"/{view.workspace}/exclude"
    own = {"connector": each.connector.name, "scope": each.plan.scope}
    field = input_(type="text", name="exclude", aria_label="Exclusion", placeholder=_EXAMPLE, required=True)
    buttons = (
        button(".button", type="submit", name="what", value="preview")["How many?"],
        button(".button", type="submit", name="what", value="save")["Leave out"],
    )
    kept = (
        li[
            form(".split", method="post", action=action)[
                hidden(view, **own, exclude=text),
                span(".mono")[name(text)],
                button(".button.small", type="submit", name="what", value="remove", aria_label=f"Read {text} again")[
                    "Read again"
                ],
            ]
        ]
        for text in (f"{one.by}:{one.value}" for one in each.plan.exclusions)
    )
    return [
        ul(".plain")[kept] if each.plan.exclusions else None,
        form(method="post", action=action)[hidden(view, **own), div(".split.hand")[field, buttons]],
        _counted(view, each),
    ]


def _counted(view: View, each: PlannedScope) -> Node:
    """Return how many workloads an exclusion would leave out that somebody asks about."""
    said = view.asked("excludes")
    if not said.isdecimal() or (view.asked("connector"), view.asked("of")) != (each.connector.name, each.plan.scope):
        return None
    return notice("info", f"{view.asked('exclusion')} would leave out {counted(int(said), 'workload')}.")


def _target(view: View, each: PlannedScope) -> Node:
    if not each.scope or view.feature.id == "scope":
        return name(each.scope or each.connector.target)
    return a(".link", href=opened_at(view, each))[name(each.scope)]


def _events(view: View, connector: Connector) -> Node:
    """Return whether events come in, and what is wrong where they do not."""
    found = event_state(view.home, connector, now())
    if found is None:
        return "not followed"
    if found.state == "ok":
        return found.detail
    return [chip(sentence(found.state), "medium"), f" {found.detail}" + (f"; {found.fix}" if found.fix else "")]


def _left_out(view: View, each: PlannedScope, scopes: Sequence[str]) -> Node:
    """Return by what workloads are left out, and how many the last scan left out."""
    by = ", ".join(f"{one.by}:{one.value}" for one in each.plan.exclusions) or "nothing"
    counts = left_out(view.published) if view.snapshot else {}
    n = sum(counts.get(scope, 0) for scope in scopes)
    return [by, span(".quiet")[f" · {counted(n, 'workload')} at the last scan"] if n else None]
