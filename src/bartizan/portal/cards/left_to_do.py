"""What is left to do until a scope is protected and all of it can be read: the first thing, in words."""

from htpy import Node, a, p, span

from bartizan.portal.cards.protection import ProtectionOfScopes
from bartizan.portal.components.marks import healthy, unknown
from bartizan.portal.opening import ago
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.scopes.capabilities import capabilities
from bartizan.service.connecting import PlannedScope
from bartizan.state.access.nouns import Role

_SWITCHES = (
    ("cspm", "Switch CSPM on: without it only inventory and configuration rules count."),
    ("serverless_protection", "Switch Serverless protection on: its workloads are not read."),
    ("permission_analysis", "Switch Permission analysis on: what identities may do is not known."),
)


def left_to_do(view: View, each: PlannedScope, protection: ProtectionOfScopes) -> Node:
    """Return the next step for a scope; that nothing is left only where all that was asked was answered."""
    scope = each.plan.scope or each.connector.single_scope
    step = (
        _switched_off(each)
        or (protection.of(each).word == "Excluded" and "Remove an exclusion: all of its workloads are left out.")
        or _unread(protection, scope)
        or _unanswered(view, scope)
    )
    if not step:
        return p[healthy("Nothing: it is protected, and all that was asked was answered.")]
    return p[step, None if view.may(Role.ADMIN) else span(".quiet")[" This needs the role admin."]]


def _switched_off(each: PlannedScope) -> str:
    return next((words for key, words in _SWITCHES if not getattr(each.plan, key)), "")


def _unread(protection: ProtectionOfScopes, scope: str) -> Node:
    last = protection.read_at(scope)
    if last is None:
        return unknown("Test its permissions and scan it: nothing is known of it yet.")
    return f"Scan it again: it was last read {ago(last)}." if protection.is_late(scope) else None


def _unanswered(view: View, scope: str) -> Node:
    found = capabilities(view.published, scope) if view.snapshot else ()
    lacks = {permission for one in found for permission in one.permissions}
    failed = sum(one.failed for one in found)
    if lacks:
        words = f"Add {counted(len(lacks), 'permission')} to its role: show the statement"
        return a(".link", href="#missing")[unknown(words)]
    return unknown(f"Scan it again: {counted(failed, 'question')} failed.") if failed else None
