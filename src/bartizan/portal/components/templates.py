"""The queries that ship and those that were saved, each with what it finds: numbers for which no page waits."""

from collections.abc import Mapping, Sequence

from htpy import Element, Node, a, div, h3, li, noscript, p, span, ul

from bartizan.contract.explore import KnownQuery, QueryCount
from bartizan.portal.building.saving import query_path
from bartizan.portal.components.parts import card
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.query_counts import query_counts
from bartizan.service.answers.questions import known_queries


def templates_card(view: View) -> Element:
    """Return the queries; their numbers come by themselves, or where the address asks for them."""
    known = _known(view)
    shipped = sum(each.is_template for each in known)
    beside = f"{len(known) - shipped} saved, {shipped} shipped"
    if view.asked("counts"):
        return card("Queries", counted_templates(view), beside=beside)
    ask = noscript[p[a(".link", href=view.here(counts="1"))["Count what each finds"]]]
    later = div(data_later=view.to("/explorer/counts"))[_lists(view, known, {})]
    return card("Queries", later, ask, beside=beside)


def counted_templates(view: View) -> Element:
    """Return the queries with their numbers."""
    known = _known(view)
    found = query_counts(view.published, known)
    return _lists(view, known, {each.key: each for each in found})


def _known(view: View) -> list[KnownQuery]:
    return known_queries(view.home, view.caller.directory, view.caller.person_id)


def _lists(view: View, known: Sequence[KnownQuery], found: Mapping[str, QueryCount]) -> Element:
    """Return the queries by who sees them; a list of which there is none is left out."""
    groups = {
        "Only you": [each for each in known if each.is_private],
        "Everybody in this directory": [each for each in known if not (each.is_private or each.is_template)],
        "Templates": [each for each in known if each.is_template],
    }
    return div(".templates", tabindex="0", role="region", aria_label="Queries")[
        (
            [h3[words], ul(".plain")[(_line(view, each, found.get(each.key)) for each in queries)]]
            for words, queries in groups.items()
            if queries
        )
    ]


def _line(view: View, each: KnownQuery, found: QueryCount | None) -> Element:
    link = a(".link", href=view.to(query_path(each.key)), title=each.text.strip())[each.title or each.name]
    return li[link, span(".count")[_number(found)] if found else None]


def _number(found: QueryCount) -> Node:
    if found.total is None:
        return span(".text-unknown", title=found.why)["?", span(".hidden-text")[f" unknown: {found.why}"]]
    lost: Node = None
    if found.unknown:
        lost = span(".text-unknown", title=f"of {counted(found.unknown, 'more')} it is unknown")[
            f" +{found.unknown:,}?"
        ]
    if found.why:
        lost = [lost, span(".text-unknown", title=found.why)[" +?"]]
    return [f"{found.total:,}", lost]
