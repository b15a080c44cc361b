"""Coverage: what is not known, why, and the statement that closes each gap."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from htpy import Element, Node, a, br, div, li, p, span, table, tbody, td, th, thead, tr, ul

from bartizan.contract.overview import CoverageGap
from bartizan.portal.components.charts import stacked
from bartizan.portal.components.filters.choosing import RowChoice, choice_chips, narrowed
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import breakable, healthy, name, unknown
from bartizan.portal.components.parts import card, commands, folded, tabs
from bartizan.portal.components.states import nothing_found, notice
from bartizan.portal.pages.vulnerabilities import code_list
from bartizan.portal.view import Content, View
from bartizan.portal.words import REASONS, counted, middle, sentence, spaced, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.scopes.evaluated import unevaluated, utc
from bartizan.service.answers.scopes.waiting import WaitingChecks, waiting
from bartizan.service.gaps import gaps, grouped

_FINE = ("ok", "absent")
_CHOICES: Sequence[RowChoice[CoverageGap]] = (
    RowChoice("scope", lambda gap: gap.scope, lambda value: f"Scope: {middle(value, 15)}"),
    RowChoice("outcome", lambda gap: gap.outcome, sentence),
    RowChoice("capability", lambda gap: gap.capability, lambda value: f"Feeds: {sentence(value).lower()}"),
    RowChoice("kind", lambda gap: gap.kind, type_word),
)
_TABS = {"": "Gaps", "code": "Code read", "read": "What was read"}
Row = Mapping[str, Any]


def show(view: View) -> Content:
    """Return the page."""
    tab = view.asked("tab") if view.asked("tab") in _TABS else ""
    items = [(words, view.here(tab=id_ or None), id_ == tab) for id_, words in _TABS.items()]
    body = {"": _gaps, "code": lambda view: list_page(view, code_list(view)), "read": _read}[tab](view)
    return Content("Coverage", [_standing(view), _unevaluated(view), body], beside=tabs("Views", items))


def _standing(view: View) -> Node:
    found = {str(each.value): each.count for each in listing.facets(view.published, "coverage", "status", ListFilter())}
    read, total = found.get("assessed", 0), sum(found.values())
    lost = listing.totals(view.published, "findings", "status").get("unknown", 0)
    denied = found.get("unreadable", 0)
    words = f"Code of {read:,} of {counted(total, 'workload')} was read"
    bars = stacked([("healthy", read), ("exempt", total - read - denied), ("unknown", denied)], words)
    more = unknown(f"{counted(lost, 'check')} not evaluated") if lost else healthy("Every check could be evaluated")
    return div(".card")[div(".card-body")[p[words, " · ", more], bars]]


def _unevaluated(view: View) -> Node:
    """Return the scopes that no scan could enter last: their facts stay, with their age."""
    found = unevaluated(view.scans).values()
    if not found:
        return None
    head = thead[tr[(th(scope="col")[word] for word in ("Scope", "Evaluated", "Why"))]]
    rows = (
        tr(data_row="")[
            td(".short")[name(middle(each.scope, 40))],
            td(".short")[unknown(f"not since {utc(each.since)}" if each.since else "never")],
            td(".wide")[name(middle(each.why, 300))],
        ]
        for each in found
    )
    said = "What is known of them is as old as is said here, wherever it is shown."
    beside = counted(len(found), "scope")
    return card("Not evaluated now", p(".quiet")[said], div(".table-box")[table[head, tbody[rows]]], beside=beside)


def _coverage(view: View) -> list[Row]:
    return list(view.published.manifest.summary.get("coverage", ()))


def _gaps(view: View) -> Node:
    """Return one row for each scope and permission that is missing, those first that hide most checks."""
    every, hidden = gaps(view.published), _hidden(view)
    if not every:
        return [hidden, div(".card.state")[healthy("Everything that was asked for could be read.")]]
    groups = [(group, waiting(view.published, group)) for group in grouped(narrowed(view, _CHOICES, every))]
    found = sorted(groups, key=lambda each: -each[1].n)
    chips = choice_chips(view, _CHOICES, every, "Narrow the gaps")
    if not found:
        return [hidden, chips, div(".card")[nothing_found(p[_all(view)])]]
    is_narrow = any(view.asked(each.name) for each in _CHOICES)
    words = ("Scope", "Outcome", "What could not be read", "Hides", "Waits", "Needs", "Statement")
    classes = {"Hides": ".number", "Waits": ".number.third"}
    head = thead[tr[(th(classes.get(word, ""), scope="col")[word] for word in words)]]
    table_ = table[head, tbody[(_gap(view, *each, is_open=is_narrow) for each in found)]]
    count = [counted(len(found), "gap"), " ", _all(view) if is_narrow else None]
    return [hidden, chips, card("Gaps", div(".table-box")[table_], beside=count)]


def _all(view: View) -> Element:
    return a(".link", href=view.here(**dict.fromkeys(each.name for each in _CHOICES)))["Show all gaps"]


def _gap(view: View, group: Sequence[CoverageGap], hides: WaitingChecks, *, is_open: bool) -> Element:
    """Return a gap; who came for one of a scope or a kind sees its statement at once."""
    first = group[0]
    shown = commands(json.dumps(first.statement, indent=2)) if first.statement else None
    closes = folded("Show statement", shown, is_open=is_open) if shown else None
    return tr(data_row="")[
        td(".short")[name(middle(first.scope, 13))],
        td[unknown(first.outcome)],
        td(".wide")[_what(group)],
        td(".number")[_hides(view, first.scope, hides)],
        td(".number.third")[counted(sum(gap.count for gap in group), "answer")],
        td(".breaks")[span(".mono")[breakable(first.permission)] if first.permission else span(".quiet")["–"]],
        td(".short")[closes or span(".quiet")["none is known"]],
    ]


def _hides(view: View, scope: str, hides: WaitingChecks) -> Node:
    """Return how many checks wait for a gap's answers, as a link to these."""
    if not hides.n:
        return span(".quiet")["no check"]
    asked = [("group", "check"), ("status", "unknown"), ("scope", scope), ("filter", hides.filter)]
    href = view.to("/recommendations", asked)
    return a(".text-unknown", href=href)[counted(hides.n, "check")]


def _what(group: Sequence[CoverageGap]) -> Node:
    kinds = sorted({f"{type_word(gap.kind)}: {spaced(gap.aspect)}" for gap in group})
    more = f" and {len(kinds) - 3} more" if len(kinds) > 3 else ""
    first = group[0]
    return span(".two.whole")[
        ", ".join(kinds[:3]) + more,
        br,
        span(".quiet.below")[f"since {first.since:%d %b %H:%M} · ", name(middle(first.detail, 140))],
    ]


def _hidden(view: View) -> Node:
    """Return what plans leave out."""
    if not view.published.engine.has("hidden"):
        return None
    rows = view.published.engine.rows("select reason, count(*) as n from hidden group by all order by 1")
    if not rows:
        return None
    return notice(
        "info",
        ul(".plain")[
            (li[f"{counted(row['n'], 'workload')} hidden: {REASONS.get(row['reason'], row['reason'])}"] for row in rows)
        ],
    )


def _read(view: View) -> Element:
    rows = [row for row in _coverage(view) if row["outcome"] in _FINE]
    kinds: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (str(row["scope"]), str(row["kind"]))
        first = str(row.get("detail") or "").split(" ", 1)[0]
        kinds[key] = kinds.get(key, 0) + (int(first) if first.isdecimal() else 0)
    head = thead[tr[(th(scope="col")[word] for word in ("Scope", "Kind")), th(".number", scope="col")["Listed"]]]
    body = (
        tr(data_row="")[td[name(middle(scope, 18))], td[type_word(kind)], td(".number", data_label="Listed")[f"{n:,}"]]
        for (scope, kind), n in sorted(kinds.items())
    )
    return card("What was read", table[head, tbody[body]], beside=counted(len(kinds), "listing"))
