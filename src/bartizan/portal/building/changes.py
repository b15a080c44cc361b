"""Changes of a query: a line is added or moved; each leads to the explorer with the new query in its address."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from bartizan.api.guard import Viewer
from bartizan.explore.editing import edit
from bartizan.explore.parse import parse
from bartizan.explore.text import text
from bartizan.explore.tree import Expression
from bartizan.portal.actions import Text
from bartizan.portal.features import Workspace
from bartizan.portal.links import address

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
    op: Text = "="
    value: Annotated[list[Text], Field(default_factory=list, max_length=100)]
    relation: Text = ""
    inner: Text = ""


class Move(QueryChange):
    """A line to put before another."""

    before: Text


@router.get("/{workspace}/explorer/add")
def add_line(workspace: Workspace, _: Viewer, new: Annotated[NewLine, Query()]) -> Response:
    """Return to the explorer with one more line in its query."""
    query, place = parse(new.q).query, edit.place_of(new.line)
    changed = edit.added(query, place, _part(edit.found_at(query, place), new)) if new.value or new.relation else query
    return _shown(workspace, text(changed), new.line, new.at)


@router.get("/{workspace}/explorer/move")
def move_line(workspace: Workspace, _: Viewer, move: Annotated[Move, Query()]) -> Response:
    """Return to the explorer with a line at another place."""
    changed = edit.moved(parse(move.q).query, edit.place_of(move.line), edit.place_of(move.before))
    return _shown(workspace, text(changed), "", move.at)


def _part(type_: str, new: NewLine) -> Expression:
    """Return the condition that a form describes, as the query language reads it."""
    if new.relation:
        words = f"{new.relation} ({new.inner.strip()})"
    elif new.op == "in":
        words = f"{new.column} in [{', '.join(map(_word, new.value))}]"
    else:
        words = f"{new.column} {new.op} {_word(new.value[-1])}"
    part = parse(f"find {type_} where {words}").query.where
    assert part is not None  # noqa: S101 - there is a where
    return part


def _word(value: str) -> str:
    """Return a value as the query language writes it: a text with other characters than a word's in quotes."""
    plain = value.strip()
    is_word = bool(plain) and all(each.isalnum() or each in ":/@*._-" for each in plain)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return plain if is_word or plain.startswith("[") else f'"{escaped}"'


def _shown(workspace: Workspace, words: str, line: str, at: str) -> Response:
    return RedirectResponse(address(f"/{workspace}/explorer", [("q", words), ("line", line), ("at", at)]), 303)
