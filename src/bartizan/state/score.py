"""The score of each day: what the last whole scan of the day gave."""

import datetime
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.models import DailyScoreRow
from bartizan.state.nouns import DailyScore, Score


def keep_scores(
    session: Session, directory: str, day: datetime.date, snapshot_id: str, scores: Iterable[Score]
) -> None:
    """Store the scores of a day, in place of those that an earlier scan of it left, in the caller's transaction."""
    of_day = (DailyScoreRow.directory == directory, DailyScoreRow.day == day)
    session.execute(delete(DailyScoreRow).where(*of_day))
    for score in scores:
        session.add(DailyScoreRow(directory=directory, day=day, snapshot_id=snapshot_id, **vars(score)))


def score_history(state: State, directory: str, grouping: str) -> list[DailyScore]:
    """Return the daily scores of one grouping, oldest day first."""
    query = select(DailyScoreRow).where(DailyScoreRow.directory == directory, DailyScoreRow.grouping == grouping)
    with state.transaction() as session:
        rows = session.scalars(query.order_by(DailyScoreRow.day, DailyScoreRow.name)).all()
        return [DailyScore(row.day, row.snapshot_id, _score(row)) for row in rows]


def _score(row: DailyScoreRow) -> Score:
    return Score(**{name: getattr(row, name) for name in Score.__dataclass_fields__})
