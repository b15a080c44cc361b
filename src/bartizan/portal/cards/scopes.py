"""The scopes that the overview is about: all of them, or those that somebody chose, which are kept for them."""

from collections.abc import Sequence

from htpy import Element, button, div, form, input, label, summary  # noqa: A004 - the element's name
from htpy import details as details_

from bartizan.decide.workload import WORKLOADS
from bartizan.model import visible
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing

SCOPE = "scope"
_LONGEST = 28


def chosen_scopes(view: View) -> list[str]:
    """Return the scopes that the address names, none where the page is about all of them."""
    return list(dict.fromkeys(value for name, value in view.query if name == SCOPE and value))


def within(scopes: Sequence[str], **values: Sequence[str]) -> ListFilter:
    """Return what is asked of a list within some scopes, of all where there are none."""
    return ListFilter(values={name: list(each) for name, each in {SCOPE: scopes, **values}.items() if each})


def of_workloads(scopes: Sequence[str], **values: Sequence[str]) -> ListFilter:
    """Return what is asked of the workloads within some scopes."""
    return within(scopes, type=list(WORKLOADS), **values)


def scope_pairs(scopes: Sequence[str], *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """Return a query with the scopes in it."""
    return [*pairs, *((SCOPE, each) for each in scopes)]


def scope_choice(view: View, chosen: Sequence[str]) -> Element | None:
    """Return the form that chooses scopes, None where there is only one."""
    totals = listing.totals(view.published, "inventory", SCOPE)
    known = sorted({str(each) for each in totals if each} | set(chosen))
    if len(known) < 2:
        return None
    said = f"{len(chosen):,} of {counted(len(known), 'scope')}" if chosen else f"All {len(known):,} scopes"
    ticks = (
        label(".menu-item", title=each)[
            input(type="checkbox", name=SCOPE, value=each, checked=each in chosen), " ", visible(middle(each, _LONGEST))
        ]
        for each in known
    )
    action = f"/{view.workspace}/usual/scopes"
    every = form(method="post", action=action)[hidden(view), button(".button.small", type="submit")["Show all scopes"]]
    return details_(".menu.scopes")[
        summary(".button")[said],
        div(".popup")[
            form(method="post", action=action)[
                hidden(view), ticks, button(".button.small", type="submit")["Show these"]
            ],
            every if chosen else None,
        ],
    ]
