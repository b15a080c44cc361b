"""The versions that an advisory affects, as intervals between sortable keys.

Source: https://ossf.github.io/osv-schema/#evaluation
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key, lru_cache
from typing import Any

from bartizan.advise.version import LOWEST, compare, pypi
from bartizan.advise.version import key as uncached_key

_KINDS = ("introduced", "fixed", "last_affected", "limit")
_LAST_KNOWN = "last_known_affected_version_range"
_BOUND = re.compile(r"(<=?)\s*([^\s,<>=]{1,300})\s*")
_TURNS = {"fixed": 0, "introduced": 1, "last_affected": 2}
_AFTER_LOCAL = b"\xff"
"""Comes after whatever begins the local part of a key, which is its last."""
_MAX_EVENTS = 5000
"""Of one entry: real ones have some hundreds of versions."""
key = lru_cache(2**17)(uncached_key)
"""Records of one package list the same versions again and again."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Versions from ``low``, which is included, up to ``high``, or without end where that is None.

    ``is_exact`` is False where a bound has no key (Maven's with qualifiers) or cannot be ordered: then the bounds count
    as they are spelled: ``introduced`` ("0": from the very first, "?": unknown), and ``fixed`` or ``last_affected``.
    """

    low: bytes
    high: bytes | None
    high_included: bool
    introduced: str
    fixed: str
    last_affected: str
    is_exact: bool


_UNTOLD = Interval(LOWEST, None, False, "?", "", "", False)


def intervals(affected: Mapping[str, Any], ecosystem: str) -> list[Interval]:
    """Return the intervals of one ``affected`` entry of an OSV record; ranges over commits say nothing of versions."""
    found: list[Interval] = []
    for range_ in _dicts(affected.get("ranges")):
        if range_.get("type") in ("SEMVER", "ECOSYSTEM"):
            events = [event for event in _events(range_) if event[0] != "limit"]
            events += _last_known(events, (range_, affected), ecosystem)
            found += _limited(_of_range(events, ecosystem), _limits(range_), ecosystem)
    listed = [v for v in _list(affected.get("versions"))[:_MAX_EVENTS] if isinstance(v, str)]
    return found + [single for version in listed if (single := _single(version, ecosystem, found))]


def holds(interval: Interval, ecosystem: str, version: str) -> bool | None:
    """Return whether a version lies in an interval by its spelled bounds, None if that is not known."""
    if interval.introduced == "?":
        return None
    orders = [
        1 if interval.introduced == "0" else compare(ecosystem, version, interval.introduced),
        -1 if not interval.fixed else compare(ecosystem, version, interval.fixed),
        -1 if not interval.last_affected else _compare_last(ecosystem, version, interval.last_affected),
    ]
    if None in orders:
        return None
    since, before, until = (order or 0 for order in orders)
    return since >= 0 and before < 0 and until <= 0


def covers(interval: Interval, ecosystem: str, version: str) -> bool | None:
    """Return whether a version lies in an interval, by keys where there are some; None if that is not known."""
    own = key(ecosystem, version) if interval.is_exact else None
    return holds(interval, ecosystem, version) if own is None else _covers(interval, own)


def _compare_last(ecosystem: str, version: str, last: str) -> int | None:
    """Compare a version with the last that is affected: so are all builds of that, which have a local part."""
    is_build = ecosystem == "PyPI" and "+" not in last
    return compare(ecosystem, version.partition("+")[0] if is_build else version, last)


def _last_known(
    events: Sequence[tuple[str, str]], places: Iterable[Mapping[str, Any]], ecosystem: str
) -> list[tuple[str, str]]:
    """Return the end of a range that has none of its own: GitHub's advisories say it beside the range.

    Source: https://github.com/github/advisory-database/issues/470
    """
    if any(kind != "introduced" for kind, _ in events):
        return []
    stated = (_dict(place.get("database_specific")).get(_LAST_KNOWN) for place in places)
    bound = next((found for each in stated if isinstance(each, str) and (found := _BOUND.fullmatch(each))), None)
    if bound is None or compare(ecosystem, bound[2], bound[2]) is None:
        return []
    return [("fixed" if bound[1] == "<" else "last_affected", bound[2])]


def _limits(range_: Mapping[str, Any]) -> list[str]:
    """Return the versions up to which a range was looked into; none where there is no such bound."""
    stated = [event.get("limit") for event in _dicts(range_.get("events"))[:_MAX_EVENTS]]
    limits = [each for each in stated if isinstance(each, str)]
    return [] if "*" in limits else limits


def _limited(found: Iterable[Interval], limits: Sequence[str], ecosystem: str) -> Iterator[Interval]:
    """Yield intervals as far as they lie below some limit, which fixes nothing."""
    keys = [key(ecosystem, each) for each in limits]
    highest = max((each for each in keys if each is not None), default=None)
    for each in found:
        if not limits or each == _UNTOLD:
            yield each
        elif highest is None or None in keys or not each.is_exact:
            yield _UNTOLD
        elif each.low < highest:
            is_within = each.high is not None and each.high < highest
            yield each if is_within else replace(each, high=highest, high_included=False, last_affected="")


def _events(range_: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the events of a range as (kind, version)."""
    return [
        (kind, event[kind])
        for event in _dicts(range_.get("events"))[:_MAX_EVENTS]
        for kind in _KINDS
        if isinstance(event.get(kind), str) and event[kind] != "*"
    ]


def _of_range(events: Sequence[tuple[str, str]], ecosystem: str) -> Iterator[Interval]:
    """Yield the intervals between events, which need not come in order."""
    opened = ""
    ordered = _ordered(events, ecosystem)
    if ordered is None:
        # Some bound is not a version: the result for the package is unknown.
        yield _UNTOLD
        return
    for kind, version in ordered:
        if kind == "introduced":
            opened = opened or version
        elif opened:
            yield _closed(ecosystem, opened, kind, version)
            if _is_below_all(ecosystem, version):
                yield _UNTOLD
            opened = ""
    if opened:
        yield _closed(ecosystem, opened, "", "")


def _ordered(events: Sequence[tuple[str, str]], ecosystem: str) -> list[tuple[str, str]] | None:
    def order(a: tuple[str, str], b: tuple[str, str]) -> int:
        if "0" in {a[1], b[1]}:
            return (a[1] != "0") - (b[1] != "0")
        return compare(ecosystem, a[1], b[1]) or 0

    if any(version != "0" and compare(ecosystem, version, version) is None for _, version in events):
        return None
    # An interval that ends before a version where another begins ends first; one that ends with it ends after.
    return sorted(sorted(events, key=lambda event: _TURNS[event[0]]), key=cmp_to_key(order))


def _is_below_all(ecosystem: str, bound: str) -> bool:
    """Return whether every version of today comes after a bound: "2.6.0-NA" ends nothing that anyone has."""
    return ecosystem == "PyPI" and (key(ecosystem, bound) or b"").startswith(pypi.LEGACY)


def _closed(ecosystem: str, introduced: str, kind: str, version: str) -> Interval:
    low = LOWEST if introduced == "0" else key(ecosystem, introduced)
    high = key(ecosystem, version) if kind else None
    is_exact = low is not None and not (kind and high is None)
    is_last = kind == "last_affected"
    high = _last_key(ecosystem, version, high) if high and is_last else high
    fixed, last = ("", version) if is_last else (version, "")
    return Interval(low or LOWEST, high, is_last, introduced, fixed, last, is_exact)


def _last_key(ecosystem: str, version: str, own: bytes) -> bytes:
    """Return the key of a version that is affected, or for Python's that of the last of its builds.

    A record that lists 2.0.1 means ``2.0.1+cpu`` too: registries know no local parts.
    """
    is_public = ecosystem == "PyPI" and "+" not in version and not own.startswith(pypi.LEGACY)
    return own[:-1] + _AFTER_LOCAL if is_public else own


def _single(version: str, ecosystem: str, found: Sequence[Interval]) -> Interval | None:
    """Return the interval of one listed version, None where another has it already or it is no version."""
    own = key(ecosystem, version)
    if own is None and compare(ecosystem, version, version) is None:
        return None
    if any(_covers(each, own) if own and each.is_exact else holds(each, ecosystem, version) for each in found):
        return None
    return Interval(
        own or LOWEST, own and _last_key(ecosystem, version, own), True, version, "", version, own is not None
    )


def _covers(interval: Interval, own: bytes) -> bool:
    is_below = interval.high is None or own < interval.high or (interval.high_included and own == interval.high)
    return interval.low <= own and is_below


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]
