"""`bartizan score`: the secure score, as docs/score.md defines it."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bartizan.base.home import DIRECTORY
from bartizan.cli.help import App
from bartizan.cli.home import Home, scanned_home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit, prints_rows

if TYPE_CHECKING:
    from bartizan.state.nouns import Score


def register(app: App) -> None:
    """Add the score command."""
    app.command("score")(score_command)


@prints_rows
def score_command(
    home: Home,
    by: Annotated[
        Literal["all", "scope", "type", "category"],
        typer.Option(metavar="GROUP", help="One score for each: all, scope, type or category."),
    ] = "all",
    history: Annotated[bool, typer.Option("--history", help="The score of each day instead.")] = False,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """Show the secure score, 0 to 100; empty where nothing was evaluated."""
    from bartizan.cli.screen.score import history_screen, score_screen

    if history:
        from bartizan.state import State
        from bartizan.state.score import score_history

        days = score_history(State(scanned_home(home, quiet=output.quiet)), DIRECTORY, by)
        rows = [{"day": day.day, "snapshot_id": day.snapshot_id, **_told(day.score)} for day in days]
        emit(rows, lambda shown, width, _total: history_screen(shown, width), output)
        return
    from bartizan.decide.score import scores

    with published(home, snapshot, quiet=output.quiet) as opened:
        rows = [_told(score) for score in scores(opened.engine, by)]
    emit(rows, lambda shown, width, _total: score_screen(shown, width, by), output)


def _told(score: "Score") -> dict[str, Any]:
    return {**vars(score), "unknown_share": score.unknown_share}
