"""Identities: who can become what, and what they read."""

from htpy import Node, br, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, middle, sentence, spaced


def _principal(view: View, row: Row) -> Node:
    below = " · ".join(part for part in (spaced(row["type"]), middle(row["scope"], 24)) if part)
    id_ = str(row["principal_id"])
    if id_.startswith(("arn:", "/")):
        return cells.resource(view, id_, row["name"], below)
    return span(".two")[name(middle(row["name"] or id_, 48)), br, span(".quiet.below")[below]]


def _yes_no(value: object) -> Node:
    if value is None or value == "unknown":
        return unknown("unknown")
    if value is True or value == "yes":
        return span(".text-critical.strong")["yes"]
    return span(".text-medium")["conditional"] if value == "conditional" else span(".quiet")["no"]


def _used_by(row: Row) -> Node:
    users = row["assumed_by"] or []
    shown = ", ".join(middle(str(user).rsplit("/", 1)[-1].rsplit(":", 1)[-1], 32) for user in users[:2])
    more = f" +{len(users) - 2}" if len(users) > 2 else ""
    return span(".two", title=", ".join(map(str, users))[:600])[shown + more] if users else span(".quiet")["–"]


COLUMNS = (
    ListColumn("Principal", _principal, "name", "wide"),
    ListColumn("Admin", lambda _, row: _yes_no(row["is_admin"]), "is_admin", "told"),
    ListColumn("Can become admin", lambda _, row: _yes_no(row["can_become_admin"]), "can_become_admin", "told"),
    ListColumn("Used by", lambda _, row: _used_by(row), "", "second"),
    ListColumn("Reads", lambda _, row: _reads(row), "data_access", "number"),
)
FACETS = (
    ListFacet("type", "Kind", sentence),
    ListFacet("is_admin", "Administrator", lambda value: {"true": "Yes", "false": "No"}.get(value, value)),
    ListFacet("can_become_admin", "Can become admin", sentence),
    ListFacet("provider", "Cloud", lambda value: {"aws": "AWS", "azure": "Azure"}.get(value, value)),
    ListFacet("scope", "Scope", lambda value: middle(value, 15) or "no scope"),
)


def _reads(row: Row) -> Node:
    n = row["data_access"]
    return unknown("unknown") if n is None else span(title=", ".join(row["data_read"] or [])[:600])[counted(n, "store")]


def show(view: View) -> Content:
    """Return the page."""
    return Content("Identities", list_page(view, ListView("identities", "identity", "identities", COLUMNS, FACETS)))
