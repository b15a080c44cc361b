"""One account or subscription: how far it is protected, what could be read of it, and what is left to do."""

from htpy import Node, a, div, span

from bartizan.api.problem import not_here
from bartizan.portal.cards.capabilities import capability_matrix, standing_of, unanswered
from bartizan.portal.cards.left_to_do import left_to_do
from bartizan.portal.cards.permission_test import test_and_scan
from bartizan.portal.cards.planned import exclusions, scope_facts
from bartizan.portal.cards.plans import plan_switches
from bartizan.portal.cards.protection import ProtectionOfScopes
from bartizan.portal.cards.runs import run_facts, worker_notice
from bartizan.portal.cards.scanning import running
from bartizan.portal.cards.turning_off import sheet
from bartizan.portal.components.marks import healthy, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.opening import ago
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted
from bartizan.service.answers.scopes.tree import ConnectorTree, connector_trees
from bartizan.service.connecting import PlannedScope


def show(view: View) -> Content:
    """Return the page.

    Raises:
        ProblemError: the directory has no such connector, or it does not read this scope.
    """
    tree, each = _found(view)
    protection = ProtectionOfScopes(view)
    scope = view.of_path("scope")
    own = div(".grid")[
        div(".span-6")[card("How it is watched", _facts(view, tree, each, protection, scope))],
        div(".span-6")[card("What is on", plan_switches(view, each), exclusions(view, each))],
    ]
    body = [
        sheet(view, [each]),
        running(view),
        worker_notice(protection.scans),
        view.outcome.get(each.connector.name),
        card("What is left to do", left_to_do(view, each, protection)),
        own,
        capability_matrix(view, each, is_now=scope not in protection.unevaluated),
    ]
    connector = each.connector.name
    trail = [("Environment", view.to("/environment")), (connector, f"{view.to('/environment')}#connector-{connector}")]
    actions = test_and_scan(view, connector)
    return Content(scope, body, beside=protection.of(each).badge, actions=actions, trail=trail)


def _found(view: View) -> tuple[ConnectorTree, PlannedScope]:
    """Return the scope that the address names, and the connector by which it is read."""
    connector, scope = view.of_path("connector"), view.of_path("scope")
    for tree in connector_trees(view.home, view.snapshot, directory=view.caller.directory):
        if tree.root.connector.name == connector:
            below = next((each for each in tree.scopes if each.plan.scope == scope), None)
            if below:
                return tree, below
            if tree.root.connector.single_scope == scope:
                return tree, tree.root
    raise not_here()


def _facts(view: View, tree: ConnectorTree, each: PlannedScope, protection: ProtectionOfScopes, scope: str) -> Node:
    has_own = scope in tree.own or not each.plan.scope
    read = protection.read_at(scope)
    late = ".text-medium" if protection.is_late(scope) else ""
    more: list[tuple[str, Node]] = [
        ("Plan", "its own" if has_own else "the connector's"),
        ("Last read", a(f".link{late}", href=view.to("/scans"))[ago(read)] if read else span(".quiet")["never"]),
        ("Coverage", _coverage(view, each, is_now=scope not in protection.unevaluated)),
        *run_facts(view, protection.scans[each.connector.id]),
    ]
    return scope_facts(view, each, [scope], protection.health(view, each), more)


def _coverage(view: View, each: PlannedScope, *, is_now: bool) -> Node:
    """Return how many questions were not answered, as a link to them."""
    found = standing_of(view, each)
    if not found:
        return unknown("nothing was read yet")
    lost = unanswered(found)
    if not lost:
        words = "all that was asked was answered"
        return healthy(words) if is_now else unknown(f"{words} when it was last read")
    return a(".link", href=view.to("/coverage", [("scope", each.scope)]))[
        unknown(f"{counted(lost, 'question')} unanswered")
    ]
