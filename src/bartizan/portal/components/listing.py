"""A list: its total and what is unknown, chips of what is asked, facets with their counts, rows and their pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from htpy import (
    Element,
    Node,
    a,
    aside,
    caption,
    div,
    fieldset,
    h2,
    legend,
    li,
    p,
    span,
    table,
    tbody,
    td,
    thead,
    tr,
    ul,
)

from bartizan.model import visible
from bartizan.portal.components.headings import always_shown, heading_cell
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.paging import PAGE, offset_of, pages
from bartizan.portal.components.search_box import search_box
from bartizan.portal.components.states import nothing_found
from bartizan.portal.components.views import chosen_columns, column_choice, column_shares, own_views
from bartizan.portal.links import address, changed, toggled
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.page import FacetValue, ListPart
from bartizan.service import listing

Row = Mapping[str, Any]
_BY_LEVEL = ("risk_level", "severity")
_LEVELS = ("critical", "high", "medium", "low", "info", "none")
_OWN = frozenset(
    {
        "q",
        "filter",
        "sort",
        "offset",
        "at",
        "tab",
        "group",
        "columns",
        "step",
        "fix",
        "view",
        "open",
        "form",
        "finding",
        "width",
    }
)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@dataclass(frozen=True)
class ListColumn:
    """A column of a table: its heading, what a cell shows, and the column of the list that it sorts by."""

    heading: str
    cell: Callable[[View, Row], Node]
    sort: str = ""
    class_: str = ""


@dataclass(frozen=True)
class ListFacet:
    """A filter at the side: a column of the list, its name and the words for its values."""

    column: str
    name: str
    word: Callable[[str], str] = str


@dataclass(frozen=True)
class ListView:
    """How a list is shown.

    ``fixed`` are values that the page itself asks for, which nobody can take out; ``choices`` those that a facet offers
    where ``fixed`` holds what was chosen of them.
    """

    name: str
    one: str
    many: str
    columns: Sequence[ListColumn]
    facets: Sequence[ListFacet] = ()
    fixed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    empty: Node = None
    placeholder: str = "Filter by name"
    row_unknown: Callable[[View, ListFilter], Node] | None = None


def asked(view: View, fixed: Mapping[str, Sequence[str]] | None = None) -> ListFilter:
    """Return what the address asks of a list, with what the page itself asks."""
    values: dict[str, list[str]] = {}
    for name, value in view.query:
        if name not in _OWN and value != "":
            values.setdefault(name, []).append(value)
    return ListFilter(view.asked("filter"), values | {k: list(v) for k, v in (fixed or {}).items()}, view.asked("q"))


def list_page(view: View, shown: ListView) -> Element:
    """Return a whole list with its filters."""
    question = asked(view, shown.fixed)
    part = read(view, shown, question)
    facets = aside(".facets", aria_label="Filters")[search_box(view, shown.placeholder), _facets(view, shown, question)]
    return div(".list", id="list", data_list="")[
        facets if shown.facets else None,
        div(".card.rows-card")[_heading(view, shown, part, question), chips(view, shown), rows_of(view, shown, part)],
    ]


def read(view: View, shown: ListView, question: ListFilter, limit: int = PAGE) -> ListPart:
    """Return the rows of a list that a page shows."""
    sort = tuple(key for key in view.asked("sort").split(",") if key)
    offset = offset_of(view)
    return listing.rows(view.published, shown.name, question, sort=sort, limit=limit, offset=offset)


def rows_of(view: View, shown: ListView, part: ListPart) -> Element:
    """Return the table of some rows, with the way to more of them."""
    if not part.items:
        is_filtered = bool(view.asked("q") or view.asked("filter") or _chosen(view, shown))
        return div[nothing_found(_loosen(view, shown)) if is_filtered else (shown.empty or p(".state")["None."])]
    first = offset_of(view)
    shown = _narrowed(view, shown)
    shares = column_shares(view, [each.heading for each in shown.columns])
    head = thead[
        tr[
            (
                heading_cell(view, each.heading, each.sort, each.class_, shares.get(each.heading))
                for each in shown.columns
            )
        ]
    ]
    body = tbody[(_row(view, shown, row, first + n + 2) for n, row in enumerate(part.items))]
    total = part.total + part.unknown
    return div(".table-box")[
        table(".is-sized" if shares else "", aria_rowcount=str(total + 1), data_sizes="")[
            caption(".hidden-text")[shown.many], head, body
        ],
        pages(view, part, first),
    ]


def _narrowed(view: View, shown: ListView) -> ListView:
    """Return a list with the columns that the address asks for."""
    wanted = chosen_columns(view, [each.heading for each in shown.columns])
    columns = [each for each in shown.columns if each.heading in wanted]
    if view.asked("columns"):  # what somebody chose is shown however narrow the window is
        columns = [replace(each, class_=always_shown(each.class_)) for each in columns]
    return replace(shown, columns=columns)


def _row(view: View, shown: ListView, row: Row, index: int) -> Element:
    first, *rest = shown.columns
    cells = [td(class_=first.class_ or None, data_label=first.heading)[first.cell(view, row)]]
    cells += [td(class_=column.class_ or None, data_label=column.heading)[column.cell(view, row)] for column in rest]
    return tr(data_row="", aria_rowindex=str(index))[cells]


def _heading(view: View, shown: ListView, part: ListPart, question: ListFilter) -> Element:
    also = shown.row_unknown(view, question) if shown.row_unknown else None
    cannot = unknown(f"{part.unknown:,} cannot be decided") if part.unknown else None
    csv = address(f"/{view.workspace}/lists/{shown.name}.csv", _csv_query(view, shown))
    return div(".list-head")[
        h2(aria_live="polite")[counted(part.total, shown.one, shown.many)],
        cannot,
        also,
        own_views(view),
        div(".push")[column_choice(view, [each.heading for each in shown.columns])],
        a(".button.small", href=csv, download=f"{shown.name}.csv")[icon("download"), "CSV"],
    ]


def _csv_query(view: View, shown: ListView) -> list[tuple[str, str]]:
    kept = [
        (name, value)
        for name, value in view.query
        if name not in {"offset", "tab", "group", "columns", "width", *shown.fixed}
    ]
    return [*kept, *((name, value) for name, values in shown.fixed.items() for value in values)]


def chips(view: View, shown: ListView) -> Element | None:
    """Return what is asked, each part with the way to take it out."""
    names = {facet.column: facet for facet in shown.facets}
    out: list[Node] = []
    for name, value in _chosen(view, shown):
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


def _chosen(view: View, shown: ListView) -> list[tuple[str, str]]:
    return [(name, value) for name, value in view.query if name not in _OWN and name not in shown.fixed and value]


def _loosen(view: View, shown: ListView) -> Element:
    """Return which filters to take out, each with the rows that this brings back."""
    out = []
    for name, value in _chosen(view, shown):
        query = toggled(view.query, name, value)
        question = _without(asked(view, shown.fixed), name, value)
        found = listing.total(view.published, shown.name, question)
        text = f"Without {name} = {value}: {counted(found, shown.one, shown.many)}"
        out.append(li[a(".link", href=address(view.path, query), data_swap="")[visible(text)]])
    return ul(".plain")[out, li[a(".link", href=view.path, data_swap="")["Remove all filters"]]]


def _without(question: ListFilter, name: str, value: str) -> ListFilter:
    values = {k: [v for v in each if (k, v) != (name, value)] for k, each in question.values.items()}
    return ListFilter(question.filter, {k: each for k, each in values.items() if each}, question.text)


def _facets(view: View, shown: ListView, question: ListFilter) -> list[Element | None]:
    found = listing.all_facets(view.published, shown.name, [each.column for each in shown.facets], question)
    return [_facet(view, shown, each, found[each.column]) for each in shown.facets if each.column in found]


def _facet(view: View, shown: ListView, facet: ListFacet, values: Sequence[FacetValue]) -> Element | None:
    if facet.column in shown.fixed:
        offered = shown.choices.get(facet.column, shown.fixed[facet.column])
        values = [each for each in values if each.value in offered]
    chosen = {value for name, value in view.query if name == facet.column}
    if len(values) < 2 and not chosen:
        return None
    if facet.column in _BY_LEVEL:
        values = sorted(values, key=lambda each: _LEVELS.index(each.value) if each.value in _LEVELS else len(_LEVELS))
    return fieldset[legend[facet.name], ul(".plain")[(_choice(view, facet, each, chosen) for each in values)]]


def _choice(view: View, facet: ListFacet, each: FacetValue, chosen: set[str]) -> Element:
    value = _plain(each.value)
    if each.value is None:
        href = address(view.path, changed(view.query, filter=f"{facet.column} is unknown"))
        return li[a(".choice.is-unknown", href=href, data_swap="")[span(".tick"), "unknown", _count(each.count)]]
    href = address(view.path, toggled(view.query, facet.column, value)) if value else view.path
    is_on = value in chosen
    link = a(
        f".choice{'.is-on' if is_on else ''}",
        href=href,
        data_swap="",
        role="checkbox",
        aria_checked="true" if is_on else "false",
    )
    return li[
        link[span(".tick", aria_hidden="true"), span(".choice-word")[visible(facet.word(value))], _count(each.count)]
    ]


def _count(n: int) -> Element:
    return span(".count")[f"{n:,}"]
