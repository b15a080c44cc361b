"""Matching against an obvious matcher: versions are places in lists that were ordered by hand, no keys, no SQL."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bartizan.advise.match import VULNERABILITY_COLUMNS, match
from bartizan.advise.sources.osv import rows
from bartizan.advise.sources.tables import COLUMNS
from bartizan.store.engine import Engine
from tests.advise.ordered import ORDERED
from tests.advise.walked import ending, place, settled

NO_VERSION = {"npm": "latest", "Packagist": "dev-main", "NuGet": "$(Version)", "RubyGems": "~> 1"}
"""What packages have as a version, and no order knows."""
NAMES = {
    "PyPI": {"foo-bar": ["foo-bar", "Foo_Bar", "foo.bar"], "other": ["other", "Other"]},
    "NuGet": {"foo.bar": ["Foo.Bar", "foo.bar"], "other": ["Other"]},
    "npm": {"foo": ["foo"], "Foo": ["Foo"]},
}
"""Names by what they mean, as they are spelled; elsewhere there are but two plain ones."""
WORDS = ["", "LOW", "MODERATE", "HIGH", "CRITICAL"]
SEVERITIES = ["", "low", "medium", "high", "critical"]
VECTORS = {
    "": None,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N": 7.5,
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H": 10.0,
}
CVES = ["CVE-2020-1", "CVE-2020-2", "CVE-2020-3"]
KEV, EPSS = {"CVE-2020-1"}, {"CVE-2020-1": 0.5, "CVE-2020-2": 0.9}

Names = dict[str, list[str]]
Record = dict[str, Any]


def names(ecosystem: str) -> Names:
    return NAMES.get(ecosystem, {"foo": ["foo"], "group:other": ["group:other"]})


@dataclass(frozen=True)
class Held:
    """A package of some archive, and what its name and version mean."""

    ecosystem: str
    spelled: str
    name: str
    version: str
    digest: str


@st.composite
def ranges(draw: st.DrawFn, ecosystem: str) -> dict[str, Any]:
    """Return a range: in any order some intervals that may touch, the last perhaps without end."""
    end = draw(st.sampled_from(["fixed", "last_affected"]))
    count = draw(st.integers(1, 2))
    # An interval of a single version, introduced and last affected, has a test of its own.
    bounds = draw(
        st.lists(st.integers(0, len(ORDERED[ecosystem]) - 1), min_size=2 * count, max_size=2 * count, unique=True)
    )
    spelled = [draw(st.sampled_from(ORDERED[ecosystem][n])) for n in sorted(bounds)]
    if draw(st.booleans()):
        spelled[0] = "0"
    if end == "fixed" and count == 2 and draw(st.booleans()):
        spelled[2] = spelled[1]  # one interval ends where the next begins
    events = [{"introduced" if n % 2 == 0 else end: version} for n, version in enumerate(spelled)]
    if draw(st.booleans()):
        del events[-1]
    return {"type": "ECOSYSTEM", "events": draw(st.permutations(events))}


@st.composite
def records(draw: st.DrawFn, id_: str) -> Record:
    ecosystem = draw(st.sampled_from(list(ORDERED)))
    name = draw(st.sampled_from(sorted(names(ecosystem))))
    every = [version for equal in ORDERED[ecosystem] for version in equal]
    entry = {
        "package": {"ecosystem": ecosystem, "name": draw(st.sampled_from(names(ecosystem)[name]))},
        "ranges": draw(st.lists(ranges(ecosystem), max_size=2)) + draw(st.sampled_from([[], [{"type": "GIT"}]])),
        "versions": draw(st.lists(st.sampled_from(every), max_size=2)),
    }
    vector = draw(st.sampled_from(list(VECTORS)))
    return {
        "id": id_,
        "aliases": draw(st.lists(st.sampled_from([*CVES, "A-0", "A-1"]), max_size=2)),
        "affected": [entry],
        "database_specific": {"severity": draw(st.sampled_from(WORDS))},
        "severity": [{"type": "CVSS_V3", "score": vector}] if vector else [],
        **({"withdrawn": "2024-01-01T00:00:00Z"} if draw(st.integers(0, 9)) == 0 else {}),
    }


@st.composite
def packages(draw: st.DrawFn) -> Held:
    ecosystem = draw(st.sampled_from(list(ORDERED)))
    name = draw(st.sampled_from(sorted(names(ecosystem))))
    every = [version for equal in ORDERED[ecosystem] for version in equal]
    version = draw(st.sampled_from([*every, "", NO_VERSION.get(ecosystem, "")]))
    spelled = draw(st.sampled_from(names(ecosystem)[name]))
    return Held(ecosystem, spelled, name, version, draw(st.sampled_from(["d1", "d2"])))


# The obvious matcher.


def judged(record: Record, held: Held) -> tuple[str, set[str]] | None:
    """Return whether a package is affected or unknown, and by which versions that ends; None if it is not."""
    (entry,) = record["affected"]
    ecosystem, where = held.ecosystem, entry["package"]
    if "withdrawn" in record or where["ecosystem"] != ecosystem or where["name"] not in names(ecosystem)[held.name]:
        return None
    walked = [range_["events"] for range_ in entry["ranges"] if "events" in range_]
    own = place(ecosystem, held.version)
    if own is None:
        if not (walked or entry["versions"]):
            return None
        is_sure = held.version and any(is_endless(events) for events in walked)
        return ("affected" if is_sure else "unknown"), set()
    ends = [end for events in walked for end in ending(ecosystem, events, own)]
    if ends or any(place(ecosystem, version) == own for version in entry["versions"]):
        return "affected", settled(ecosystem, entry, {end for end in ends if end})
    return None


def is_endless(events: Sequence[Mapping[str, str]]) -> bool:
    """Return whether a range has each and every version in it."""
    return events == [{"introduced": "0"}]


def together(hits: Sequence[Record]) -> list[list[Record]]:
    """Return records that share a name, directly or by way of others, together."""
    groups = [([record], {record["id"], *record["aliases"]}) for record in hits]
    for n in range(len(groups)):
        for other in groups[n + 1 :]:
            if groups[n][1] & other[1]:
                other[0].extend(groups[n][0])
                other[1].update(groups[n][1])
                groups[n][0].clear()
                break
    # A group that met another only later on: until nothing changes.
    merged = [group for group, _ in groups if group]
    seen = [name for group in merged for name in {n for record in group for n in (record["id"], *record["aliases"])}]
    assert max(Counter(seen).values(), default=1) == 1
    return merged


def expected(held: Sequence[Held], advisories: Sequence[Record]) -> Iterator[dict[str, Any]]:
    """Yield what each package has, in the terms that are compared."""
    found = {(n, package): judged(advisories[n], package) for n in range(len(advisories)) for package in held}
    hits = [record for n, record in enumerate(advisories) if any(found[n, package] for package in held)]
    for group in together(hits):
        named = {name for record in group for name in (record["id"], *record["aliases"])}
        for package in held:
            own = [found[advisories.index(record), package] for record in group]
            if verdicts := [verdict for verdict in own if verdict]:
                status = min(verdict[0] for verdict in verdicts)
                scores = [score for record in group for each in record["severity"] if (score := VECTORS[each["score"]])]
                yield {
                    "package": package,
                    "status": status,
                    "names": named,
                    "fixed": set().union(*(verdict[1] for verdict in verdicts)) if status == "affected" else None,
                    "severity": SEVERITIES[max(SEVERITIES.index(stated(record)) for record in group)],
                    "score": max(scores, default=None),
                    "kev": bool(named & KEV),
                    "epss": max((EPSS[name] for name in named & set(EPSS)), default=None),
                }


def stated(record: Record) -> str:
    score = max((VECTORS[each["score"]] or 0 for each in record["severity"]), default=0)
    own = SEVERITIES[WORDS.index(record["database_specific"]["severity"])]
    return own or ("critical" if score > 9 else "high" if score else "")


# The matcher.


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as engine:
        yield engine


def matched(engine: Engine, held: Sequence[Held], advisories: Sequence[Record]) -> list[dict[str, Any]]:
    for name, columns in COLUMNS.items():
        engine.create_empty(name, columns)
    compiled = [found for record in advisories if (found := rows(record, Counter()))]
    engine.insert("advisory", [advisory for advisory, _ in compiled])
    engine.insert("affected", [row for _, affected in compiled for row in affected])
    engine.insert("kev", [(cve, None, False) for cve in KEV])
    engine.insert("epss", [(cve, score, score) for cve, score in EPSS.items()])
    package_columns = ("digest", "ecosystem", "name", "version", "purl", "path", "evidence")
    engine.create_empty("package", dict.fromkeys(package_columns, "varchar"))
    engine.insert("package", [(p.digest, p.ecosystem, p.spelled, p.version, "", "x", "installed") for p in held])
    match(engine)
    assert list(engine.columns("vulnerability")) == list(VULNERABILITY_COLUMNS)
    return engine.rows("select * from vulnerability")


def told(row: Mapping[str, Any], held: Sequence[Held]) -> dict[str, Any]:
    own = (row["digest"], row["ecosystem"], row["package"], row["version"])
    assert row["advisory_id"] not in row["aliases"]
    return {
        "package": next(p for p in held if (p.digest, p.ecosystem, p.spelled, p.version) == own),
        "status": row["status"],
        "names": {row["advisory_id"], *row["aliases"]},
        "fixed": set(row["fixed_versions"]) if row["status"] == "affected" else None,
        **{"severity": row["severity"], "score": row["cvss_score"], "kev": row["kev"], "epss": row["epss"]},
    }


def in_order(found: Sequence[dict[str, Any]]) -> list[str]:
    return sorted(repr({key: sorted(v) if isinstance(v, set) else v for key, v in each.items()}) for each in found)


IDS = [f"A-{n}" for n in range(8)]


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    held=st.lists(packages(), min_size=1, max_size=30, unique=True),
    advisories=st.tuples(*map(records, IDS)).map(list),
)
def test_matches_are_those_of_the_obvious_matcher(engine: Engine, held: list[Held], advisories: list[Record]) -> None:
    found = [told(row, held) for row in matched(engine, held, advisories)]
    assert in_order(found) == in_order(list(expected(held, advisories)))


@pytest.mark.parametrize("ecosystem", ORDERED)
def test_every_version_against_every_interval(engine: Engine, ecosystem: str) -> None:
    """All of an ecosystem's versions, in all pairs of bounds: with nothing left to chance."""
    every = [version for equal in ORDERED[ecosystem] for version in equal]
    name, spelled = next(iter(names(ecosystem).items()))
    held = [Held(ecosystem, spelled[0], name, version, "d1") for version in every]
    advisories: list[dict[str, Any]] = []
    for low in ["0", *every]:
        for kind, high in [("", ""), *((kind, high) for kind in ("fixed", "last_affected") for high in every)]:
            if not kind or (place(ecosystem, low) or 0) < (place(ecosystem, high) or 0):
                events = [{kind: high}] * bool(kind) + [{"introduced": low}]
                entry = {
                    "package": {"ecosystem": ecosystem, "name": name},
                    "ranges": [{"type": "SEMVER", "events": events}],
                }
                advisory = {"id": f"B-{len(advisories)}", "aliases": [], "affected": [{**entry, "versions": []}]}
                advisories.append(advisory | {"database_specific": {"severity": ""}, "severity": []})
    found = {(row["advisory_id"], row["version"]) for row in matched(engine, held, advisories)}
    assert found == {(a["id"], p.version) for a in advisories for p in held if judged(a, p)}


@pytest.mark.parametrize("ecosystem", ORDERED)
def test_an_interval_of_one_version_ends_with_it(engine: Engine, ecosystem: str) -> None:
    *_, single, last = (equal[0] for equal in ORDERED[ecosystem])
    name, spelled = next(iter(names(ecosystem).items()))
    held = [Held(ecosystem, spelled[0], name, version, "d1") for version in (single, last)]
    events = [{"introduced": single}, {"last_affected": single}]
    package = {"ecosystem": ecosystem, "name": name}
    record = {"id": "A-0", "affected": [{"package": package, "ranges": [{"type": "SEMVER", "events": events}]}]}
    assert [row["version"] for row in matched(engine, held, [record])] == [single]
