"""Facets: the values of a list's columns, each with the rows that it leaves."""

from collections.abc import Sequence

from htpy import Element, a, button, fieldset, form, legend, li, span, ul
from htpy import input as input_

from bartizan.model import visible
from bartizan.portal.components.filters.shown import ListFacet, ListView
from bartizan.portal.links import address, changed, toggled
from bartizan.portal.view import View
from bartizan.portal.words import type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.beside_facets import MOST_FACETS, FacetValue
from bartizan.service import listing

_FEW = 8
"""Values that are seen at a glance: with more, a box finds some."""
_BY_LEVEL = ("risk_level", "severity")
_LEVELS = ("critical", "high", "medium", "low", "info", "none")


def facets(view: View, shown: ListView, question: ListFilter) -> list[Element | None]:
    """Return a list's facets."""
    found = listing.all_facets(view.published, shown.name, [each.column for each in shown.facets], question)
    for each in shown.facets:
        if each.column in found and (text := view.asked(_asked_of(each))):
            also = _written(view, each, text)
            found[each.column] = listing.facets(view.published, shown.name, each.column, question, text, also=also)
    return [_facet(view, shown, each, found[each.column]) for each in shown.facets if each.column in found]


def _written(view: View, facet: ListFacet, text: str) -> list[str]:
    """Return what values may hold whose words hold a text."""
    written = text.lower().replace(" ", "_")
    types = listing.totals(view.published, "inventory", "type") if facet.word is type_word else {}
    return [written, *(each for each in types if written not in each and text.lower() in type_word(each).lower())]


def _facet(view: View, shown: ListView, facet: ListFacet, values: Sequence[FacetValue]) -> Element | None:
    if facet.column in shown.fixed:
        offered = shown.choices.get(facet.column, shown.fixed[facet.column])
        values = [each for each in values if each.value in offered]
    chosen = {value for name, value in view.query if name == facet.column}
    values = [*values, *(FacetValue(each, 0) for each in sorted(chosen - {_plain(each.value) for each in values}))]
    few = _FEW if facet.is_searched else MOST_FACETS - 1
    box = _search(view, facet) if view.asked(_asked_of(facet)) or len(values) > few else None
    if len(values) < 2 and not chosen and not box:
        return None
    order = _LEVELS if facet.column in _BY_LEVEL else facet.order
    values = sorted(values, key=lambda each: order.index(each.value) if each.value in order else len(order))
    return fieldset[legend[facet.name], box, ul(".plain")[(_choice(view, facet, each, chosen) for each in values)]]


def _asked_of(facet: ListFacet) -> str:
    """Return the name in the address of the text by which a facet's values are found."""
    return f"{facet.column}_q"


def _search(view: View, facet: ListFacet) -> Element:
    name, words = _asked_of(facet), f"Find a {facet.name.lower()}"
    return form(".facet-search", method="get", action=view.path, data_live="")[
        input_(
            type="search", id=f"facet-{name}", name=name, value=view.asked(name), maxlength="200", autocomplete="off",
            placeholder=words, aria_label=words,
        ),
        (input_(type="hidden", name=key, value=value) for key, value in changed(view.query, **{name: None})),
        button(".hidden-text", type="submit", tabindex="-1")[words],
    ]  # fmt: skip


def _choice(view: View, facet: ListFacet, each: FacetValue, chosen: set[str]) -> Element:
    if each.value is None or each.value == "":
        return _by_filter(view, facet, each)
    value = _plain(each.value)
    is_on = value in chosen
    word = visible(facet.word(value))
    link = a(
        f".choice{'.is-on' if is_on else ''}{'.is-unknown' if value == 'unknown' else ''}",
        id=f"facet-{facet.column}-{visible(value)}",
        href=address(view.path, toggled(view.query, facet.column, value)),
        data_swap="",
        role="checkbox",
        aria_checked="true" if is_on else "false",
        title=word,
    )
    return li[link[span(".tick", aria_hidden="true"), span(".choice-word")[word], _count(each.count)]]


def _by_filter(view: View, facet: ListFacet, each: FacetValue) -> Element:
    """Return the choice of what has no value to name: what could not be read, or what is empty."""
    is_unknown = each.value is None
    word = "unknown" if is_unknown else facet.word("") or "none"
    asked = f"{facet.column} is unknown" if is_unknown else f'{facet.column} = ""'
    href = address(view.path, changed(view.query, filter=asked))
    link = a(f".choice{'.is-unknown' if is_unknown else ''}", href=href, data_swap="")
    return li[link[span(".tick", aria_hidden="true"), span(".choice-word")[word], _count(each.count)]]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _count(n: int) -> Element:
    return span(".count")[f"{n:,}"]
