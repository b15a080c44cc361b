"""Checks of the overview: what fails by risk, the score with its unknown share, and what to fix first."""

from collections.abc import Sequence

from htpy import Element, Node, a, p, span, table, tbody, td, th, thead, tr

from bartizan.portal.cards.numbers import numbers
from bartizan.portal.cards.scopes import scope_pairs, within
from bartizan.portal.components.charts import stacked
from bartizan.portal.components.marks import healthy, name, risk, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.pages.recommendations import count as count_link
from bartizan.portal.pages.recommendations import paths as paths_link
from bartizan.portal.view import View
from bartizan.service import listing
from bartizan.service.answers.scoped import check_counts, top_recommendations
from bartizan.state.score import score_history

_LEVELS = ("critical", "high", "medium", "low")
_FIRST = 5


def failing(view: View, scopes: Sequence[str]) -> Element:
    """Return what fails by risk, and beside it what could not be evaluated."""
    asked = within(scopes, status=["fail"])
    counts = {str(each.value): each.count for each in listing.facets(view.published, "findings", "risk_level", asked)}
    lost = _total(view, scopes, "unknown")
    parts = [(level, counts.get(level, 0)) for level in _LEVELS]
    rows: list[tuple[Node, Node]] = [
        (risk(level), _checks(view, scopes, n, f"failing checks of {level} risk", ("risk_level", level)))
        for level, n in parts
    ]
    rows.append((unknown("Unknown"), a(".text-unknown", href=view.to("/coverage"))[f"{lost:,}"]))
    words = ", ".join(f"{n} {level}" for level, n in parts) + f", {lost} unknown"
    return card(
        "Failing checks by risk",
        stacked([*parts, ("unknown", lost)], words),
        numbers(rows),
        beside=f"{sum(n for _, n in parts):,}",
        class_=".span-3",
    )


def _total(view: View, scopes: Sequence[str], status: str) -> int:
    return listing.total(view.published, "findings", within(scopes, status=[status]))


def _checks(view: View, scopes: Sequence[str], n: int, words: str, *asked: tuple[str, str]) -> Node:
    """Return a number of checks as a link to exactly these."""
    href = view.to("/recommendations", scope_pairs(scopes, ("group", "check"), *asked))
    return a(".link", href=href, aria_label=f"{n:,} {words}")[f"{n:,}"] if n else span(".quiet")["0"]


def score(view: View, scopes: Sequence[str], *, has_trend: bool) -> Element:
    """Return the score, of one scope where it is about one, with the share of it that is unknown."""
    passed = check_counts(view.published, scopes).get("pass", 0)
    fails, lost = (_total(view, scopes, each) for each in ("fail", "unknown"))
    words = f"{passed} healthy, {fails} unhealthy, {lost} not evaluated"
    rows: list[tuple[Node, Node]] = [
        (healthy("Healthy"), f"{passed:,}"),
        (risk("critical", "Unhealthy"), _checks(view, scopes, fails, "failing checks")),
        (unknown("Not evaluated"), _checks(view, scopes, lost, "checks not evaluated", ("status", "unknown"))),
    ]
    return card(
        "Secure score",
        _figure(view, scopes),
        stacked([("healthy", passed), ("critical", fails), ("unknown", lost)], words),
        numbers(rows),
        None if has_trend else p(".quiet.rest")["Trends begin with the second day."],
        class_=".span-3",
    )


def _figure(view: View, scopes: Sequence[str]) -> Element:
    if scopes:
        return _of_scopes(view, scopes)
    summary = view.published.manifest.summary
    value, share = summary.get("score"), summary.get("score_unknown_share") or 0
    return p[
        span(".big")["–" if value is None else f"{value:g}"], span(".quiet")[f" of 100; {share:.0%} of it is unknown"]
    ]


def _of_scopes(view: View, scopes: Sequence[str]) -> Element:
    """Return the score of one scope as its last whole scan had it; those of several are not added up."""
    if len(scopes) > 1:
        return p(".quiet")["Scores of several scopes are not added up: choose one."]
    kept = [each.score for each in score_history(view.state, view.caller.directory, "scope")]
    value = next((each.score for each in reversed(kept) if each.name == scopes[0]), None)
    return p[span(".big")["–" if value is None else f"{value:g}"], span(".quiet")[" of 100, of this scope"]]


def recommendations(view: View, scopes: Sequence[str]) -> Element:
    """Return what to fix first."""
    found, total = top_recommendations(view.published, scopes, _FIRST)
    rows = (
        tr(data_row="")[
            td(".risk")[risk(row["risk_level"])],
            td(".wide")[a(".link", href=view.to(f"/recommendations/{row['rule_id']}"))[row["title"]]],
            td(".number")[count_link(view, row, "unhealthy", "fail", scopes)],
            td(".number")[count_link(view, row, "unknown", "unknown", scopes)],
            td(".number")[paths_link(view, row)],
            td(".short.second")[name(row["owner"]) if row["owner"] else span(".quiet")["Nobody yet"]],
        ]
        for row in found
    )
    words = ("Risk", "Recommendation", "Failing", "Unknown", "Paths cut", "Owner")
    classes = ("", "", ".number", ".number", ".number", ".second")
    head = thead[
        tr[
            (
                th(class_, scope="col")[word] if class_ else th(scope="col")[word]
                for word, class_ in zip(words, classes, strict=True)
            )
        ]
    ]
    return card(
        "Recommendations",
        table[head, tbody[rows]],
        beside="by risk, then paths cut",
        link=(f"All {total:,}", view.to("/recommendations")),
        class_=".span-8",
    )
