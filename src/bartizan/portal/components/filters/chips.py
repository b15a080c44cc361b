"""What is asked of a list, each part with the way to take it out."""

from htpy import Element, Node, a, li, ul

from bartizan.model import visible
from bartizan.portal.components.filters.shown import ListView, chosen
from bartizan.portal.components.icons import icon
from bartizan.portal.links import address, toggled
from bartizan.portal.view import View


def chips(view: View, shown: ListView) -> Element | None:
    """Return what is asked, each part with the way to take it out."""
    names = {facet.column: facet for facet in shown.facets}
    out: list[Node] = []
    for name, value in chosen(view, shown):
        facet = names.get(name)
        words = f"{facet.name}: {facet.word(value)}" if facet else f"{name} = {value}"
        out.append(_chip(words, address(view.path, toggled(view.query, name, value))))
    for name, said in (("q", "contains"), ("filter", "where")):
        if text := view.asked(name):
            out.append(_chip(f"{said} {text}", view.here(**{name: None})))
    return ul(".chips", aria_label="Active filters")[out] if out else None


def _chip(words: str, href: str) -> Element:
    link = a(".chip.chip-filter", href=href, data_swap="", aria_label=f"Remove {visible(words)}")
    return li[link[visible(words), icon("cross")]]
