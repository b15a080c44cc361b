"""Workloads of the overview: who the internet meets, and whose code was read."""

from collections.abc import Sequence
from dataclasses import replace

from htpy import Element, Node, a, span

from bartizan.portal.cards.numbers import numbers
from bartizan.portal.cards.scopes import of_workloads, scope_pairs, within
from bartizan.portal.components.charts import bar, stacked
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.parts import card
from bartizan.portal.view import View
from bartizan.portal.words import LOGINS, REASONS, sentence
from bartizan.service import listing


def internet(view: View, scopes: Sequence[str], total: int) -> Element:
    """Return who the internet meets: workloads that it reaches by what they ask of a caller."""
    asked = of_workloads(scopes, exposure=["internet"])
    found = listing.facets(view.published, "inventory", "authentication", asked)
    open_ = sum(each.count for each in found)
    colours = {"none": "critical", "mixed": "high", "key": "medium"}
    most = max((each.count for each in found), default=1)
    rows: list[tuple[Node, Node]] = [
        (
            [
                span(".word")[LOGINS.get(str(each.value), str(each.value))],
                bar(each.count, most, f"{each.count}", colours.get(str(each.value), "low")),
            ],
            a(".link", href=_inventory(view, scopes, ("exposure", "internet"), ("authentication", str(each.value))))[
                f"{each.count:,}"
            ],
        )
        for each in found
    ]
    lost = listing.total(view.published, "inventory", of_workloads(scopes, exposure=["unknown"]))
    if lost:
        href = _inventory(view, scopes, ("exposure", "unknown"))
        rows.append((unknown("not known whether"), a(".text-unknown", href=href)[f"{lost:,}"]))
    return card("Who the internet meets", numbers(rows), beside=f"{open_:,} of {total:,}", class_=".span-3")


def code(view: View, scopes: Sequence[str], total: int) -> Element:
    """Return of how many workloads the code was read, and why not of the others."""
    asked = within(scopes)
    found = listing.facets(view.published, "coverage", "status", asked)
    reasons = listing.facets(view.published, "coverage", "reason", replace(asked, filter="status != assessed"))
    read = sum(each.count for each in found if each.value == "assessed")
    denied = sum(each.count for each in reasons if each.value == "denied")
    parts = [("healthy", read), ("exempt", max(total - read - denied, 0)), ("unknown", denied)]
    words = f"{read} read, {denied} denied, {max(total - read - denied, 0)} not eligible"
    rows: list[tuple[Node, Node]] = [
        (
            unknown(sentence(REASONS.get(str(each.value), str(each.value))))
            if each.value == "denied"
            else sentence(REASONS.get(str(each.value), str(each.value))),
            a(".link", href=_not_read(view, scopes, str(each.value)))[f"{each.count:,}"],
        )
        for each in reasons
    ]
    return card(
        "Code read", stacked(parts, words), numbers(rows), beside=f"{read:,} of {total:,} workloads", class_=".span-3"
    )


def _inventory(view: View, scopes: Sequence[str], *asked: tuple[str, str]) -> str:
    return view.to("/inventory", scope_pairs(scopes, *asked))


def _not_read(view: View, scopes: Sequence[str], reason: str) -> str:
    return view.to("/vulnerabilities", scope_pairs(scopes, ("tab", "code"), ("reason", reason)))
