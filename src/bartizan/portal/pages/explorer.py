"""The security explorer: a query built line by line, the same as text, its matches, and what nearly matches."""

from collections.abc import Callable
from typing import TypeVar, cast

from htpy import (
    Element,
    Node,
    a,
    button,
    div,
    form,
    label,
    p,
    pre,
    span,
    table,
    tbody,
    td,
    textarea,
    tr,
)
from htpy import input as input_

from bartizan.api.problem import not_here
from bartizan.contract.explore import KnownQuery
from bartizan.explore.ask import Explored, ask, compiled
from bartizan.explore.editing.edit import Place, found_at, place_of
from bartizan.explore.lines import near_misses, placed_counts
from bartizan.explore.parse import Written, parse
from bartizan.explore.text import text as printed
from bartizan.explore.tree import Query
from bartizan.explore.words import QueryError
from bartizan.model import BartizanError
from bartizan.portal.building.columns import columns_menu
from bartizan.portal.building.matches import ROWS, columns_of, matches_table
from bartizan.portal.building.on_paths import paths_view
from bartizan.portal.building.saving import known_query_of, save_menu, share_button, whose
from bartizan.portal.building.watching import watch_menu
from bartizan.portal.components.adders import adders
from bartizan.portal.components.builder import builder
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.paging import offset_of
from bartizan.portal.components.parts import card, commands, tabs
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.components.templates import templates_card
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address
from bartizan.portal.map.graph_view import graph_view
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted
from bartizan.service.nodes import named_nodes
from bartizan.state.access.nouns import Role
from bartizan.store.engine import Engine

T = TypeVar("T")
_TITLE = "Security explorer"
_START = "find aws_lambda_function where exposure = internet and authentication = none"
_BEFORE, _AROUND = 12, 36
"""Letters before the word that is wrong, and of its line in all."""
_OF_ALL = ("graph", "paths")
"""Views that are about all matches at once, not about a page of them."""
_VIEWS = {"": "Table", "graph": "Graph", "paths": "Attack paths", "json": "JSON", "sql": "SQL"}


def show(view: View) -> Content:
    """Return the page; what cannot be read leaves the lines as they were, out of reach, with the error at the text."""
    known = _known(view)
    words = (view.asked("q") or (known.text if known else _START)).strip()
    query, error = _query(view, words)
    shown = query or _query(view, view.asked("last"))[0]
    side = div[_text(view, words, error, shown), templates_card(view)]
    lines = card("Query", _builder(view, shown, is_stale=query is None), beside="matches after each line")
    about = p(".quiet")[known.description] if known and known.description else None
    body: list[Node] = [
        about,
        div(".with-panel")[div("#built")[lines if shown else _nothing_yet(view)], side],
        div("#results")[_answer(view, query) if query else None],
        div("#near")[_near(view, query) if query else None],
    ]
    actions = span("#query-actions.tools")[_actions(view, query, known) if query else None]
    if known is None:
        return Content(_TITLE, body, actions=actions)
    trail = [(_TITLE, view.to("/explorer"))]
    return Content(known.title or known.name, body, beside=whose(known), actions=actions, trail=trail)


def _answer(view: View, query: Written) -> Element:
    found, failure = _asked(view, query)
    return _results(view, query, found, view.asked("view")) if found else notice("high", failure)


def _nothing_yet(view: View) -> Element:
    return card(
        "Query", p["The text beside says no query yet."], p[a(".link", href=view.to("/explorer"))["Begin anew"]]
    )


def _known(view: View) -> KnownQuery | None:
    """Return the query that the path names, or one that the address names as it was written once.

    Raises:
        ProblemError: the path names none that the caller sees.
    """
    if view.feature.is_object:
        found = known_query_of(view, view.of_path("query"))
        if found is None:
            raise not_here()
        return found
    named = view.asked("named")
    return known_query_of(view, named) if named and not view.asked("q") else None


def _query(view: View, words: str) -> tuple[Written | None, str]:
    try:
        query = parse(words)
        compiled(view.published.engine, query)
    except (QueryError, BartizanError) as error:
        return None, str(error)
    return query, ""


def _kept(view: View, query: Written, find: Callable[[Engine, Written], T]) -> T:
    """Return what is found for a query; of the one that the page begins with it is kept, since everybody asks that."""
    memo, name = view.published.memo, f"begun {find.__name__}"
    if query.text != _START:
        return find(view.published.engine, query)
    if name not in memo:
        memo[name] = find(view.published.engine, query)
    return cast("T", memo[name])


def _first_rows(engine: Engine, query: Written) -> Explored:
    return ask(engine, query, most=ROWS)


def _asked(view: View, query: Written) -> tuple[Explored | None, str]:
    try:
        if view.asked("view") in _OF_ALL:
            return ask(view.published.engine, query), ""
        if first := offset_of(view):
            return ask(view.published.engine, query, first=first, most=ROWS), ""
        return _kept(view, query, _first_rows), ""
    except BartizanError as error:
        return None, str(error)


def _builder(view: View, query: Written | None, *, is_stale: bool) -> Node:
    """Return the lines of the query, each with what is left after it, and what can be added below the chosen one."""
    if query is None:
        return None
    try:
        found, place = _kept(view, query, placed_counts), _chosen(view, query.query)
    except BartizanError as error:  # it takes too long
        return notice("high", str(error))
    lines = builder(view, query.query, found, place)
    if is_stale:
        said = p(".quiet")["As it was before the text was changed to what cannot be read."]
        return [said, div(".is-stale", inert=True)[lines]]
    return div[lines, adders(view, query.query, place)]


def _chosen(view: View, query: Query) -> Place:
    """Return the line that the address chooses, the first one where there is none such."""
    try:
        place = place_of(view.asked("line"))
        found_at(query, place)
    except QueryError:
        return ()
    return place


def _text(view: View, words: str, error: str, last: Written | None) -> Element:
    shown = words if error else _pretty(words)
    field = {"id": "query", "name": "q", "spellcheck": "false", "rows": _rows(shown)}
    said = {"aria_invalid": "true", "aria_describedby": "query-error"} if error else {}
    return card(
        "The same as text",
        form(method="get", action=f"/{view.workspace}/explorer", data_swap="", data_query="")[
            label(".hidden-text", for_="query")["Query"],
            textarea(field, **said)[shown],
            div("#query-error", role="alert")[_said(error) if error else None],
            div("#query-last")[input_(type="hidden", name="last", value=printed(last.query)) if last else None],
            button(".button.primary", type="submit")["Run"],
        ],
        beside="edit either side",
    )


def _said(error: str) -> list[Node]:
    """Return what is wrong with a text; of the line that it is about as much as fits, with the mark under the word."""
    *words, line, mark = ["", "", *error.split("\n")]
    if mark.strip() != "^":
        return [p(".text-critical")[error]]
    start = max(0, mark.index("^") - _BEFORE)
    shown = f"{line[start : start + _AROUND]}\n{mark[start:]}"
    return [p(".text-critical")[" ".join(words).strip()], pre(".pointed.text-critical")[shown]]


def _rows(words: str) -> str:
    """Return how many lines a text takes at about 32 letters each, as the field has no script to grow by."""
    return str(min(max(7, sum(1 + len(line) // 32 for line in words.splitlines())), 20))


def _pretty(words: str) -> str:
    return words.replace(" where ", " where\n  ", 1).replace(" and ", "\n  and ")


def _results(view: View, query: Written, found: Explored, tab: str) -> Element:
    tab = tab if tab in _VIEWS else ""
    items = [(word, view.here(view=id_ or None), id_ == tab) for id_, word in _VIEWS.items()]
    body: Node = None
    if not tab:
        body = matches_table(view, query, found)
    if tab == "graph":
        body = graph_view(view, query, found)
    if tab == "paths":
        body = paths_view(view, found.rows)
    if tab == "sql":
        opens = a(".button", href=view.to("/explorer/sql", [("sql", found.sql)]))["Open in SQL"]
        body = [commands(found.sql), opens if view.may(Role.ANALYST) else disabled_for("analyst", "Open in SQL")]
    if tab == "json":
        body = commands(query.query.model_dump_json(by_alias=True, exclude_none=True, exclude_defaults=True, indent=2))
    lost = unknown(f"{found.unknown:,} cannot be decided") if found.unknown else None
    is_cut = tab in _OF_ALL and len(found.rows) < found.total
    cut = span(".quiet")[f" · the first {len(found.rows):,} of {found.total:,} are used here"] if is_cut else None
    chosen = columns_menu(view, query.query, columns_of(query, found)) if not tab else None
    beside = [lost, cut, " ", tabs("Results", items), " ", chosen]
    return card(counted(found.yes, "match", "matches"), body, beside=beside)


def _near(view: View, query: Written) -> Node:
    try:
        found = _kept(view, query, near_misses)
    except (QueryError, BartizanError):
        return None
    if not found:
        return None
    nodes = named_nodes(view.published, [row["id"] for row in found])
    rows = (
        tr(data_row="")[
            td[a(".link", href=view.to_resource(row["id"], nodes[row["id"]].name))[name(nodes[row["id"]].name)]],
            td["all but ", span(".strong")[" and ".join(row["fails"])]],
        ]
        for row in found
    )
    return card("Near misses", table[tbody[rows]], beside="one or two conditions short")


def _actions(view: View, query: Written, known: KnownQuery | None) -> Node:
    text = printed(query.query)
    asked = [("q", text), ("at", view.asked("at"))]
    files = (
        a(".button", href=address(f"/{view.workspace}/explorer.{kind}", asked), download=f"matches.{kind}")[
            icon("download"), kind.upper()
        ]
        for kind in ("csv", "json")
    )
    # To anyone else an own query's address leads nowhere: the link has the query in it instead.
    to_copy = view.to("/explorer", [("q", text)]) if known and known.is_private else ""
    copy = button(".button", type="button", data_copy_link=to_copy, hidden=True)["Copy link"]
    rule = a(".button.primary", href=view.to("/explorer/rule", [("q", text)]))["Make it a rule"]
    watch = watch_menu(view, query.query, hidden(view, text=text))
    return [files, copy, save_menu(view, text, known), share_button(view, known), watch, rule]
