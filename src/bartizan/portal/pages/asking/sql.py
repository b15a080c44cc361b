"""SQL: one SELECT over the tables of a snapshot, for analysts; it is run when somebody says so, never by a link."""

from htpy import Element, Node, button, div, form, label, p, table, tbody, td, textarea, th, thead, tr

from bartizan.portal.components.evidence import value
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, middle
from bartizan.state.access.nouns import Role
from bartizan.store.locked import MOST_LETTERS, LockedAnswer

SHOWN = 200
"""Rows of a page; CSV has more."""
ASKED, FOUND = "sql", "found"
"""What a form that was sent leaves: the text, and its answer or what is wrong with it."""
_START = "select severity, count(*) as findings from finding where status = 'fail' group by severity order by 2 desc"
_TALL = 12


def show(view: View) -> Content:
    """Return the page with the text that was run, or that the address has, and what it found."""
    asked = str(view.outcome.get(ASKED) or view.asked("sql") or _START)
    trail = [("Security explorer", view.to("/explorer"))]
    if not view.may(Role.ANALYST):
        return Content("SQL", card("Query", disabled_for("analyst", "Run")), trail=trail)
    return Content("SQL", [_query(view, asked), view.outcome.get(FOUND)], trail=trail)


def _query(view: View, asked: str) -> Element:
    action = f"/{view.workspace}/explorer/sql"
    field = {"id": "sql", "name": "sql", "spellcheck": "false", "rows": str(_TALL), "maxlength": str(MOST_LETTERS)}
    return card(
        "Query",
        p(".quiet")["One SELECT over the tables of this snapshot: the explorer's types, finding, rule, node, edge, …"],
        form(".fields-form", method="post", action=action)[
            hidden(view),
            label(".hidden-text", for_="sql")["Query"],
            textarea(".mono", field, required=True)[asked],
            div(".tools")[
                button(".button.primary", type="submit")["Run"],
                button(".button", type="submit", formaction=f"{action}.csv")[icon("download"), "CSV"],
            ],
        ],
        beside="ends after 10 seconds",
    )


def rows_of(found: LockedAnswer) -> Element:
    """Return the rows of an answer as a table."""
    more = f"the first {len(found.rows):,}; CSV has more" if found.is_cut else None
    if not found.rows:
        return card("No rows", p(".quiet")["Nothing matches."])
    head = thead[tr[(th(scope="col")[name(each)] for each in found.columns)]]
    body = tbody[(tr(data_row="")[(td[_cell(fact)] for fact in row)] for row in found.rows)]
    return card(
        counted(len(found.rows), "row"), div(".table-box.scrolls", tabindex="0")[table[head, body]], beside=more
    )


def _cell(fact: object) -> Node:
    return "–" if fact is None else name(middle(value(fact), 80))
