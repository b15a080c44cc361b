"""Changes of a query: a line is added, moved or shaped; each leads to the explorer with the query in its address."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from bartizan.api.guard import Viewer
from bartizan.explore.editing import edit, shape
from bartizan.explore.editing.typed import comparison
from bartizan.explore.parse import parse, parse_expression
from bartizan.explore.text import text
from bartizan.explore.tree import Count, Expression, Op, Unread
from bartizan.explore.words import QueryError, path_of
from bartizan.portal.actions import Text
from bartizan.portal.features import Workspace
from bartizan.portal.links import address
from bartizan.portal.opening import existing
from bartizan.service.answers.building import type_like

router = APIRouter(include_in_schema=False)
LongText = Annotated[str, Field(max_length=20_000)]


class QueryChange(BaseModel):
    """A query, the line that is meant, and the snapshot that is shown."""

    q: LongText
    line: Text = ""
    at: Text = ""


class NewLine(QueryChange):
    """A line to add below another: a condition with one value or several, or a relation and what holds of its rows."""

    column: Text = ""
    op: Op | Literal["is unknown"] = "="
    value: Annotated[list[Text], Field(default_factory=list, max_length=100)]
    relation: Text = ""
    inner: Text = ""


class EditedLine(NewLine):
    """What a line says from now on: a comparison, or what the query language says."""

    text: LongText = ""


class Move(QueryChange):
    """A line to put before another."""

    before: Text


class HowMany(QueryChange):
    """How many rows the relation of a line needs."""

    quantifier: Literal["at_least", "at_most", "exactly"]
    n: Annotated[int, Field(ge=0, le=9999)]


class Brackets(QueryChange):
    """Lines to put into brackets, one of which must hold, or all."""

    chosen: Annotated[list[Text], Field(default_factory=list, max_length=40)]
    how: Literal["any", "all"] = "any"


class ShownColumns(QueryChange):
    """The columns to show, none for those that the query is about."""

    column: Annotated[list[Text], Field(default_factory=list, max_length=200)]


class NewFind(QueryChange):
    """A part of the name of a type."""

    type: Text


@router.get("/{workspace}/explorer/add")
def add_line(workspace: Workspace, _: Viewer, new: Annotated[NewLine, Query()]) -> Response:
    """Return to the explorer with one more line in its query."""
    query, place = parse(new.q).query, edit.place_of(new.line)
    changed = edit.added(query, place, _part(new)) if new.column or new.relation else query
    return _shown(workspace, text(changed), new.line, new.at)


@router.get("/{workspace}/explorer/change")
def change_line(workspace: Workspace, _: Viewer, new: Annotated[EditedLine, Query()]) -> Response:
    """Return to the explorer with a line that says something else."""
    query, place = parse(new.q).query, edit.place_of(new.line)
    part = parse_expression(new.text) if new.text else _part(new)
    return _shown(workspace, text(edit.replaced(query, place, part)), "", new.at)


@router.get("/{workspace}/explorer/move")
def move_line(workspace: Workspace, _: Viewer, move: Annotated[Move, Query()]) -> Response:
    """Return to the explorer with a line at another place."""
    changed = edit.moved(parse(move.q).query, edit.place_of(move.line), edit.place_of(move.before))
    return _shown(workspace, text(changed), "", move.at)


@router.get("/{workspace}/explorer/quantify")
def quantify(workspace: Workspace, _: Viewer, many: Annotated[HowMany, Query()]) -> Response:
    """Return to the explorer with a relation that needs so many rows."""
    count = Count.model_validate({many.quantifier: many.n})
    changed = shape.quantified(parse(many.q).query, edit.place_of(many.line), count)
    return _shown(workspace, text(changed), many.line, many.at)


@router.get("/{workspace}/explorer/group")
def group(workspace: Workspace, _: Viewer, lines: Annotated[Brackets, Query()]) -> Response:
    """Return to the explorer with some lines in brackets; of fewer than two there is nothing to put there."""
    query, places = parse(lines.q).query, [edit.place_of(each) for each in lines.chosen]
    changed = shape.grouped(query, places, is_any=lines.how == "any") if len(places) > 1 else query
    return _shown(workspace, text(changed), "", lines.at)


@router.get("/{workspace}/explorer/show")
def show_columns(workspace: Workspace, _: Viewer, chosen: Annotated[ShownColumns, Query()]) -> Response:
    """Return to the explorer with other columns of the results."""
    changed = parse(chosen.q).query.model_copy(update={"show": tuple(chosen.column)})
    return _shown(workspace, text(changed), chosen.line, chosen.at)


@router.get("/{workspace}/explorer/find")
def find_type(workspace: Workspace, request: Request, caller: Viewer, new: Annotated[NewFind, Query()]) -> Response:
    """Return to the explorer with a query for a type, of whose name a part was typed; without one to what was there."""
    with existing(request, caller.directory) as published:
        type_ = type_like(published, new.type)
    return _shown(workspace, f"find {type_}" if type_ else f"find {new.type.strip()}", "", new.at)


def _part(new: NewLine) -> Expression:
    """Return the condition that a form describes.

    Raises:
        QueryError: it is none, as the query language reads it.
    """
    if new.relation:
        return parse_expression(f"{new.relation} ({new.inner.strip()})")
    column = path_of(new.column.strip())
    if new.op == "is unknown":
        return Unread(unread=column)
    if new.op in ("in", "not in") and not any(map(str.strip, new.value)):
        raise QueryError(f"{new.op!r} goes with values: a, b")
    return comparison(column, new.op, new.value)


def _shown(workspace: Workspace, words: str, line: str, at: str) -> Response:
    return RedirectResponse(address(f"/{workspace}/explorer", [("q", words), ("line", line), ("at", at)]), 303)
