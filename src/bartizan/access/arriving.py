"""From the claims of an identity provider to a session: who somebody is, and the roles that their groups bring."""

from collections.abc import Mapping
from typing import Any

from bartizan.access.signing_in import SignedIn, signed_in
from bartizan.base.sign_in_settings import IssuerSettings, RoleByClaim
from bartizan.model import printable
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.access.people import grant_role, known_person, roles

_LONGEST = 200


def arrived(state: State, issuer: IssuerSettings, claims: Mapping[str, Any]) -> SignedIn | None:
    """Sign in who the claims name, with the roles that these bring; None for one who was disabled.

    Roles that people gave stay: claims add to them, and never take the last admin away.
    """
    name = _text(claims.get("name")) or _text(claims.get("preferred_username")) or _text(claims.get("email"))
    email = _text(claims.get("email")) if claims.get("email_verified") is not False else ""
    person = known_person(state, issuer.issuer, str(claims["sub"]), name or str(claims["sub"])[:_LONGEST], email)
    if person.is_disabled:
        return None
    had = roles(state, person.id)
    for directory, role in _brought(issuer.roles, claims).items():
        if directory not in had or not had[directory].covers(role):
            grant_role(state, directory, person.id, role, issuer.name)
    return signed_in(state, person.id)


def _brought(rules: list[RoleByClaim], claims: Mapping[str, Any]) -> dict[str, Role]:
    """Return the strongest role in each directory that the claims bring."""
    found: dict[str, Role] = {}
    for rule in rules:
        stated = claims.get(rule.claim)
        role = Role(rule.role)
        if rule.value in (stated if isinstance(stated, list) else [stated]):
            found[rule.directory] = max(found.get(rule.directory, role), role, key=lambda each: each.rank)
    return found


def _text(value: object) -> str:
    return printable(value)[:_LONGEST] if isinstance(value, str) else ""
