"""Cards, tabs, tables of facts and the like: the boxes that pages put things in."""

from collections.abc import Iterable, Sequence
from typing import Any

from htpy import (
    Element,
    Node,
    a,
    bdi,
    button,
    code,
    dd,
    div,
    dl,
    dt,
    h2,
    header,
    li,
    nav,
    p,
    pre,
    section,
    span,
    summary,
    ul,
)
from htpy import details as details_

from bartizan.base.resource_key import resource_key
from bartizan.contract import Page
from bartizan.model import visible
from bartizan.portal.components.icons import icon

_MOST_LINES = 12
"""What opens beside a cell is in the page of each row: a longer list is on the page of its object."""


def card(
    title: str, *body: Node, beside: Node = None, link: tuple[str, str] | None = None, class_: str = ""
) -> Element:
    """Return a card with a heading, words beside it and a link to more."""
    more = a(".link.card-more", href=link[1])[link[0]] if link else None
    return section(f".card{class_}")[
        header(".card-head")[h2[visible(title)], span(".quiet")[beside] if beside else None, more],
        div(".card-body")[body],
    ]


def all_of(found: Page[Any], what: str, href: str) -> tuple[str, str] | None:
    """Return a card's link to all rows of a list, where the card shows only the first of them."""
    return (f"All {found.total:,} {what}", href) if found.total > len(found.items) else None


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


def more(words: str, about: str, key: str, lines: Sequence[str]) -> list[Node]:
    """Return words that open the rest of what they stand for, by keys and without scripts too.

    ``about`` says what the rest is, and ``key`` is of no other such words on the page.
    """
    id_ = f"more-{resource_key(key)}"
    left = len(lines) - _MOST_LINES
    return [
        button(".more", type="button", popovertarget=id_, aria_label=f"{words}: {about}")[words],
        div(".more-box", id=id_, popover="auto", role="group", aria_label=about, tabindex="0")[
            ul(".plain")[(li[bdi[visible(each)]] for each in lines[:_MOST_LINES])],
            p(".quiet")[f"and {left:,} more"] if left > 0 else None,
        ],
    ]


def external(text: str, href: str) -> Element:
    """Return a link to another site, marked as one."""
    return a(".link", href=href, rel="noopener noreferrer", target="_blank")[
        text, span(".away", aria_hidden="true")["↗"]
    ]
