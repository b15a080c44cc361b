"""What other public feeds tell: which vulnerabilities are exploited, how likely that is, when runtimes end.

Sources: https://www.cisa.gov/known-exploited-vulnerabilities-catalog, https://www.first.org/epss/data_stats,
https://endoflife.date/docs/api/
"""

import csv
import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from bartizan.advise.sources.columns import Row
from bartizan.advise.sources.unpack import UnusableError

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_RUNTIME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_SCORED = re.compile(rb"^#.*score_date:(\d{4}-\d\d-\d\d)")
_STARTS = ("eoas", "support", "eoasFrom", "eol", "eolFrom")
"""Where the three forms of the data state when the provider ends its support; before it, the runtime is deprecated."""


def exploited(content: bytes, skipped: Counter[str]) -> tuple[list[Row], datetime.datetime | None]:
    """Return the rows of the table ``kev`` and when the catalog was released.

    Raises:
        UnusableError: it is not that catalog.
    """
    catalog = _json(content)
    entries = catalog.get("vulnerabilities") if isinstance(catalog, dict) else None
    if not isinstance(entries, list) or not entries:
        raise UnusableError("not a catalog of exploited vulnerabilities: it lists none")
    rows: dict[str, Row] = {}
    for entry in entries:
        cve = entry.get("cveID") if isinstance(entry, dict) else None
        if not isinstance(cve, str) or not _CVE.fullmatch(cve):
            skipped["no CVE"] += 1
            continue
        is_ransomware = {"Known": True, "Unknown": False}.get(str(entry.get("knownRansomwareCampaignUse")))
        rows[cve] = (cve, _day(entry.get("dateAdded")), is_ransomware)
    released = _day(str(catalog.get("dateReleased"))[:10])
    return list(rows.values()), datetime.datetime.combine(released, datetime.time()) if released else None


def score_date(first: bytes) -> datetime.datetime | None:
    """Return the day of the scores, which the first line of the file tells."""
    found = _SCORED.match(first)
    day = _day(found[1].decode()) if found else None
    return datetime.datetime.combine(day, datetime.time()) if day else None


def likely(lines: Iterable[bytes], skipped: Counter[str]) -> Iterator[Row]:
    """Yield the rows of the table ``epss``; the order of the columns is that of the header.

    Raises:
        UnusableError: it has no such header.
    """
    texts = (line.decode("utf-8", "replace") for line in lines if not line.startswith(b"#"))
    header = next(csv.reader(texts), [])
    if not {"cve", "epss", "percentile"} <= set(header):
        raise UnusableError("not a file of EPSS scores: no columns cve, epss and percentile")
    places = [header.index(name) for name in ("cve", "epss", "percentile")]
    for line in texts:
        row = _scored(line.rstrip("\r\n").split(","), places)
        if row is None:
            skipped["not a score"] += 1
        else:
            yield row


def _scored(cells: list[str], places: list[int]) -> Row | None:
    try:
        cve, score, percentile = (cells[place] for place in places)
        row = (cve, float(score), float(percentile))
    except (IndexError, ValueError):
        return None
    # Not-a-number lies between nothing.
    return row if _CVE.fullmatch(cve) and 0 <= row[1] <= 1 and 0 <= row[2] <= 1 else None


def runtimes(content: bytes, skipped: Counter[str]) -> dict[str, datetime.date]:
    """Return the day on which each of AWS Lambda's runtimes is deprecated.

    Raises:
        UnusableError: it names none.
    """
    days: dict[str, datetime.date] = {}
    for release in _releases(_json(content)):
        name = next((release[key] for key in ("releaseCycle", "cycle", "name") if key in release), None)
        day = next((day for key in _STARTS if (day := _day(release.get(key)))), None)
        if isinstance(name, str) and _RUNTIME.fullmatch(name) and day:
            days[name] = day
        else:
            skipped["no date"] += 1
    if not days:
        raise UnusableError("no end of any AWS Lambda runtime in it")
    return days


def _releases(content: Any) -> list[Mapping[str, Any]]:
    """Return the cycles of the product, in whichever form: of the site's sources, of its old API or of its new one."""
    if isinstance(content, dict):
        content = content.get("aws-lambda", content.get("result", content))
    if isinstance(content, dict):
        content = content.get("releases")
    return [each for each in content if isinstance(each, dict)] if isinstance(content, list) else []


def _day(value: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnusableError(f"not JSON: {error}") from error
