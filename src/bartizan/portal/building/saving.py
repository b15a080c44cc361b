"""Save a query of the explorer, for oneself or for everybody in the directory, share one, and remove one."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from htpy import Element, Node, VoidElement, button, details, div, fieldset, form, label, legend, p, summary
from htpy import input as input_
from pydantic import Field

from bartizan.api.guard import settings_of
from bartizan.api.routes.asking import queries
from bartizan.contract.explore import KnownQuery
from bartizan.explore.parse import parse
from bartizan.model import visible
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.bulk import decider
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.view import View
from bartizan.service.notifying.listing import watchers
from bartizan.service.work.saving import save_query_for, saved_query_of
from bartizan.state.access.nouns import Role

router = APIRouter(include_in_schema=False)
NAME = "[a-z0-9][a-z0-9_\\-]*"
"""What the name of a query looks like, as a field of a form checks it."""

_WATCHED = "query-watched"


class QueryForm(PageForm):
    """A query to save, and who sees it: ``me`` alone, or ``all`` of the directory."""

    name: Text
    text: Annotated[str, Field(max_length=20_000)]
    who: Literal["me", "all"]


class KnownForm(PageForm):
    """A query that was saved."""

    key: Text


@router.post("/{workspace}/queries")
def save_query(workspace: Workspace, request: Request, sent: Annotated[QueryForm, Form()]) -> Response:
    """Save a query, and show it at its own address."""
    caller = checked(request, sent.csrf, Role.VIEWER if sent.who == "me" else Role.ANALYST)
    query = parse(sent.text).query
    kept = save_query_for(decider(request, caller), sent.name, query, is_private=sent.who == "me")
    return _to(workspace, kept.key)


@router.post("/{workspace}/queries/share")
def share(workspace: Workspace, request: Request, sent: Annotated[KnownForm, Form()]) -> Response:
    """Make an own query one that everybody in the directory sees."""
    caller = checked(request, sent.csrf, Role.ANALYST)
    return _to(workspace, queries.share(sent.key, caller, settings_of(request)).key)


@router.post("/{workspace}/queries/remove")
def remove(workspace: Workspace, request: Request, sent: Annotated[KnownForm, Form()]) -> Response:
    """Remove a query: an own one, or as an analyst one of the directory."""
    caller = checked(request, sent.csrf, Role.VIEWER)
    queries.forget(sent.key, caller, settings_of(request))
    return RedirectResponse(f"/{workspace}/explorer", 303)


def query_path(key: str) -> str:
    """Return the path of a query's page below its workspace."""
    return f"/explorer/{key}"


def known_query_of(view: View, key: str) -> KnownQuery | None:
    """Return the query that a key names among those that the caller sees; None for any other key."""
    return saved_query_of(decider(view.request, view.caller), key)


def whose(query: KnownQuery) -> str:
    """Return who sees a query."""
    if query.is_template:
        return "ships with Bartizan"
    return "only you see it" if query.is_private else f"shared in this directory by {query.author}"


def save_menu(view: View, text: str, shown: KnownQuery | None) -> Element:
    """Return the menu that saves a query; where the page shows a saved one, also what can be done with that."""
    saved = shown if shown and not shown.is_template else None
    return details(".menu", id="save-query")[
        summary(".button")["Save"],
        div(".popup.tall")[_saving(view, text, saved), _removing(view, saved) if saved else None],
    ]


def share_button(view: View, shown: KnownQuery | None) -> Node:
    """Return the button that makes an own query everybody's, None where the page shows none."""
    if shown is None or not shown.is_private:
        return None
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Share")
    return form(method="post", action=f"/{view.workspace}/queries/share")[
        hidden(view, key=shown.key), button(".button", type="submit")["Share"]
    ]


def _saving(view: View, text: str, saved: KnownQuery | None) -> Element:
    is_for_all = view.may(Role.ANALYST) and not (saved and saved.is_private)
    return form(method="post", action=f"/{view.workspace}/queries")[
        hidden(view, text=text),
        label(for_="query-name")["Name"],
        input_(
            type="text", id="query-name", name="name", value=saved.name if saved else "", required=True,
            maxlength="64", pattern=NAME, autocomplete="off", aria_describedby="query-name-hint",
        ),
        p(".hint", id="query-name-hint")["Small letters, digits, - and _. It takes the place of one of this name."],
        fieldset(".who")[
            legend["Who sees it"],
            _choice("me", "Only me", is_on=not is_for_all),
            _choice("all", "Everybody in this directory", is_on=is_for_all, is_off=not view.may(Role.ANALYST)),
        ],
        button(".button.primary", type="submit")["Save"],
    ]  # fmt: skip


def _choice(value: str, words: str, *, is_on: bool, is_off: bool = False) -> Element:
    own: VoidElement = input_(type="radio", name="who", value=value, checked=is_on, disabled=is_off)
    return label[own, words, " (needs the role analyst)" if is_off else None]


def _removing(view: View, saved: KnownQuery) -> Node:
    if not (saved.is_private or view.may(Role.ANALYST)):
        return None
    rules = [] if saved.is_private else watchers(view.state, view.caller.directory, saved.name)
    return form(method="post", action=f"/{view.workspace}/queries/remove")[
        hidden(view, key=saved.key),
        _watched(rules) if rules else None,
        button(".button", type="submit", aria_describedby=_WATCHED if rules else None)[f"Remove {saved.name}"],
    ]


def _watched(rules: Sequence[str]) -> Element:
    """Return which notification rules lose what they watch."""
    said = "notification rule {} watches" if len(rules) == 1 else "notification rules {} watch"
    named = said.format(" and ".join(rules))
    text = f"The {named} this query. Once it is removed, nobody is notified of its matches any more."
    return p(".hint.text-critical", id=_WATCHED)[visible(text)]


def _to(workspace: Workspace, key: str) -> Response:
    return RedirectResponse(f"/{workspace}{query_path(key)}", 303)
