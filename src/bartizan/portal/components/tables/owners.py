"""What fails by who owns it: a row for each owner, and one for what is nobody's."""

from collections.abc import Iterable, Sequence

from htpy import Element, Node, a, div, span, table, tbody, td, th, thead, tr

from bartizan.model import now
from bartizan.portal.components import cells
from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.components.tables.failing import undecided, undecided_checks
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.owed import Row, by_owner

_WORDS = ("Worst", "Owner", "Recommendations", "Failing checks", "Overdue", "First due", "Resources")
_TEXTS = ("Worst", "Owner", "First due")


def owners(view: View) -> Element:
    """Return the table."""
    rows = by_owner(view.published)
    if not rows:
        return card("By owner", nothing_wrong("No check fails.", undecided_checks(view)))
    head = thead[tr[(th("" if word in _TEXTS else ".number", scope="col")[word] for word in _WORDS)]]
    body = tbody[(tr(data_row="")[_cells(view, row)] for row in rows)]
    shown, csv = div(".table-box")[table[head, body]], view.to("/recommendations/owners.csv")
    return card("By owner", shown, beside=[_count(rows), " ", undecided(view)], link=("CSV", csv))


def _count(rows: Sequence[Row]) -> str:
    named = sum(bool(row["owner"]) for row in rows)
    return f"{counted(named, 'owner')}{' and nobody' if len(rows) > named else ''}"


def _cells(view: View, row: Row) -> Iterable[Element]:
    owner = str(row["owner"])
    asked = [("owner", owner)] if owner else [("filter", 'owner = ""')]
    late = " and ".join([*(text for name, text in asked if name == "filter"), f'due < "{now():%Y-%m-%dT%H:%M:%S}"'])
    overdue = [pair for pair in asked if pair[0] != "filter"] + [("filter", late)]
    href = view.to("/recommendations", [("group", "resource"), ("owner", owner)])
    whose = owner or "nobody"
    resources: Node = f"{row['resources']:,}"
    if owner:  # of what is nobody's, resources may have somebody's beside it: no list has exactly these
        resources = a(".link", href=href, aria_label=f"{row['resources']} resources of {owner}")[resources]
    return (
        td(".risk")[risk(row["risk_level"])],
        td(".wide")[name(owner) if owner else span(".quiet")["Nobody yet"]],
        td(".number", data_label="Recommendations")[f"{row['rules']:,}"],
        td(".number", data_label="Failing checks")[_checks(view, row["failing"], f"failing checks of {whose}", asked)],
        td(".number", data_label="Overdue")[_checks(view, row["overdue"], f"overdue checks of {whose}", overdue)],
        td(".short", data_label="First due")[f"{row['due']:%d %b %Y}" if row["due"] else "–"],
        td(".number", data_label="Resources")[resources],
    )


def _checks(view: View, n: int, words: str, asked: Sequence[tuple[str, str]]) -> Node:
    """Return a number of checks as a link to exactly these."""
    return cells.number(n, view.to("/recommendations", [("group", "check"), *asked]), words)
