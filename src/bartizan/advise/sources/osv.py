"""Advisories in OSV's form, as rows of the tables ``advisory`` and ``affected``.

Source: https://ossf.github.io/osv-schema/. Records come from many hands: whatever has the wrong type is left out.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bartizan.advise.cvss import rated, word
from bartizan.advise.interval import intervals
from bartizan.advise.name import normal
from bartizan.advise.sources.columns import ADVISORY_COLUMNS, Row
from bartizan.advise.version import ECOSYSTEMS
from bartizan.model import printable

_LONGEST_NAME = 300
_WORDS = {"CRITICAL": "critical", "HIGH": "high", "MODERATE": "medium", "MEDIUM": "medium", "LOW": "low"}
_VERSIONS = ("CVSS_V3", "CVSS_V4", "CVSS_V2")
"""Of several vectors the one that most sources score by."""

_MALICIOUS = "CWE-506"
"""What GitHub's advisories on packages made to do harm are filed under: embedded malicious code."""


def rows(record: Mapping[str, Any], skipped: Counter[str]) -> tuple[Row, list[Row]] | None:
    """Return the advisory's row and those of what it affects, None where it says nothing of packages that we know.

    ``skipped`` counts what was left out, by reason.
    """
    id_ = record.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= _LONGEST_NAME:
        skipped["no id"] += 1
        return None
    if record.get("withdrawn"):
        skipped["withdrawn"] += 1
        return None
    affected = [row for entry in _dicts(record.get("affected")) for row in _affected(id_, entry, skipped)]
    return (_advisory(id_, record), affected) if affected else None


def _affected(id_: str, entry: Mapping[str, Any], skipped: Counter[str]) -> list[Row]:
    package = entry.get("package")
    package = package if isinstance(package, dict) else {}
    ecosystem, name = str(package.get("ecosystem", "")).partition(":")[0], package.get("name")
    if ecosystem not in ECOSYSTEMS or not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        skipped[
            f"not an ecosystem of ours: {printable(ecosystem, 30)}" if ecosystem not in ECOSYSTEMS else "no name"
        ] += 1
        return []
    found = intervals(entry, ecosystem)
    if not found:
        skipped["ranges over commits only" if entry.get("ranges") else "no versions"] += 1
    where = (ecosystem, normal(ecosystem, name), id_)
    return [(*where, i.low, i.high, i.high_included, i.introduced, i.fixed, i.last_affected, i.is_exact) for i in found]


def _advisory(id_: str, record: Mapping[str, Any]) -> Row:
    aliases = [
        alias for alias in _list(record.get("aliases")) if isinstance(alias, str) and len(alias) <= _LONGEST_NAME
    ]
    summary = record.get("summary") or str(record.get("details") or "").strip().partition("\n")[0]
    score, vector = _scored(record)
    is_malicious = any(each.startswith("MAL-") for each in (id_, *aliases)) or _MALICIOUS in _weaknesses(record)
    days = _time(record.get("published")), _time(record.get("modified"))
    return (id_, aliases, printable(summary), _severity(record, score), score, vector, *days, is_malicious)


def _weaknesses(record: Mapping[str, Any]) -> list[Any]:
    specific = record.get("database_specific")
    return _list(specific.get("cwe_ids")) if isinstance(specific, dict) else []


def _scored(record: Mapping[str, Any]) -> tuple[float | None, str]:
    """Return the base score and vector of the record, or of what it affects where it has none of its own."""
    entries = _dicts(record.get("severity"))
    for entry in _dicts(record.get("affected")):
        entries += _dicts(entry.get("severity"))
    for version in _VERSIONS:
        for entry in entries:
            vector = entry.get("score")
            if entry.get("type") == version and isinstance(vector, str) and (found := rated(vector)):
                return found[0], vector
    return None, ""


def _severity(record: Mapping[str, Any], score: float | None) -> str:
    """Return the source's own word, else that of the score; empty where neither is there."""
    places = [record, *_dicts(record.get("affected"))]
    specific = [place.get(key) for place in places for key in ("database_specific", "ecosystem_specific")]
    words = [str(each.get("severity", "")).upper() for each in specific if isinstance(each, dict)]
    stated = next((_WORDS[each] for each in words if each in _WORDS), "")
    return stated or (word(score) if score is not None else "")


def _time(value: object) -> datetime.datetime | None:
    """Return a point in time, UTC, None where the text is none or stands for none."""
    try:
        when = datetime.datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        when = (when.astimezone(datetime.UTC) if when.tzinfo else when).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return when if when.year >= 1970 else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def newest_first(found: Iterable[tuple[Row, list[Row]]]) -> dict[str, tuple[Row, list[Row]]]:
    """Return advisories by id; of two with the same id the one that was modified last."""
    best: dict[str, tuple[Row, list[Row]]] = {}
    column = list(ADVISORY_COLUMNS).index("modified")
    earliest = datetime.datetime.min
    for advisory, affected in found:
        known = best.get(advisory[0])
        if known is None or (advisory[column] or earliest) >= (known[0][column] or earliest):
            best[advisory[0]] = (advisory, affected)
    return best
