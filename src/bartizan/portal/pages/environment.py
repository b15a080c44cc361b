"""Environment: which accounts and subscriptions are watched, with which plan, and how to connect more."""

from htpy import Element, Node, a, button, div, form, p, span
from htpy import input as input_

from bartizan.model import now
from bartizan.portal.cards.capabilities import capability_matrix, health, opened_scope
from bartizan.portal.cards.connecting import CONNECTED, connect_card, next_steps
from bartizan.portal.cards.permission_test import test_and_scan
from bartizan.portal.cards.plans import plan_switches
from bartizan.portal.cards.protection import ProtectionOfScopes, scope_table, tree_choices, workloads
from bartizan.portal.cards.scanning import progress_of
from bartizan.portal.cards.turning_off import sheet
from bartizan.portal.components.filters.choosing import choice_chips, narrowed
from bartizan.portal.components.marks import chip, name, unknown
from bartizan.portal.components.parts import card, facts
from bartizan.portal.components.states import notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import Content, View
from bartizan.portal.words import cloud, counted, middle, sentence
from bartizan.service.answers.scopes.capabilities import capabilities
from bartizan.service.answers.scopes.tree import ConnectorTree, connector_trees
from bartizan.service.connecting import PlannedScope
from bartizan.service.work.event_state import event_state
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import OVER, runs


def show(view: View) -> Content:
    """Return the page."""
    trees = connector_trees(view.home, view.snapshot, directory=view.caller.directory)
    if not trees:
        nothing = div(".card.state")[p["Nothing is connected yet. Connect the first account or subscription below."]]
        return Content("Environment", [nothing, connect_card(view)])
    planned = [each for tree in trees for each in tree.all]
    opened, protection = opened_scope(view, planned), ProtectionOfScopes(view)
    choices = tree_choices(protection)
    new = [tree for tree in trees if tree.root.connector.name == view.asked(CONNECTED)]
    shown = [tree for tree in narrowed(view, choices, trees) if tree not in new]
    body = [
        sheet(view, planned),
        _card(view, opened, protection) if opened and opened.plan.scope else None,
        capability_matrix(view, opened),
        _running(view),
        [_tree(view, tree, protection, next_steps(view, tree.root)) for tree in new],
        choice_chips(view, choices, trees, "Narrow the connectors") if len(trees) > 1 else None,
        [_tree(view, tree, protection) for tree in shown],
        connect_card(view),
    ]
    connect = a(".button.primary", href="#connect")["Connect an account"]
    return Content("Environment", body, beside=counted(len(trees), "connector"), actions=connect)


def _running(view: View) -> Node:
    """Return how far the scan is that runs, if one does; the page follows it."""
    run = next((each for each in runs(view.state, view.caller.directory, 10)[0] if each.status not in OVER), None)
    return div(data_poll="2")[progress_of(view, run)] if run else None


def _tree(view: View, tree: ConnectorTree, protection: ProtectionOfScopes, first: Node = None) -> Element:
    """Return a connector with the scopes below it."""
    root, below = tree.root, [each.plan.scope for each in tree.scopes]
    scopes = below or list(filter(None, [root.connector.single_scope]))
    whole = _whole(view, tree) if below else health(view, root)
    body = _body(view, root, _facts(view, root, scopes, whole))
    return card(
        root.connector.name, first, body, scope_table(view, tree, protection), beside=protection.of_all(tree).badge
    )


def _whole(view: View, tree: ConnectorTree) -> Node:
    """Return of how many scopes all could be read that was asked."""
    if view.snapshot is None:
        return span(".quiet")["not read yet"]
    found = [capabilities(view.published, each.plan.scope) for each in tree.scopes]
    whole = sum(bool(own) and all(one.is_whole for one in own) for own in found)
    words = f"{whole:,} of {counted(len(found), 'scope')} read in full"
    return words if whole == len(found) else unknown(words)


def _card(view: View, each: PlannedScope, protection: ProtectionOfScopes) -> Element:
    """Return one scope of a connector."""
    scope = each.plan.scope
    body = _body(view, each, _facts(view, each, [scope], health(view, each)))
    title = f"{each.connector.name} · {middle(scope, 30)}"
    return card(title, body, beside=protection.of(each).badge)


def _body(view: View, each: PlannedScope, own: Element) -> Element:
    left = div(".span-6")[own, test_and_scan(view, each.connector.name)]
    return div(".grid")[left, div(".span-6")[plan_switches(view, each), _exclude(view, each)]]


def _facts(view: View, each: PlannedScope, scopes: list[str], whole: Node) -> Element:
    connector = each.connector
    hours = connector.interval_hours
    pairs: list[tuple[str, Node]] = [
        ("Cloud", cloud(connector.provider)),
        ("Kind", sentence(connector.kind)),
        ("Reads", name(each.plan.scope or connector.target)),
        ("Interval", f"every {hours} h" if hours else "on events, and once a day"),
        ("Events", _events(view, connector)),
        ("Health", whole),
        ("Workloads", workloads(view, scopes)),
        ("Left out", ", ".join(f"{each.by}:{each.value}" for each in each.plan.exclusions) or "nothing"),
    ]
    return facts(pairs)


def _events(view: View, connector: Connector) -> Node:
    """Return whether events come in, and what is wrong where they do not."""
    found = event_state(view.home, connector, now())
    if found is None:
        return "not followed"
    if found.state == "ok":
        return found.detail
    return [chip(sentence(found.state), "medium"), f" {found.detail}" + (f"; {found.fix}" if found.fix else "")]


def _exclude(view: View, each: PlannedScope) -> Node:
    if not view.may(Role.ADMIN):
        return None
    fields = div(".split.hand")[
        input_(
            type="text",
            name="exclude",
            aria_label="Exclusion",
            placeholder="tag:KEY=VALUE, name:PATTERN or region:NAME",
            required=True,
        ),
        button(".button", type="submit", name="what", value="preview")["How many?"],
        button(".button", type="submit", name="what", value="save")["Leave out"],
    ]
    said = view.asked("excludes")
    told = (
        notice("info", f"{view.asked('exclusion')} would leave out {counted(int(said), 'workload')}.")
        if said.isdecimal()
        else None
    )
    own = (view.asked("connector"), view.asked("of")) == (each.connector.name, each.plan.scope)
    return [
        form(method="post", action=f"/{view.workspace}/exclude")[
            hidden(view, connector=each.connector.name, scope=each.plan.scope), fields
        ],
        told if own else None,
    ]
