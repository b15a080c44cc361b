"""How the scopes stand that a page is about: in part read, read long ago, or with a component off."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from htpy import Element, Node, a, div, li, span, summary, ul
from htpy import details as details_

from bartizan.contract.onboarding import UnevaluatedScope
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import name, shape
from bartizan.portal.opening import ago
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle
from bartizan.service.answers.scopes.evaluated import unevaluated, why_in_words
from bartizan.service.answers.scopes.standing import ScopeStanding, late_before, standing
from bartizan.state.access.nouns import Role

_PAGES = frozenset(
    {
        *("inventory", "recommendations", "vulnerabilities", "attack-paths", "identities", "compliance", "queue"),
        *("explorer", "overview", "known-query", "sql", "resource", "recommendation", "attack-path", "exposure"),
    }
)
"""The pages whose words rest on what was read of scopes; the page of coverage says it in full."""
_SCOPE = 14


def standing_notice(view: View) -> Element | None:
    """Return the line under the heading, which opens: one line for each scope that is not wholly and freshly read."""
    if view.snapshot is None or view.feature.id not in _PAGES:
        return None
    found = standing(view.published)
    late = late_before(view.state, view.caller.directory, view.published.manifest.published_at)
    closed = {} if view.asked("at") else unevaluated(view.scans)
    lines = [line for each in found for line in _lines(view, each, late, closed.get(each.scope))]
    if not lines:
        return None
    return details_(".notice.notice-unknown.standing")[
        summary[shape("unknown"), span[_said(found, late, closed)]], div[ul(".plain")[(li[line] for line in lines)]]
    ]


def _said(found: Sequence[ScopeStanding], late: datetime.datetime, closed: Mapping[str, UnevaluatedScope]) -> str:
    whole = sum(
        not each.unanswered and not _is_stale(each, late) and not each.is_off and each.scope not in closed
        for each in found
    )
    shut = sum(each.scope in closed for each in found)
    stale = sum(_is_stale(each, late) for each in found)
    off = sum(each.is_off for each in found)
    parts = [f"{whole:,} of {counted(len(found), 'scope')} read in full"]
    parts += [f"{shut:,} not evaluated now"] if shut else []
    parts += [f"{stale:,} stale"] if stale else []
    parts += [f"Serverless protection is off for {off:,}"] if off else []
    return "; ".join(parts)


def _is_stale(each: ScopeStanding, late: datetime.datetime) -> bool:
    return each.read_at is not None and each.read_at < late


def _lines(view: View, each: ScopeStanding, late: datetime.datetime, closed: UnevaluatedScope | None) -> Iterable[Node]:
    scope = span(".strong", title=each.scope)[name(middle(each.scope, _SCOPE))]
    if each.unanswered:
        since = f" since {each.since:%d %b %H:%M}" if each.since else ""
        missing = a(".link", href=view.to("/coverage", [("scope", each.scope)]))[
            f"{counted(each.unanswered, 'question')} not answered"
        ]
        yield [scope, ": ", missing, since]
    if closed:
        yield [scope, ": ", span(".text-medium")[name(middle(why_in_words(closed), 200))]]
    elif each.read_at and _is_stale(each, late):
        why = f": {each.why}" if each.why else ""
        yield [scope, ": ", span(".text-medium")[f"last read {ago(each.read_at)}"], name(middle(why, 160))]
    if each.is_off:
        link = a(".link", href=f"/{view.workspace}/environment")["Environment"] if view.may(Role.ADMIN) else None
        yield [span(".locked")[icon("lock"), "Serverless protection is off for "], scope, " ", link]
