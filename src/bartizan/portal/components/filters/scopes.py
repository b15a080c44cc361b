"""The scopes that a page is narrowed to: in its address, and kept for who chose them."""

from collections.abc import Mapping, Sequence

from htpy import Element, Node, button, div, form, label, li, p, span, summary, ul
from htpy import details as details_
from htpy import input as input_

from bartizan.model import visible
from bartizan.portal.components.icons import icon
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle

_SCOPE = "scope"
_LONGEST = 28


def scope_filter(view: View, chosen: Sequence[str], failing: Mapping[str, int]) -> Element | None:
    """Return the form that narrows a page to scopes, each with how many checks fail there; None for a single one."""
    known = sorted({*failing, *chosen})
    if len(known) < 2:
        return None
    said = f"{len(chosen):,} of {counted(len(known), 'scope')}" if chosen else f"All {len(known):,} scopes"
    ticks = (
        label(".menu-item.of-scope", title=f"{visible(each)}: {counted(failing.get(each, 0), 'check')} fail")[
            input_(type="checkbox", name=_SCOPE, value=each, checked=each in chosen),
            span(".choice-word")[visible(middle(each, _LONGEST))],
            span(".count")[f"{failing.get(each, 0):,}", span(".hidden-text")[" failing"]],
        ]
        for each in known
    )
    every = _keeping(view, (), button(".button.small", type="submit")["Show all scopes"])
    return details_(".menu.scopes")[
        summary(".button")[said],
        div(".popup.tall")[
            form(method="post", action=_action(view))[
                hidden(view, page=view.feature.id),
                p(".quiet.scope-head")[span["Scope"], span["Failing checks"]],
                ticks,
                button(".button.small", type="submit")["Show these"],
            ],
            every if chosen else None,
        ],
    ]


def scope_chips(view: View, chosen: Sequence[str]) -> Node:
    """Return the scopes that were chosen, each with the way to take it out."""
    chips = []
    for each in chosen:
        words = f"Scope: {visible(middle(each, 15))}"
        takes_out = button(".chip.chip-filter", type="submit", aria_label=f"Remove {words}")[words, icon("cross")]
        chips.append(li[_keeping(view, [other for other in chosen if other != each], takes_out)])
    return ul(".chips.below-card", aria_label="Active filters")[chips] if chips else None


def _keeping(view: View, scopes: Sequence[str], submit: Element) -> Element:
    """Return the form that keeps some scopes for this page, all of them where there are none."""
    kept = [input_(type="hidden", name=_SCOPE, value=each) for each in scopes]
    return form(method="post", action=_action(view))[hidden(view, page=view.feature.id), kept, submit]


def _action(view: View) -> str:
    return f"/{view.workspace}/usual/scopes"
