"""A list: its total and what is unknown, chips of what is asked, facets with their counts, rows and their pages."""

from dataclasses import replace

from htpy import Element, a, caption, div, h2, li, p, table, tbody, td, thead, tr, ul

from bartizan.explore.words import QueryError
from bartizan.model import visible
from bartizan.portal.components.filters.chips import chips, filter_words
from bartizan.portal.components.filters.drawer import drawer, filter_bar
from bartizan.portal.components.filters.shown import ListView, Row, asked, chosen
from bartizan.portal.components.headings import always_shown, heading_cell
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.paging import PAGE, offset_of, pages
from bartizan.portal.components.states import nothing_found, problem
from bartizan.portal.components.views import chosen_columns, column_choice, column_shares, own_views
from bartizan.portal.links import address, toggled
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.page import ListPart
from bartizan.service import listing


def list_page(view: View, shown: ListView) -> Element:
    """Return a whole list with its filters; a filter that cannot be read stands beside what is wrong with it."""
    question = asked(view, shown.fixed)
    try:
        part = read(view, shown, question)
    except QueryError as error:
        again = view.here(filter=None)
        return div(".stack")[
            chips(view, shown), problem("This filter cannot be read.", str(error), again, "Take it out")
        ]
    total = part.total + part.unknown
    filters = [filter_bar(view, shown), drawer(view, shown, question, total)] if shown.facets else None
    return div(".list", id="list", data_list="")[
        filters,
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
        is_filtered = bool(view.asked("q") or view.asked("filter") or chosen(view, shown))
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
        div(".push.tools")[
            column_choice(view, [each.heading for each in shown.columns]),
            a(".button.small", href=csv, download=f"{shown.name}.csv")[icon("download"), "CSV"],
        ],
    ]


def _csv_query(view: View, shown: ListView) -> list[tuple[str, str]]:
    kept = [
        (name, value)
        for name, value in view.query
        if name not in {"offset", "tab", "group", "columns", "width", *shown.fixed}
    ]
    return [*kept, *((name, value) for name, values in shown.fixed.items() for value in values)]


def _loosen(view: View, shown: ListView) -> Element:
    """Return which filters to take out, each with the rows that this brings back."""
    out = []
    for name, value in chosen(view, shown):
        query = toggled(view.query, name, value)
        question = _without(asked(view, shown.fixed), name, value, shown)
        found = listing.total(view.published, shown.name, question)
        text = f"Without {filter_words(shown, name, value)} there are {counted(found, shown.one, shown.many)}"
        out.append(li[a(".link", href=address(view.path, query), data_swap="")[visible(text)]])
    return ul(".plain")[out, li[a(".link", href=view.path, data_swap="")["Remove all filters"]]]


def _without(question: ListFilter, name: str, value: str, shown: ListView) -> ListFilter:
    values = {k: [v for v in each if (k, v) != (name, value)] for k, each in question.values.items()}
    if not values.get(name) and name in shown.choices:
        values[name] = list(shown.choices[name])
    return ListFilter(question.filter, {k: each for k, each in values.items() if each}, question.text)
