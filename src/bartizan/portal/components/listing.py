"""A list: its total and what is unknown, chips of what is asked, facets with their counts, rows and their pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from htpy import Element, Node, a, caption, div, h2, li, p, table, tbody, td, thead, tr, ul

from bartizan.explore.words import QueryError
from bartizan.model import Status, visible
from bartizan.portal.columns.choice import chosen_columns, column_choice, column_shares, own
from bartizan.portal.components.filters.chips import chips, filter_words
from bartizan.portal.components.filters.drawer import drawer, filter_bar
from bartizan.portal.components.filters.shown import ListView, Row, chosen, question_of
from bartizan.portal.components.headings import always_shown, heading_cell
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.paging import PAGE, offset_of, pages
from bartizan.portal.components.states import nothing_found, problem
from bartizan.portal.components.views import own_views
from bartizan.portal.links import address, changed, toggled
from bartizan.portal.panels.summary import OPEN, listed_row, opens_heading, panel
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.page import ListPart
from bartizan.service import listing
from bartizan.service.gaps import gap_count
from bartizan.service.work.views import COLUMNS

_FIRST = 25
"""Rows that come while somebody types, more than most windows show; all of the page follow."""


def list_page(view: View, shown: ListView) -> Element:
    """Return a whole list with its filters; a filter that cannot be read stands beside what is wrong with it."""

    def card(question: ListFilter) -> tuple[int, Element]:
        part = read(view, shown, question, _FIRST if view.wants_rows else PAGE)
        heading = _heading(view, shown, part, question)
        rows = div(".card.rows-card")[heading, chips(view, shown), rows_of(view, shown, part)]
        return part.total + part.unknown, rows

    return filtered_page(view, shown, card)


def filtered_page(view: View, shown: ListView, card: Callable[[ListFilter], tuple[int, Element]]) -> Element:
    """Return the filters of a list beside what ``card`` makes of them, which also says how many rows they leave."""
    question = question_of(view, shown)
    try:
        total, rows = card(question)
    except QueryError as error:
        again = view.here(filter=None)
        return div(".stack")[
            chips(view, shown), problem("This filter cannot be read.", str(error), again, "Take it out")
        ]
    if view.wants_rows:
        return div(id="list")[rows]
    filters = [filter_bar(view, shown), drawer(view, shown, question, total)] if shown.facets else None
    return div(".list", id="list", data_list="")[filters, rows, panel(view, shown.summaries)]


def read(view: View, shown: ListView, question: ListFilter, limit: int = PAGE) -> ListPart:
    """Return the rows of a list that a page shows."""
    sort = tuple(key for key in view.asked("sort").split(",") if key)
    offset = offset_of(view)
    return listing.rows(view.published, shown.name, question, sort=sort, limit=limit, offset=offset)


def rows_of(view: View, shown: ListView, part: ListPart) -> Element:
    """Return the table of some rows, with the way to more of them."""
    if not part.items:
        return none_of(view, shown)
    first = offset_of(view)
    shown = _ordered(view, shown)
    shares = column_shares(view, [each.heading for each in shown.columns])
    total = part.total + part.unknown
    items = shown.filled(view, part.items) if shown.filled else part.items
    # Their attributes are the same in all rows.
    cells = [(td(class_=each.class_ or None, data_label=each.heading), each.cell) for each in shown.columns]
    body = tbody[(_row(view, shown, cells, row, first + n + 2) for n, row in enumerate(items))]
    return div(".table-box.is-chosen" if own(view, COLUMNS) else ".table-box")[
        table(".is-sized" if shares else "", aria_rowcount=str(total + 1), data_sizes="")[
            caption(".hidden-text")[shown.many], _head(view, shown, shares), body
        ],
        pages(view, part, first),
    ]


def none_of(view: View, shown: ListView) -> Element:
    """Return what stands in the place of rows: which filters to take out, or that there are none at all."""
    is_filtered = bool(view.asked("q") or view.asked("filter") or chosen(view, shown))
    return div[nothing_found(_loosen(view, shown)) if is_filtered else (shown.empty or _none_found(view, shown))]


def _none_found(view: View, shown: ListView) -> Element:
    """Return that a scan found none, with the way to what it was not answered: there may be some."""
    gaps = (
        a(".link", href=view.to("/coverage"))[unknown("Not all could be read")] if gap_count(view.published) else None
    )
    return div(".state")[p[f"The scan found no {shown.many}."], gaps]


def _head(view: View, shown: ListView, shares: Mapping[str, str]) -> Element:
    cells = (
        heading_cell(view, each.heading, each.sort, each.class_, shares.get(each.heading)) for each in shown.columns
    )
    return thead[tr(aria_rowindex="1")[cells, opens_heading() if shown.summaries else None]]


def _ordered(view: View, shown: ListView) -> ListView:
    """Return a list with the columns that were chosen, in their order."""
    by_heading = {each.heading: each for each in shown.columns}
    columns = [by_heading[each] for each in chosen_columns(view, list(by_heading))]
    if own(view, COLUMNS):  # what somebody chose is shown however narrow the window is
        columns = [replace(each, class_=always_shown(each.class_)) for each in columns]
    return replace(shown, columns=columns)


def _row(
    view: View, shown: ListView, columns: Sequence[tuple[Element, Callable[[View, Row], Node]]], row: Row, index: int
) -> Element:
    return listed_row(view, shown.summaries, row, [cell[of(view, row)] for cell, of in columns], index)


def _heading(view: View, shown: ListView, part: ListPart, question: ListFilter) -> Element:
    also = shown.row_unknown(view, question) if shown.row_unknown else None
    cannot = unknown(f"{part.unknown:,} cannot be decided") if part.unknown else None
    return div(".list-head")[
        h2(aria_live="polite")[counted(part.total, shown.one, shown.many)],
        cannot,
        also,
        own_views(view),
        div(".push.tools")[
            column_choice(view, [each.heading for each in shown.columns]),
            _fixes_link(view, shown),
            csv_link(view, shown, f"lists/{shown.name}", shown.name),
        ],
    ]


def csv_link(view: View, shown: ListView, path: str, name: str) -> Element:
    """Return the link to all that the filters of a list leave as CSV, at a path below the workspace."""
    return _download(view, shown, f"{path}.csv", f"{name}.csv", "CSV")


def _fixes_link(view: View, shown: ListView) -> Element | None:
    """Return the link to the fixes of what fails of a list as one script."""
    if shown.name != "findings" or Status.FAIL not in shown.fixed.get("status", ()):
        return None
    return _download(view, shown, "lists/findings.sh", "fixes.sh", "Fix script")


def _download(view: View, shown: ListView, path: str, name: str, words: str) -> Element:
    href = address(f"/{view.workspace}/{path}", _all_of_it(view, shown))
    return a(".button.small", href=href, download=name)[icon("download"), words]


def _all_of_it(view: View, shown: ListView) -> list[tuple[str, str]]:
    kept = [
        (name, value)
        for name, value in view.query
        if name not in {"offset", "tab", "group", "columns", "width", *shown.fixed}
    ]
    return [*kept, *((name, value) for name, values in shown.fixed.items() for value in values)]


def _loosen(view: View, shown: ListView) -> Element:
    """Return which filters to take out, each with the rows that this brings back."""
    question = question_of(view, shown)
    without = [
        (filter_words(shown, name, value), toggled(view.query, name, value), _without(question, name, value, shown))
        for name, value in chosen(view, shown)
    ]
    texts = (("q", "contains", replace(question, text="")), ("filter", "where", replace(question, filter=shown.only)))
    for name, said, loose in texts:
        if text := view.asked(name):
            without.append((f"{said} {text}", changed(view.query, **{name: None}), loose))
    out = []
    for words, query, loose in without:
        found = counted(listing.total(view.published, shown.name, loose), shown.one, shown.many)
        text = f"Without {words} there are {found}"
        out.append(li[a(".link", href=address(view.path, query), data_swap="")[visible(text)]])
    return ul(".plain")[out, li[a(".link", href=_unfiltered(view, shown), data_swap="")["Remove all filters"]]]


def _unfiltered(view: View, shown: ListView) -> str:
    """Return the address of the whole list: of the same tab, group, columns and snapshot."""
    narrows = {"q", "filter", "offset", OPEN, *(name for name, _ in chosen(view, shown))}
    return address(view.path, [pair for pair in view.query if pair[0] not in narrows])


def _without(question: ListFilter, name: str, value: str, shown: ListView) -> ListFilter:
    values = {k: [v for v in each if (k, v) != (name, value)] for k, each in question.values.items()}
    if not values.get(name) and name in shown.choices:
        values[name] = list(shown.choices[name])
    return ListFilter(question.filter, {k: each for k, each in values.items() if each}, question.text)
