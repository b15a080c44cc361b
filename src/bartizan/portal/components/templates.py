"""The queries that ship and those that were saved, each with what it finds: numbers for which no page waits."""

from collections.abc import Mapping

from htpy import Element, Node, a, div, li, noscript, p, span, ul

from bartizan.contract.explore import KnownQuery, QueryCount
from bartizan.portal.components.parts import card
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.query_counts import query_counts
from bartizan.service.answers.questions import known_queries


def templates_card(view: View) -> Element:
    """Return the queries; their numbers come by themselves, or where the address asks for them."""
    known = known_queries(view.home, view.caller.directory)
    shipped = sum(each.is_template for each in known)
    beside = f"{len(known) - shipped} saved, {shipped} shipped"
    if view.asked("counts"):
        return card("Templates", counted_templates(view), beside=beside)
    ask = noscript[p[a(".link", href=view.here(counts="1"))["Count what each finds"]]]
    later = div(data_later=view.to("/explorer/counts"))[_list(view, known, {})]
    return card("Templates", later, ask, beside=beside)


def counted_templates(view: View) -> Element:
    """Return the queries with their numbers."""
    known = known_queries(view.home, view.caller.directory)
    found = query_counts(view.published, known)
    return _list(view, known, {each.name: each for each in found})


def _list(view: View, known: list[KnownQuery], found: Mapping[str, QueryCount]) -> Element:
    return ul(".plain.templates")[(_line(view, each, found.get(each.name)) for each in known)]


def _line(view: View, each: KnownQuery, found: QueryCount | None) -> Element:
    text = each.text.strip()
    link = a(".link", href=view.to("/explorer", [("q", text)]), title=text)[each.title or each.name]
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
