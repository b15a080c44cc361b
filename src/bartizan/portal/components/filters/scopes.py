"""The scopes that a page is narrowed to: in its address, and nowhere else."""

from collections.abc import Mapping, Sequence

from htpy import Element, Node, button, div, form, label, p, span, summary, ul
from htpy import details as details_
from htpy import input as input_

from bartizan.model import visible
from bartizan.portal.components.filters.chips import removable
from bartizan.portal.links import address, changed, toggled
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
    kept = [input_(type="hidden", name=key, value=value) for key, value in changed(view.query, **{_SCOPE: None})]
    return details_(".menu.scopes")[
        summary(".button")[said],
        div(".popup.tall")[
            form(method="get", action=view.path, data_swap="")[
                kept,
                p(".quiet.scope-head")[span["Scope"], span["Failing checks"]],
                ticks,
                button(".button.small", type="submit")["Show these"],
            ]
        ],
    ]


def scope_chips(view: View, chosen: Sequence[str]) -> Node:
    """Return the scopes that were chosen, each with the way to take it out."""
    if not chosen:
        return None
    chips = (
        removable(f"Scope: {middle(each, 15)}", address(view.path, toggled(view.query, _SCOPE, each)))
        for each in chosen
    )
    return ul(".chips.below-card", aria_label="Active filters")[chips]
