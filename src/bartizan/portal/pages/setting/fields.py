"""Fields of the forms in Settings, and what a form says that came back because something in it was refused."""

from collections.abc import Callable, Iterable, Mapping

from htpy import Element, Node, a, button, datalist, div, form, label, option, p, select
from htpy import input as input_

from bartizan.model import UsageError, printable
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import notice
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address
from bartizan.portal.view import View

EDIT, KEPT, TRIED = "edit", "kept", "tried"
"""Of the address: the ID of what the form changes, what was just kept, and whether fields hold what was refused."""
WRITTEN = "value."
"""What the names of the fields of a refused form begin with in the address."""


def tab_page(
    workspace: str, tab: str, said: Mapping[str, str] | None = None, tried: Mapping[str, str] | None = None
) -> str:
    """Return the address of a tab; values that were ``tried`` go back into its form, to be put right there."""
    written = [(f"{WRITTEN}{name}", text) for name, text in (tried or {}).items()]
    flag = [(TRIED, "1")] if tried is not None else []
    return address(f"/{workspace}/settings", [("tab", tab), *(said or {}).items(), *flag, *written])


def values_of(view: View, kept: Mapping[str, str]) -> dict[str, str]:
    """Return what a form holds: what was written and refused, else ``kept``."""
    if not view.asked(TRIED):
        return dict(kept)
    return {name: view.asked(f"{WRITTEN}{name}") for name in kept}


def why_refused(view: View, check: Callable[[], object]) -> str:
    """Return why what was written fails a check, without the command that a message names; empty where it does not."""
    if view.asked(TRIED):
        try:
            check()
        except UsageError as error:
            return printable(error, 400).partition("; see `")[0]
    return ""


def refusal(wrong: str) -> Node:
    """Return the notice above a form that was refused."""
    return div(".below-card", role="alert")[notice("high", f"Not saved: {wrong}.")] if wrong else None


def editor(  # noqa: PLR0917 - where it goes, what it is, and what it holds
    view: View, tab: str, title: str, verb: str, fields: Node, wrong: str = "", **sent: str
) -> Element:
    """Return the card with the form of a tab; ``sent`` are its hidden fields, ``id`` what it changes."""
    back = a(".button", href=tab_page(view.workspace, tab))["Cancel"] if sent.get("id") else None
    return card(
        title,
        refusal(wrong),
        form(method="post", action=f"/{view.workspace}/settings/{tab}")[
            hidden(view, **sent), fields, div(".split")[button(".button.primary", type="submit")[verb], back]
        ],
    )


def row_actions(view: View, tab: str, called: str, verbs: Mapping[str, str], **sent: str) -> Element:
    """Return how a row is changed, and the ``verbs`` that forms send for it; ``called`` names it in their labels."""
    change = tab_page(view.workspace, tab, {EDIT: sent["id"]})
    buttons = (
        button(".button.small", type="submit", name="what", value=what, aria_label=f"{verb} {called}")[verb]
        for what, verb in verbs.items()
    )
    return form(".split", method="post", action=f"/{view.workspace}/settings/{tab}")[
        hidden(view, **sent),
        a(".button.small", href=f"{change}#main", aria_label=f"Change {called}")["Change"],
        buttons,
    ]


def text_field(
    key: str, words: str, value: str, hint: str = "", known: Iterable[str] = (), **own: str | bool
) -> Element:
    """Return a field for one line; ``known`` are values that it suggests, ``own`` its attributes."""
    id_ = f"set-{key}"
    names = f"{id_}-known" if known else None
    return div[
        label(for_=id_)[words],
        input_(
            {"type": "text", "maxlength": "2000", **own},
            id=id_, name=key, value=value, list=names, aria_describedby=f"{id_}-hint" if hint else None,
        ),
        datalist(id=names)[(option(value=each) for each in known)] if names else None,
        p(".hint", id=f"{id_}-hint")[hint] if hint else None,
    ]  # fmt: skip


def number_field(key: str, words: str, value: str, bounds: tuple[int, int], hint: str = "") -> Element:
    """Return a field for a whole number within bounds."""
    return text_field(key, words, value, hint, type="number", min=str(bounds[0]), max=str(bounds[1]), required=True)


def choice_field(key: str, words: str, value: str, choices: Mapping[str, str], hint: str = "") -> Element:
    """Return a field of which one of several values is chosen; a value that is none of them stays, as itself."""
    id_, every = f"set-{key}", {**choices, **({value: value} if value not in choices else {})}
    return div[
        label(for_=id_)[words],
        select(id=id_, name=key, aria_describedby=f"{id_}-hint" if hint else None)[
            (option(value=each, selected=each == value)[shown] for each, shown in every.items())
        ],
        p(".hint", id=f"{id_}-hint")[hint] if hint else None,
    ]


def tick_field(key: str, words: str, value: str) -> Element:
    """Return a box to tick."""
    return label(".check")[input_(".tick-box", type="checkbox", name=key, value="on", checked=value == "on"), words]


def rules_of(view: View) -> list[str]:
    """Return the IDs of the rules of the latest snapshot."""
    rows = view.snapshot.engine.rows("select id from rule order by id") if view.snapshot else []
    return [str(row["id"]) for row in rows]


def scopes_of(view: View, every: str) -> dict[str, str]:
    """Return the scopes of the latest snapshot as choices, ``every`` for none of them."""
    asked = "select distinct scope from rule_result order by scope"
    rows = view.snapshot.engine.rows(asked) if view.snapshot else []
    return {"": every} | {str(row["scope"]): str(row["scope"]) for row in rows if row["scope"]}
