"""Whether scopes are protected: switched on, and read not long ago; of a connector of many scopes, how many are."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from htpy import Element, Node, a, div, h3, p, span, table, tbody, td, th, thead, tr

from bartizan.decide.workload import WORKLOADS
from bartizan.model import now
from bartizan.portal.cards.capabilities import health, health_word, opened_at
from bartizan.portal.components import cells
from bartizan.portal.components.marks import chip, name, unknown
from bartizan.portal.opening import ago
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.scopes.evaluated import since_in_words, unevaluated
from bartizan.service.answers.scopes.left_out import left_out
from bartizan.service.answers.scopes.standing import late_before, standing
from bartizan.service.answers.scopes.tree import ConnectorTree
from bartizan.service.connecting import PlannedScope

_COLOURS = {"Protected": "healthy", "Partly": "medium", "Not protected": "unknown", "Excluded": "exempt"}
_WORDS = ("Scope", "Protection", "Plan", "Workloads", "Health")
_WORKLOADS = ListFilter(values={"type": list(WORKLOADS)})
_MOST = 200
"""Scopes of a connector that are listed."""


@dataclass(frozen=True)
class Protection:
    """How far a scope is protected, in a word, and why not wholly."""

    word: str
    why: str = ""

    @property
    def badge(self) -> Element:
        """Return it as a label."""
        return chip(f"{self.word}: {self.why}" if self.why else self.word, _COLOURS[self.word])


class ProtectionOfScopes:
    """How far the scopes of a directory are protected: what that takes is read once for a page."""

    def __init__(self, view: View) -> None:
        self.scans = view.scans
        self.unevaluated = unevaluated(self.scans)
        self._late = late_before(view.state, view.caller.directory, now())
        read = standing(view.published) if view.snapshot else ()
        self._read = {each.scope: each.read_at for each in read if each.read_at}
        self._left_out = left_out(view.published) if view.snapshot else {}
        self._workloads = listing.totals(view.published, "inventory", "scope", _WORKLOADS) if view.snapshot else {}

    def of(self, each: PlannedScope) -> Protection:
        """Return whether a scope is protected: switched on, and read not long ago, or that is not known."""
        plan = each.plan
        if not plan.cspm:
            return Protection("Not protected", "the CSPM plan is off")
        if not plan.serverless_protection:
            return Protection("Not protected", "Serverless protection is off")
        if plan.exclusions and self._left_out.get(each.scope) and not self._workloads.get(each.scope):
            return Protection("Excluded", f"all {counted(self._left_out[each.scope], 'workload')}")
        if each.scope in self.unevaluated:
            return Protection("Not protected", "not evaluated now")
        if unread := self._unread_since(each.scope):
            return Protection("Not protected", unread)
        return (
            Protection("Protected") if plan.permission_analysis else Protection("Partly", "Permission analysis is off")
        )

    def of_all(self, tree: ConnectorTree) -> Protection:
        """Return how far all scopes of a connector are protected."""
        if not tree.scopes:
            return self.of(tree.root)
        found = [self.of(each) for each in tree.scopes]
        words = [each.word for each in found]
        if len(set(words)) == 1:
            return found[0]
        return Protection("Partly", f"{words.count('Protected'):,} of {counted(len(words), 'scope')} protected")

    def read_at(self, scope: str) -> datetime.datetime | None:
        """Return when anything of a scope was read last (UTC), of any scope where it is empty."""
        return self._read.get(scope) if scope else max(self._read.values(), default=None)

    def is_late(self, scope: str) -> bool:
        """Whether what was read of a scope is too old."""
        last = self.read_at(scope)
        return last is not None and last < self._late

    def health(self, view: View, each: PlannedScope) -> Node:
        """Return how well a scope was read; of one that is not evaluated now first that."""
        found = self.unevaluated.get(each.scope)
        return [unknown(since_in_words(found)), " ", health(view, each)] if found else health(view, each)

    def health_word(self, view: View, each: PlannedScope) -> str:
        """Return how well a scope is read: ``full``, ``part``, ``unread``, or ``not now``."""
        return "not now" if each.scope in self.unevaluated else health_word(view, each)

    def _unread_since(self, scope: str) -> str:
        """Return why nobody knows how a scope stands; empty where it was read."""
        last = self.read_at(scope)
        if last is None:
            return "not read yet"
        return f"last read {ago(last)}" if self.is_late(scope) else ""


def workloads(view: View, scopes: Sequence[str]) -> Node:
    """Return how many workloads some scopes have, as a link to them."""
    if not view.snapshot or not scopes:
        return "–"
    counts = listing.totals(view.published, "inventory", "scope", _WORKLOADS)
    href = view.to("/inventory", [("scope", each) for each in scopes])
    said = f"workloads of {scopes[0] if len(scopes) == 1 else counted(len(scopes), 'scope')}"
    return cells.number(sum(counts.get(each, 0) for each in scopes), href, said)


def scope_table(view: View, tree: ConnectorTree, protection: ProtectionOfScopes, shown: Sequence[PlannedScope]) -> Node:
    """Return those scopes below a connector that are shown, each as a link to its own page; nothing where none are."""
    if not tree.scopes:
        return None
    head = thead[tr[(th(".number" if word == "Workloads" else "", scope="col")[word] for word in _WORDS)]]
    body = tbody[(_row(view, tree, each, protection) for each in shown[:_MOST])]
    left = len(shown) - _MOST
    return div(".hand.scopes-below")[
        h3[counted(len(tree.scopes), "scope") + (f", {len(shown):,} shown" if len(shown) < len(tree.scopes) else "")],
        div(".table-box")[table[head, body]],
        p(".quiet")[f"and {left:,} more"] if left > 0 else None,
    ]


def _row(view: View, tree: ConnectorTree, each: PlannedScope, protection: ProtectionOfScopes) -> Element:
    scope = each.plan.scope
    return tr(data_row="")[
        td(".wide")[a(".link.strong", href=opened_at(view, each))[name(middle(scope, 40))]],
        td[protection.of(each).badge],
        td(".short")["its own" if scope in tree.own else span(".quiet")["the connector's"]],
        td(".number", data_label="Workloads")[workloads(view, [scope])],
        td(".short", data_label="Health")[protection.health(view, each)],
    ]
