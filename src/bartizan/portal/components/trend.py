"""How the estate went over the last days: a line for each figure, with what it was and what it is."""

from collections.abc import Callable, Sequence

from htpy import Element, Node, div, span, table, tbody, td, th, thead, tr

from bartizan.contract.changes import TrendDay
from bartizan.decide.risk import LEVELS
from bartizan.portal.components.charts import spark
from bartizan.portal.components.marks import risk, unknown
from bartizan.portal.components.parts import card, folded
from bartizan.portal.view import View
from bartizan.service.changes.trends import trends

_DAYS = 30
_Figure = Callable[[TrendDay], float | None]


def trend_card(view: View) -> Node:
    """Return the trends of the directory, nothing where there is only one day."""
    days = trends(view.home, _DAYS, directory=view.caller.directory)
    beside = f"last scan of each of {len(days)} days"
    if len(days) < 2:
        return None
    rows: list[tuple[Node, str, _Figure]] = [("Secure score", "Secure score", lambda day: day.score)]
    rows += [(risk(level), f"Failing of {level} risk", _of_risk(level)) for level in LEVELS]
    rows += [
        (unknown("Unknown"), "Checks not evaluated", lambda day: day.unknown),
        ("Attack paths", "Attack paths", lambda day: day.attack_paths),
        ("Hours to fix, mean of 30 days", "Mean hours to fix", lambda day: day.mean_hours_to_fix),
    ]
    every = folded("As table", _table([(words, figure) for _, words, figure in rows], days))
    shown = [_row(head, words, [figure(day) for day in days]) for head, words, figure in rows]
    half = len(LEVELS) + 1
    halves = (div(".span-6")[table[tbody[part]]] for part in (shown[:half], shown[half:]))
    return card("Trends", div(".grid")[halves], every, beside=beside)


def _table(figures: Sequence[tuple[str, _Figure]], days: Sequence[TrendDay]) -> Element:
    """Return every figure of every day, newest first: what the lines show, for those who do not see them."""
    head = thead[tr[th(scope="col")["Day"], (th(".number", scope="col")[words] for words, _ in figures)]]
    rows = (
        tr[
            th(scope="row")[f"{day.day:%d %b %Y}"],
            (td(".number", data_label=words)[_said(figure(day))] for words, figure in figures),
        ]
        for day in reversed(days)
    )
    return div(".table-box.is-chosen")[table[head, tbody[rows]]]


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:,g}"


def _of_risk(level: str) -> _Figure:
    return lambda day: day.risk_levels[level] if day.risk_levels else None


def _row(head: Node, words: str, values: Sequence[float | None]) -> Element:
    known = [value for value in values if value is not None]
    if not known:
        return tr[th(scope="row")[head], td[span(".quiet")["–"]], td(".number")["–"]]
    said = f"from {known[0]:,g} to {known[-1]:,g}"
    latest = "–" if values[-1] is None else f"{values[-1]:,g}"
    return tr[
        th(scope="row")[head],
        td[spark(known, f"{words}: {said}") if len(known) > 1 else None, span(".quiet")[f" {said}"]],
        td(".number")[latest],
    ]
