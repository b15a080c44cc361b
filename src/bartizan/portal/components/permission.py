"""Whom a resource runs as, and what these identities may do."""

from collections.abc import Sequence

from htpy import Node, a, div, p, table, tbody, td, th, thead, tr

from bartizan.contract import IdentityItem
from bartizan.contract.resource import IdentityAbility
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle, spaced
from bartizan.service.resource_page import permissions

_MOST = 200


def identity_link(view: View, id_: str, most: int = 48) -> Node:
    """Return an identity by its short name, ``most`` characters of it, as a link where it is a resource."""
    short = middle(id_.rsplit("/", 1)[-1], most)
    return a(".link", href=view.to_resource(id_, short))[name(short)] if id_.startswith(("arn:", "/")) else name(short)


def held_permissions(view: View, id_: str) -> Node:
    """Return the identities of a resource and what each may do."""
    held = permissions(view.published, id_)
    if not held.abilities and not held.identities:
        return div(".card")[div(".state")["It runs as no identity."]]
    lost = (
        unknown(f"{counted(len(held.unknown), 'identity', 'identities')} could not be read") if held.unknown else None
    )
    words = ("May", "Action", "On", "Reaches", "Because", "Only if")
    head = thead[tr[(th(scope="col")[word] for word in words)]]
    rows = (
        tr(data_row="")[
            td[spaced(each.ability)],
            td(".mono")[each.action],
            td(".mono")[name(middle(each.resource, 70))],
            td[_reach(each)],
            td(".quiet")[name(middle(each.because or each.source, 80))],
            td(".mono")[name(middle(each.condition, 80)) if each.condition else "–"],
        ]
        for each in held.abilities[:_MOST]
    )
    shown = div(".table-box")[table[head, tbody[rows]]] if held.abilities else p(".quiet")["Nothing that matters here."]
    return [_identities(view, held.identities), card("Permissions", shown, beside=[f"{held.total:,} ", lost])]


def _identities(view: View, found: Sequence[IdentityItem]) -> Node:
    rows = (
        tr(data_row="")[
            td[identity_link(view, each.principal_id)],
            td[spaced(each.type)],
            td["admin: ", unknown("unknown") if each.is_admin is None else "yes" if each.is_admin else "no"],
            td["can become admin: ", spaced(str(each.can_become_admin or "unknown"))],
        ]
        for each in found
    )
    return card("Identities", table[tbody[rows]]) if found else None


def _reach(each: IdentityAbility) -> Node:
    if each.effect == "unknown" or each.resources is None:
        return unknown("unknown")
    sensitive = f", {each.sensitive} sensitive" if each.sensitive else ""
    return f"{counted(each.resources, 'resource')}{sensitive}{' (conditional)' if each.effect == 'conditional' else ''}"
