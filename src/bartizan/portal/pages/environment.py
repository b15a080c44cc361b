"""Environment: which accounts and subscriptions are watched, with which plan, and how to connect more."""

from collections.abc import Sequence

from htpy import Element, Node, a, div, p, span

from bartizan.portal.cards.connecting import CONNECTED, connect_card, next_steps
from bartizan.portal.cards.permission_test import test_and_scan
from bartizan.portal.cards.planned import exclusions, scope_facts
from bartizan.portal.cards.plans import COMPONENTS, plan_switches
from bartizan.portal.cards.protection import ProtectionOfScopes, scope_table
from bartizan.portal.cards.runs import run_facts, worker_notice
from bartizan.portal.cards.scanning import running
from bartizan.portal.cards.turning_off import sheet
from bartizan.portal.components.filters.choosing import RowChoice, choice_chips, narrowed
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import nothing_found
from bartizan.portal.view import Content, View
from bartizan.portal.words import cloud, counted
from bartizan.service.answers.scopes.tree import ConnectorTree, connector_trees
from bartizan.service.connecting import PlannedScope

_PLANS = {"cspm": "CSPM", "foundational": "Foundational alone"}
_HEALTH = {"full": "Read in full", "part": "Read in part", "unread": "Not read yet", "not now": "Not evaluated now"}


def show(view: View) -> Content:
    """Return the page."""
    trees = connector_trees(view.home, view.snapshot, directory=view.caller.directory)
    if not trees:
        nothing = div(".card.state")[p["Nothing is connected yet. Connect the first account or subscription below."]]
        return Content("Environment", [nothing, connect_card(view)])
    protection = ProtectionOfScopes(view)
    every = [each for tree in trees for each in _leaves(tree)]
    choices = _choices(view, protection, every)
    kept = {id(each) for each in narrowed(view, choices, every)}
    new = [tree for tree in trees if tree.root.connector.name == view.asked(CONNECTED)]
    shown = [tree for tree in trees if tree not in new and any(id(each) in kept for each in _leaves(tree))]
    everything = a(".link", href=view.to("/environment"))["Show all scopes"]
    body = [
        sheet(view, [each for tree in trees for each in tree.all]),
        running(view),
        worker_notice(protection.scans),
        [_tree(view, tree, protection, tree.scopes, next_steps(view, tree.root)) for tree in new],
        choice_chips(view, choices, every, "Narrow the scopes") if len(every) > 1 else None,
        [_tree(view, tree, protection, [each for each in tree.scopes if id(each) in kept]) for tree in shown],
        None if shown or new else nothing_found(everything),
        connect_card(view),
    ]
    connect = a(".button.primary", href="#connect")["Connect an account"]
    return Content("Environment", body, beside=counted(len(trees), "connector"), actions=connect)


def _leaves(tree: ConnectorTree) -> Sequence[PlannedScope]:
    """Return the scopes below a connector, or itself where it reads only its own."""
    return tree.scopes or [tree.root]


def _choices(
    view: View, protection: ProtectionOfScopes, every: Sequence[PlannedScope]
) -> list[RowChoice[PlannedScope]]:
    """Return by what scopes are chosen; what is the same of all is no choice."""
    found = [
        RowChoice[PlannedScope]("cloud", lambda each: each.connector.provider, cloud),
        RowChoice("protection", lambda each: protection.of(each).word, str),
        RowChoice("plan", lambda each: "cspm" if each.plan.cspm else "foundational", lambda it: _PLANS.get(it, it)),
        *map(_component, COMPONENTS),
        RowChoice("health", lambda each: protection.health_word(view, each), lambda it: _HEALTH.get(it, it)),
    ]
    return [choice for choice in found if view.asked(choice.name) or len({choice.value(each) for each in every}) > 1]


def _component(key: str) -> RowChoice[PlannedScope]:
    """Return the choice of scopes where a component is on, or off; it counts while CSPM is on."""

    def value(each: PlannedScope) -> str:
        if key == "azure_packages" and each.connector.provider != "azure":
            return ""
        return "on" if each.plan.cspm and getattr(each.plan, key) else "off"

    return RowChoice(key, value, lambda word: f"{COMPONENTS[key]} {word}")


def _tree(
    view: View, tree: ConnectorTree, protection: ProtectionOfScopes, shown: Sequence[PlannedScope], first: Node = None
) -> Element:
    """Return a connector with those scopes below it that are shown."""
    root, below = tree.root, [each.plan.scope for each in tree.scopes]
    scopes = below or list(filter(None, [root.connector.single_scope]))
    whole = _whole(view, tree, protection) if below else protection.health(view, root)
    own = scope_facts(view, root, scopes, whole, run_facts(view, protection.scans[root.connector.id]))
    left = div(".span-6")[own, div(".hand")[test_and_scan(view, root.connector.name)]]
    right = div(".span-6")[plan_switches(view, root), exclusions(view, root)]
    return div(id=f"connector-{root.connector.name}")[
        view.outcome.get(root.connector.name),
        card(
            root.connector.name,
            first,
            div(".grid")[left, right],
            scope_table(view, tree, protection, shown),
            beside=protection.of_all(tree).badge,
        ),
    ]


def _whole(view: View, tree: ConnectorTree, protection: ProtectionOfScopes) -> Node:
    """Return of how many scopes all could be read that was asked."""
    if view.snapshot is None:
        return span(".quiet")["not read yet"]
    whole = sum(protection.health_word(view, each) == "full" for each in tree.scopes)
    words = f"{whole:,} of {counted(len(tree.scopes), 'scope')} read in full"
    return words if whole == len(tree.scopes) else unknown(words)
