"""What is asked of a list, each part with the way to take it out."""

from htpy import Element, Node, a, li, ul

from bartizan.model import visible
from bartizan.portal.components.filters.shown import ListView, chosen
from bartizan.portal.components.icons import icon
from bartizan.portal.links import address, toggled
from bartizan.portal.view import View


def chips(view: View, shown: ListView) -> Element | None:
    """Return what is asked, each part with the way to take it out."""
    out: list[Node] = []
    for name, value in chosen(view, shown):
        out.append(removable(filter_words(shown, name, value), address(view.path, toggled(view.query, name, value))))
    for name, said in (("q", "contains"), ("filter", "where")):
        if text := view.asked(name):
            out.append(removable(f"{said} {text}", view.here(**{name: None})))
    return ul(".chips", aria_label="Active filters")[out] if out else None


def filter_words(shown: ListView, name: str, value: str) -> str:
    """Return a filter as people read it, such as ``Exposure: Internet``."""
    facet = next((each for each in shown.facets if each.column == name), None)
    return f"{facet.name}: {facet.word(value)}" if facet else f"{name} = {value}"


def removable(words: str, href: str) -> Element:
    """Return a part of what is asked as a chip that takes it out."""
    link = a(".chip.chip-filter", href=href, data_swap="", aria_label=f"Remove {visible(words)}")
    return li[link[visible(words), icon("cross")]]
