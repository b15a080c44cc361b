"""Who may do what in a directory: people with their roles, and the tokens of programs."""

from htpy import Element, Node, button, div, form, option, p, select
from htpy import input as input_

from bartizan.access.tokens import LONGEST_DAYS
from bartizan.api.routes.tokens import MadeToken, TokenItem, tokens
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card, commands
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden, labelled
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted
from bartizan.state.access.nouns import Person, Role
from bartizan.state.access.people import members

_DAYS = 90


def people(view: View) -> Node:
    """Return the people of the directory; admins see their addresses, and give and take roles."""
    found = members(view.state, view.caller.directory)
    is_admin = view.may(Role.ADMIN)
    words = ("Name", "E-mail", "Role", "") if is_admin else ("Name", "Role")
    rows = [_person(view, each, role, is_admin=is_admin) for each, role in found]
    how = p(".quiet")["Who signs in for the first time comes here by a group, or gets a role from an admin."]
    shown = simple_table("People", words, rows, counted(len(rows), "person", "people"), "Nobody is a member yet.")
    return [shown, how if is_admin else disabled_for("admin", "Give roles")]


def _person(view: View, each: Person, role: Role, *, is_admin: bool) -> list[Node]:
    if not is_admin:
        return [name(each.name), str(role)]
    return [name(each.name), name(each.email or "–"), _role(view, each, role), _remove(view, each)]


def _role(view: View, each: Person, role: Role) -> Element:
    choice = _roles(f"role-{each.id}", list(Role), role, f"Role of {each.name}")
    action = f"/{view.workspace}/people/role"
    return form(".split", method="post", action=action)[
        hidden(view, person=each.id), choice, button(".button.small", type="submit")["Give"]
    ]


def _remove(view: View, each: Person) -> Element:
    action = f"/{view.workspace}/people/remove"
    return form(method="post", action=action)[
        hidden(view, person=each.id), button(".button.small", type="submit", aria_label=f"Remove {each.name}")["Remove"]
    ]


def own_tokens(view: View) -> Node:
    """Return the caller's tokens, for admins those of everybody here, and the form that makes one."""
    rows = [_token(view, each) for each in tokens(view.caller, view.state)]
    words = ("Name", "Role", "Created", "Expires", "Last used", "State", "")
    empty = "There is no token yet. A program sends one as its bearer."
    return [simple_table("API tokens", words, rows, "stored hashed; shown once", empty), _make(view)]


def _token(view: View, each: TokenItem) -> list[Node]:
    return [
        name(each.name),
        str(each.role),
        f"{each.created_at:%d %b %Y}",
        f"{each.expires_at:%d %b %Y}",
        f"{each.used_at:%d %b %Y}" if each.used_at else "never",
        "revoked" if each.revoked_at else "in force",
        None if each.revoked_at else _revoke(view, each),
    ]


def _revoke(view: View, each: TokenItem) -> Element:
    action = f"/{view.workspace}/tokens/revoke"
    return form(method="post", action=action)[
        hidden(view, token=each.id), button(".button.small", type="submit", aria_label=f"Revoke {each.name}")["Revoke"]
    ]


def _make(view: View) -> Element:
    mine = [each for each in Role if view.may(each)]
    use = input_(id="token-name", name="name", required=True, maxlength="64")
    days = input_(id="token-days", name="days", type="number", min="1", max=str(LONGEST_DAYS), value=str(_DAYS))
    fields = div(".fields")[
        labelled("What uses it", "token-name", use),
        labelled("Role", "token-role", _roles("token-role", mine, Role.VIEWER)),
        labelled("Days", "token-days", days),
    ]
    action = f"/{view.workspace}/tokens/make"
    body = form(method="post", action=action)[hidden(view), fields, button(".button", type="submit")["Make a token"]]
    return card("New token", body)


def made_token(token: MadeToken) -> Content:
    """Return the page that shows a token's secret, this once."""
    ends = f"It ends on {token.expires_at:%d %b %Y}, and may do what a {token.role} may."
    said = p[f"Copy it now: nobody can show it again. {ends}"]
    return Content("API token", card(f"The token of {token.name}", said, commands(token.secret)))


def _roles(id_: str, known: list[Role], chosen: Role, named: str = "") -> Element:
    options = (option(value=str(each), selected=each == chosen)[str(each)] for each in known)
    return select(id=id_, name="role", aria_label=named or None)[options]
