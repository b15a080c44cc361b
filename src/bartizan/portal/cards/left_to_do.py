"""What is left to do until a scope is protected and all of it can be read: the first thing, in words."""

from collections.abc import Sequence

from htpy import Node, a, p, span

from bartizan.portal.cards.capabilities import lacking, standing_of, unanswered
from bartizan.portal.cards.protection import ProtectionOfScopes
from bartizan.portal.components.marks import healthy, unknown
from bartizan.portal.opening import ago
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.scopes.capabilities import CapabilityStanding
from bartizan.service.answers.scopes.evaluated import why_in_words
from bartizan.service.connecting import PlannedScope
from bartizan.state.access.nouns import Role

_SWITCHES = (
    ("cspm", "Switch CSPM on: without it only inventory and configuration rules count."),
    ("serverless_protection", "Switch Serverless protection on: its workloads are not read."),
    ("permission_analysis", "Switch Permission analysis on: what identities may do is not known."),
)


def left_to_do(view: View, each: PlannedScope, protection: ProtectionOfScopes) -> Node:
    """Return the next step for a scope; that nothing is left only where all that was asked was answered."""
    found = standing_of(view, each)
    is_excluded = protection.of(each).word == "Excluded"
    excluded = "Remove an exclusion: all of its workloads are left out." if is_excluded else ""
    steps = (
        (Role.ADMIN, _switched_off(each) or excluded),
        (Role.ADMIN, _unevaluated(protection, each.scope)),
        (Role.ANALYST, _unread(protection, each.scope)),
        (Role.ADMIN, _denied(found)),
        (Role.ANALYST, _failed(found)),
    )
    role, step = next(((role, step) for role, step in steps if step), (Role.VIEWER, None))
    if step is None:
        return p[healthy("Nothing: it is protected, and all that was asked was answered.")]
    return p[step, None if view.may(role) else span(".quiet")[f" This needs the role {role}."]]


def _switched_off(each: PlannedScope) -> str:
    return next((words for key, words in _SWITCHES if not getattr(each.plan, key)), "")


def _unevaluated(protection: ProtectionOfScopes, scope: str) -> Node:
    found = protection.unevaluated.get(scope)
    return unknown(f"Let its scans in again: {why_in_words(found)}") if found else None


def _unread(protection: ProtectionOfScopes, scope: str) -> Node:
    last = protection.read_at(scope)
    if last is None:
        return unknown("Scan it: nothing is known of it yet.")
    return f"Scan it again: it was last read {ago(last)}." if protection.is_late(scope) else None


def _denied(found: Sequence[CapabilityStanding]) -> Node:
    lacks = lacking(found)
    words = f"Add {counted(len(lacks), 'permission')} to its role: show the statement"
    return a(".link", href="#missing")[unknown(words)] if lacks else None


def _failed(found: Sequence[CapabilityStanding]) -> Node:
    lost = unanswered(found)
    return unknown(f"Scan it again: {counted(lost, 'question')} not answered.") if lost else None
