"""The form that runs one SELECT over a snapshot: its rows come with the page, or as CSV."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from htpy import Node
from pydantic import Field

from bartizan.api.routes.sql import written
from bartizan.model import BartizanError
from bartizan.portal.actions import PageForm
from bartizan.portal.components.states import notice
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.form import checked
from bartizan.portal.frame.page import rendered, visited
from bartizan.portal.lists import CSV
from bartizan.portal.pages.asking import sql
from bartizan.service.work.asking_sql import MOST_ROWS, asked_sql
from bartizan.state.access.nouns import Role
from bartizan.store.locked import MOST_LETTERS

router = APIRouter(include_in_schema=False)
_AS_FILE = {"Content-Disposition": 'attachment; filename="rows.csv"'}


class SqlForm(PageForm):
    """A SELECT."""

    sql: Annotated[str, Field(max_length=MOST_LETTERS)] = ""


@router.post("/{workspace}/explorer/sql")
def run(workspace: Workspace, request: Request, sent: Annotated[SqlForm, Form()]) -> Response:
    """Show the first rows, or what is wrong with the query."""
    return _answer(workspace, request, sent, is_file=False)


@router.post("/{workspace}/explorer/sql.csv")
def download(workspace: Workspace, request: Request, sent: Annotated[SqlForm, Form()]) -> Response:
    """Return the rows as CSV, or the page with what is wrong with the query."""
    return _answer(workspace, request, sent, is_file=True)


def _answer(workspace: Workspace, request: Request, sent: SqlForm, *, is_file: bool) -> Response:
    caller = checked(request, sent.csrf, Role.ANALYST)
    with visited(request, workspace, FEATURES["sql"], caller) as view:
        outcome: dict[str, Node] = {sql.ASKED: sent.sql}
        if view.snapshot:
            try:
                found = asked_sql(view.snapshot.engine, sent.sql, MOST_ROWS if is_file else sql.SHOWN)
            except BartizanError as error:
                outcome[sql.FOUND] = notice("high", str(error))
            else:
                if is_file:
                    return Response(written(found, view.snapshot.manifest.id, "csv"), media_type=CSV, headers=_AS_FILE)
                outcome[sql.FOUND] = sql.rows_of(found)
        return rendered(replace(view, outcome=outcome), sql.show)
