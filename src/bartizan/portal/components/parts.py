"""Cards, tabs, tables of facts and the like: the boxes that pages put things in."""

from collections.abc import Iterable, Sequence

from htpy import Element, Node, a, button, code, dd, div, dl, dt, h2, header, nav, pre, section, span, summary
from htpy import details as details_

from bartizan.model import visible
from bartizan.portal.components.icons import icon


def card(
    title: str, *body: Node, beside: Node = None, link: tuple[str, str] | None = None, class_: str = ""
) -> Element:
    """Return a card with a heading, words beside it and a link to more."""
    more = a(".link.card-more", href=link[1])[link[0]] if link else None
    return section(f".card{class_}")[
        header(".card-head")[h2[visible(title)], span(".quiet")[beside] if beside else None, more],
        div(".card-body")[body],
    ]


def tabs(label: str, items: Sequence[tuple[str, str, bool]], class_: str = "") -> Element:
    """Return tabs that are links: each with its text, its address and whether it is shown."""
    links = (a(href=href, aria_current="page" if is_on else None)[text] for text, href, is_on in items)
    return nav(f".segments{class_}", aria_label=label)[links]


def facts(pairs: Iterable[tuple[str, Node]]) -> Element:
    """Return names with their values."""
    return dl(".facts")[((dt[name], dd[value]) for name, value in pairs)]


def commands(text: str, label: str = "Copy") -> Element:
    """Return code that can be copied whole."""
    return div(".code")[
        pre(tabindex="0", role="region", aria_label="Code")[code[text]],
        button(".button.small.copy", type="button", data_copy="", hidden=True, title=label)[
            icon("copy"), span(".hidden-text")[label]
        ],
    ]


def folded(title: Node, *body: Node, is_open: bool = False) -> Element:
    """Return something that opens on a click."""
    return details_(open=is_open)[summary[title], body]


def external(text: str, href: str) -> Element:
    """Return a link to another site, marked as one."""
    return a(".link", href=href, rel="noopener noreferrer", target="_blank")[
        text, span(".away", aria_hidden="true")["↗"]
    ]
