"""Quiet hours: when a receiver is left alone, by the clocks of its people."""

import datetime
import re
from zoneinfo import ZoneInfo

from bartizan.model import UsageError

_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)(?: (\S{1,64}))?", re.ASCII)


def is_quiet(hours: str, at: datetime.datetime) -> bool:
    """Return whether a time (UTC) is in quiet hours such as ``22:00-06:00 Europe/Berlin``; without a zone they are UTC.

    Raises:
        UsageError: the hours are none, or the zone is not known here.
    """
    if not hours:
        return False
    start, end, zone = _parsed(hours)
    local = at.replace(tzinfo=datetime.UTC).astimezone(zone).time()
    return start <= local < end if start < end else local >= start or local < end


def _parsed(hours: str) -> tuple[datetime.time, datetime.time, datetime.tzinfo]:
    found = _FORM.fullmatch(hours)
    if found is None:
        raise UsageError(f"quiet hours {hours!r}: write them as 22:00-06:00 or '22:00-06:00 Europe/Berlin'")
    start, end = (datetime.time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    if start == end:
        raise UsageError(f"quiet hours {hours!r}: they begin when they end")
    try:
        return start, end, ZoneInfo(found[5]) if found[5] else datetime.UTC
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(f"quiet hours {hours!r}: the time zone {found[5]!r} is not known here") from error
