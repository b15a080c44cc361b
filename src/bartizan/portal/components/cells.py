"""What cells of tables show: a resource in two lines, its login and runtime, counts that never hide what is unknown."""

from collections.abc import Mapping
from typing import Any

from htpy import Element, Node, a, br, span

from bartizan.model import visible
from bartizan.portal.components.charts import stacked
from bartizan.portal.components.marks import name as name_mark
from bartizan.portal.components.marks import unknown
from bartizan.portal.view import View
from bartizan.portal.words import EXPOSURES, LOGINS, REASONS, counted, middle, type_word

Row = Mapping[str, Any]
LEVELS = ("critical", "high", "medium", "low", "info")
_ACCOUNT = 12
_OPEN = {"none": "critical", "mixed": "high", "key": "medium"}


def resource(view: View, id_: str, name: str, below: str) -> Element:
    """Return a link to a resource with where it is below it."""
    return span(".two")[
        a(".link.strong", href=view.to_resource(id_, name), title=visible(id_))[name_mark(middle(name or id_, 60))],
        br,
        span(".quiet.below", title=visible(below))[name_mark(below)],
    ]


def place(row: Row, type_: str = "type") -> str:
    """Return a resource's type, scope and region in one line."""
    return " · ".join(word for _, _, word in places(row, type_))


def places(row: Row, type_: str = "type") -> list[tuple[str, str, str]]:
    """Return where a resource is: the column, its value and the word for it, of type, scope and region."""
    kind, scope, region = (str(row.get(name) or "") for name in (type_, "scope", "region"))
    # An account's twelve digits stay whole; of what is longer the ends tell it apart.
    where = scope if len(scope) <= _ACCOUNT else middle(scope, 9)
    parts = ((type_, kind, type_word(kind).replace("Lambda function", "Lambda")), ("scope", scope, where))
    return [part for part in (*parts, ("region", region, region)) if part[1]]


def exposure(value: str | None) -> Node:
    """Return who reaches a workload."""
    if value in (None, "unknown"):
        return unknown("unknown")
    return span(class_="strong" if value == "internet" else None)[EXPOSURES.get(str(value), str(value))]


def login(value: str | None) -> Node:
    """Return what a workload asks of who calls it."""
    if value in (None, "unknown"):
        return unknown("unknown")
    level = _OPEN.get(str(value))
    return span(class_=f"text-{level}" if level else None)[LOGINS.get(str(value), str(value))]


def findings(row: Row) -> Element:
    """Return findings by severity as a bar and a number, with those that could not be decided beside it."""
    total = sum(int(row[level]) for level in LEVELS)
    words = ", ".join(f"{row[level]} {level}" for level in LEVELS if row[level]) or "none fails"
    lost = int(row.get("not_evaluated") or 0)
    parts = [(level, int(row[level])) for level in LEVELS] + [("unknown", lost)]
    return span(".findings")[
        stacked(parts, f"{words}{f', {lost} unknown' if lost else ''}", ".short"),
        span(".number")[f"{total:,}"],
        span(".text-unknown", title=f"{counted(lost, 'check')} not evaluated")[
            f"+{lost}?", span(".hidden-text")[" not evaluated"]
        ]
        if lost
        else None,
    ]


def code_read(row: Row) -> Node:
    """Return whether a workload's code was read, and why not."""
    status, reason = row.get("code_status"), str(row.get("code_reason") or "")
    if status is None:
        return span(".quiet")["–"]
    if status == "assessed":
        return counted(int(row["packages"] or 0), "package")
    return (
        unknown(REASONS.get(reason, reason))
        if reason in ("denied", "")
        else span(".quiet")[REASONS.get(reason, reason)]
    )


def vulnerabilities(row: Row) -> Node:
    """Return a count of vulnerabilities: a dash where code does not count, a question mark where it was not read."""
    if row.get("code_status") == "assessed":
        return f"{int(row['vulnerabilities'] or 0):,}"
    if row.get("code_status") is None:
        return span(".quiet")["–"]
    return span(".text-unknown", title="The code was not read")["?", span(".hidden-text")[" the code was not read"]]


def number(value: int | None, href: str = "", what: str = "") -> Node:
    """Return a count, as a link where there are rows to show; what was not computed is a dash."""
    if value is None:
        return span(".text-unknown", title="not computed")["–", span(".hidden-text")[" not computed"]]
    if not value:
        return span(".quiet")["0"]
    return a(".link", href=href, aria_label=f"{value} {what}" if what else None)[f"{value:,}"] if href else f"{value:,}"


def score(value: float | None, digits: int) -> Node:
    """Return a score of an advisory, with so many digits behind the point."""
    unscored = span(".quiet", title="not scored")["–", span(".hidden-text")[" not scored"]]
    return unscored if value is None else f"{value:.{digits}f}"
