"""The dates of the estate: fixed, so that two starts give the same answers."""

from datetime import datetime

CREATED = datetime(2026, 3, 2, 9, 14, 7)
"""When everything of the company's was created."""

EPOCH = 1788249600
"""The same moment as LAMBDA_DATE, in seconds."""

LAMBDA_DATE = "2026-09-01T08:00:00.000+0000"
"""When everything of Lambda's was last modified, as Lambda writes it."""
