"""The dates of the estate: fixed, so that two starts give the same answers, save the day on which things are used."""

from datetime import UTC, datetime, time

CREATED = datetime(2026, 3, 2, 9, 14, 7)
"""When everything of the company's was created."""

EPOCH = 1788249600
"""The same moment as LAMBDA_DATE, in seconds."""

LAMBDA_DATE = "2026-09-01T08:00:00.000+0000"
"""When everything of Lambda's was last modified, as Lambda writes it."""

LONG_AGO = "2026-03-02T09:14:07.000+0000"
"""When what nobody uses any more was last modified, as Lambda writes it."""


def used_today() -> datetime:
    """Return the start of today, UTC: what is in use was used then, whenever the demo runs."""
    return datetime.combine(datetime.now(UTC).date(), time())
