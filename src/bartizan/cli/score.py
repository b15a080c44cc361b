"""`bartizan score`: the secure score, as docs/score.md defines it."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bartizan.cli.options import DIRECTORY, FormatOption, Home, Snapshot, published
from bartizan.cli.output import emit

if TYPE_CHECKING:
    from bartizan.state.nouns import Score

_COLUMNS = {
    "name": "OF",
    "score": "SCORE",
    "healthy": "HEALTHY",
    "unhealthy": "UNHEALTHY",
    "unknown": "UNKNOWN",
    "unknown_share": "UNKNOWN SHARE",
    "exempt": "EXEMPT",
    "in_grace": "IN GRACE",
}


def register(app: typer.Typer) -> None:
    """Add the score command."""
    app.command("score")(score_command)


def score_command(
    home: Home,
    by: Annotated[
        Literal["all", "scope", "type", "category"], typer.Option(help="One score for each of these.")
    ] = "all",
    history: Annotated[bool, typer.Option("--history", help="The score of each day instead.")] = False,
    snapshot: Snapshot = "",
    format_: FormatOption = None,
) -> None:
    """Show the secure score, 0 to 100; empty where nothing was evaluated."""
    if history:
        from bartizan.state import State
        from bartizan.state.score import score_history

        days = score_history(State(home), DIRECTORY, by)
        rows = [{"day": day.day, "snapshot_id": day.snapshot_id, **_told(day.score)} for day in days]
        emit(rows, {"day": "DAY", **_COLUMNS}, format_, "no whole scan has ended yet")
        return
    from bartizan.decide.score import scores

    _, engine = published(home, snapshot)
    with engine:
        rows = [_told(score) for score in scores(engine, by)]
    emit(rows, _COLUMNS, format_, "nothing was evaluated")


def _told(score: "Score") -> dict[str, Any]:
    return {**vars(score), "unknown_share": score.unknown_share}
