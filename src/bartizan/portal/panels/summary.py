"""The panel beside a list: what a row is about, in short; the address says which is open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from htpy import Element, Node, a, aside, div, h2, header, span, td, th, tr

from bartizan.model import visible
from bartizan.portal.components.icons import icon
from bartizan.portal.links import address
from bartizan.portal.view import View

OPEN = "open"
"""The name in the address that holds which row is open."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Summary:
    """What a panel shows: the name of a thing, the address of its page, and the rest."""

    name: str
    href: str
    body: Node


@dataclass(frozen=True)
class RowSummaries:
    """How a list's rows are summed up: what tells one from others, its name, and its summary, None where it is gone."""

    key: Callable[[Row], str]
    name: Callable[[Row], str]
    summary: Callable[[View, str], Summary | None]


def opener(view: View, of: RowSummaries, row: Row) -> Element:
    """Return the link that opens a row's summary, and closes it where it is open."""
    key = of.key(row)
    is_on = view.asked(OPEN) == key
    return a(
        ".button.bare.small",
        href=_at(view, "" if is_on else key),
        id=f"open-{key}",
        data_swap="",
        data_opens="",
        data_focus=None if is_on else "panel-name",
        aria_label=f"Summary of {visible(of.name(row))}",
        aria_expanded="true" if is_on else "false",
    )[icon("next")]


def opens_heading() -> Element:
    """Return the heading of the column that opens summaries."""
    return th(".opens", scope="col")[span(".hidden-text")["Summary"]]


def listed_row(view: View, of: RowSummaries | None, row: Row, cells: Iterable[Element], index: int) -> Element:
    """Return a row of a list, the ``index``-th with the heading, with what opens its summary, if it has one."""
    is_open = of is not None and view.asked(OPEN) == of.key(row)
    opens = td(".opens")[opener(view, of, row)] if of else None
    return tr(".is-at" if is_open else "", data_row="", aria_rowindex=str(index))[cells, opens]


def panel(view: View, of: RowSummaries | None) -> Element | None:
    """Return the panel of the row that the address names, None where it names none that is there."""
    key = view.asked(OPEN)
    found = of.summary(view, key) if of and key else None
    if found is None:
        return None
    close = a(
        ".button.bare",
        href=_at(view, ""),
        data_swap="",
        data_closes="",
        data_focus=f"open-{key}",
        aria_label="Close the summary",
    )[icon("cross")]
    return aside(".beside-list", aria_label="Summary")[
        header(".panel-head")[h2(id="panel-name", tabindex="-1")[visible(found.name)], close],
        div(".panel-body")[found.body, a(".button.primary.wide", href=found.href)["Open the page"]],
    ]


def _at(view: View, key: str) -> str:
    """Return the address of the same rows with another summary open, or none."""
    return address(view.path, [*((name, value) for name, value in view.query if name != OPEN), (OPEN, key)])
