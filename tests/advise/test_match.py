"""Matching: real shapes of advisories against packages, every way in which a version can be known or not."""

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.advise.interval import holds, intervals
from bartizan.advise.match import match
from bartizan.advise.sources.osv import rows
from bartizan.advise.sources.tables import attach_advisories, keep
from bartizan.advise.version import compare, key
from bartizan.advise.version.simple_key import IS_PLAIN, PLAIN_KEY
from bartizan.store import Engine
from bartizan.store.code_spool import CODE_TABLES
from bartizan.store.engine import literal


def advisory(id_: str, ecosystem: str, name: str, events: list[dict[str, str]], **more: Any) -> dict[str, Any]:
    kind = "SEMVER" if ecosystem in {"npm", "Go", "crates.io"} else "ECOSYSTEM"
    ranges = [{"type": kind, "events": events}] if events else []
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": ranges, **more.pop("affected", {})}
    return {"id": id_, "modified": "2026-01-01T00:00:00Z", "affected": [affected], **more}


def matched(home: Path, advisories: list[dict[str, Any]], *packages: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Return the vulnerabilities of packages, given as (ecosystem, name, version)."""
    found = [row for each in advisories if (row := rows(each, Counter()))]
    known = [("CVE-2021-44228", datetime.date(2021, 12, 10), True)]
    likely = [("CVE-2021-44228", 0.97, 0.99), ("CVE-2018-18074", 0.01, 0.5)]
    tables = {"advisory": [a for a, _ in found], "affected": [r for _, each in found for r in each]}
    keep(home, "test", {**tables, "kev": known, "epss": likely, "advisory_source": []})
    with Engine() as engine:
        engine.create_empty("package", CODE_TABLES["package"])
        engine.insert("package", [("d", *p, "", f"{n}", "installed") for n, p in enumerate(packages)])
        attach_advisories(engine, home, of_packages=True)
        match(engine)
        return engine.rows("select * from vulnerability order by package, version, advisory_id")


REQUESTS = advisory(
    "GHSA-x84v-xcm2-53pg",
    "PyPI",
    "requests",
    [{"introduced": "0"}, {"fixed": "2.20.0"}],
    aliases=["CVE-2018-18074", "PYSEC-2018-28"],
    severity=[{"type": "CVSS_V3", "score": "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
    database_specific={"severity": "HIGH"},
    summary="Sends credentials after a redirect",
)


def test_a_vulnerable_package_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    (found,) = matched(tmp_path, [REQUESTS], ("PyPI", "Requests", "2.19.1"), ("PyPI", "requests", "2.20.0"))
    assert (found["package"], found["version"], found["status"]) == ("Requests", "2.19.1", "affected")
    assert found["aliases"] == ["CVE-2018-18074", "PYSEC-2018-28"]
    assert found["fixed_versions"] == ["2.20.0"]
    assert (found["severity"], found["cvss_score"], found["epss"], found["kev"]) == ("high", 7.5, 0.01, False)


def test_events_in_any_order(tmp_path: Path) -> None:
    events = [{"introduced": e} for e in ("2.1", "2.2", "1.11")] + [
        {"fixed": e} for e in ("2.1.10", "2.2.3", "1.11.22")
    ]
    packages = [("PyPI", "django", v) for v in ("1.10", "1.11", "1.11.22", "2.1.9", "2.1.10", "2.2", "2.2.3")]
    found = matched(tmp_path, [advisory("PYSEC-2019-10", "PyPI", "django", events)], *packages)
    assert {(row["version"], *row["fixed_versions"]) for row in found} == {
        ("1.11", "1.11.22"),
        ("2.1.9", "2.1.10"),
        ("2.2", "2.2.3"),
    }


def test_the_first_version_is_below_every_pre_release(tmp_path: Path) -> None:
    old = "0.0.0-20200101000000-abcdefabcdef"
    here = advisory(
        "GO-1", "Go", "example.org/m", [{"introduced": "0"}, {"fixed": "0.0.0-20210101000000-abcdefabcdef"}]
    )
    later = advisory("GO-2", "Go", "example.org/m", [{"introduced": "0.0.0-20220101000000-abcdefabcdef"}])
    assert [row["advisory_id"] for row in matched(tmp_path, [here, later], ("Go", "example.org/m", old))] == ["GO-1"]


def test_last_affected_and_listed_versions(tmp_path: Path) -> None:
    last = advisory("A", "npm", "one", [{"introduced": "0"}, {"last_affected": "1.5.1"}])
    listed = advisory("B", "npm", "one", [], affected={"versions": ["3.0.0"]})
    found = matched(tmp_path, [last, listed], *(("npm", "one", v) for v in ("1.5.1", "1.5.2", "3.0.0", "3.0.1")))
    assert [(row["version"], row["advisory_id"], row["fixed_versions"]) for row in found] == [
        ("1.5.1", "A", []),
        ("3.0.0", "B", []),
    ]


def test_one_version_alone(tmp_path: Path) -> None:
    one = advisory("A", "npm", "one", [{"introduced": "2.3.21"}, {"last_affected": "2.3.21"}])
    found = matched(tmp_path, [one], *(("npm", "one", v) for v in ("2.3.20", "2.3.21", "2.3.22")))
    assert [row["version"] for row in found] == ["2.3.21"]


def test_maven_qualifiers_are_compared_as_maven_does(tmp_path: Path) -> None:
    log4j = advisory(
        "GHSA-jfh8-c2jp-5v3q",
        "Maven",
        "org.apache.logging.log4j:log4j-core",
        [{"introduced": "2.0-beta9"}, {"fixed": "2.15.0"}],
        aliases=["CVE-2021-44228"],
        database_specific={"severity": "CRITICAL"},
    )
    versions = ("2.0-beta8", "2.0-beta9", "2.0-rc1", "2.14.1", "2.15.0-rc1", "2.15.0", "2.17.1")
    found = matched(tmp_path, [log4j], *(("Maven", "org.apache.logging.log4j:log4j-core", v) for v in versions))
    assert [row["version"] for row in found] == ["2.0-beta9", "2.0-rc1", "2.14.1", "2.15.0-rc1"]
    assert all(row["kev"] and row["epss"] == 0.97 for row in found)


@pytest.mark.parametrize(
    ("ecosystem", "version", "events"),
    [
        ("npm", "", [{"introduced": "0"}, {"fixed": "2.0.0"}]),
        ("npm", "workspace", [{"introduced": "0"}, {"fixed": "2.0.0"}]),
        ("npm", "1.0.0", [{"introduced": "0"}, {"fixed": "no version"}]),
        ("Packagist", "dev-main", [{"introduced": "1.0"}, {"fixed": "2.0"}]),
    ],
)
def test_what_cannot_be_put_in_order_is_unknown(
    tmp_path: Path, ecosystem: str, version: str, events: list[dict[str, str]]
) -> None:
    (found,) = matched(tmp_path, [advisory("A", ecosystem, "v/one", events)], (ecosystem, "v/one", version))
    assert found["status"] == "unknown"


@pytest.mark.parametrize("end", ["last_affected", "fixed"])
def test_a_bound_from_before_the_standard_makes_no_version_of_today_healthy(tmp_path: Path, end: str) -> None:
    events = [{"introduced": "0"}, {end: "2.6.0-NA"}]
    found = matched(tmp_path, [advisory("A", "PyPI", "torch", events)], *(("PyPI", "torch", v) for v in ("2.5", "2.7")))
    assert [(row["version"], row["status"]) for row in found] == [("2.5", "unknown"), ("2.7", "unknown")]
    sure = advisory("B", "PyPI", "torch", [{"introduced": "0"}, {"fixed": "2.6.0"}], aliases=["A"])
    found = matched(tmp_path, [advisory("A", "PyPI", "torch", events), sure], ("PyPI", "torch", "2.5"))
    assert [(row["status"], row["fixed_versions"]) for row in found] == [("affected", ["2.6.0"])]


def test_records_of_one_vulnerability_are_one_row(tmp_path: Path) -> None:
    events = [{"introduced": "0"}, {"fixed": "2.20.0"}]
    twin = advisory("PYSEC-2018-28", "PyPI", "requests", events, aliases=["CVE-2018-18074"])
    other = advisory(
        "PYSEC-2099-1", "PyPI", "requests", [{"introduced": "0"}, {"fixed": "2.31.0"}], aliases=["CVE-2099-1"]
    )
    found = matched(tmp_path, [REQUESTS, twin, other], ("PyPI", "requests", "2.19.1"))
    assert [row["advisory_id"] for row in found] == ["GHSA-x84v-xcm2-53pg", "PYSEC-2099-1"]
    assert found[0]["aliases"] == ["CVE-2018-18074", "PYSEC-2018-28"]


def test_withdrawn_commits_and_malice(tmp_path: Path) -> None:
    gone = {**REQUESTS, "withdrawn": "2020-01-01T00:00:00Z"}
    commits = advisory("C", "PyPI", "requests", [])
    commits["affected"][0]["ranges"] = [{"type": "GIT", "repo": "https://example.org", "events": [{"introduced": "0"}]}]
    skipped: Counter[str] = Counter()
    assert rows(gone, skipped) is None
    assert rows(commits, skipped) is None
    assert skipped == {"withdrawn": 1, "ranges over commits only": 1}
    bad = advisory("MAL-2024-1", "npm", "flatmap-stream", [{"introduced": "0"}])
    (found,) = matched(tmp_path, [bad], ("npm", "flatmap-stream", "0.1.1"))
    assert (found["is_malicious"], found["severity"]) == (True, "critical")


@pytest.mark.parametrize("name", ["NuGet", "Packagist", "PyPI"])
def test_names_whose_case_does_not_count(tmp_path: Path, name: str) -> None:
    events = [{"introduced": "0"}]
    assert len(matched(tmp_path, [advisory("A", name, "Vendor/Thing", events)], (name, "vendor/THING", "1.0"))) == 1


JUNK = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["package", "ecosystem", "name", "ranges", "type", "events", "introduced", "fixed", "versions", "severity", "score"]), inner, max_size=4), max_leaves=12)  # fmt: skip  # noqa: E501


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", "aliases", "affected", "severity", "published", "withdrawn", "summary"]), JUNK
    )
)
def test_a_record_of_any_shape_is_read_or_left_out(record: dict[str, Any]) -> None:
    found = rows({"id": "X", **record}, Counter())
    assert found is None or found[1]


VERSION = st.lists(st.integers(0, 3) | st.integers(0, 70000), min_size=1, max_size=4).map(
    lambda parts: ".".join(map(str, parts))
)
SUFFIX = st.sampled_from(["", "", "-beta", "-rc.1", ".rc1", "a1", ".post1", "-SNAPSHOT", "+build", ".dev3"])
ECOSYSTEM = st.sampled_from(["PyPI", "npm", "Maven", "NuGet", "RubyGems", "Packagist", "Go", "crates.io"])


@settings(max_examples=400, deadline=None)
@given(ECOSYSTEM, st.lists(st.builds(str.__add__, VERSION, SUFFIX), min_size=3, max_size=3))
def test_the_order_of_keys_is_a_total_order_and_that_of_comparison(ecosystem: str, versions: list[str]) -> None:
    a, b, c = versions
    keys = [key(ecosystem, version) for version in versions]
    if None not in keys:
        assert (keys[0] > keys[1]) - (keys[0] < keys[1]) == compare(ecosystem, a, b)  # type: ignore[operator]
    forth, back = compare(ecosystem, a, b), compare(ecosystem, b, a)
    assert (forth is None) == (back is None)
    if forth is not None and back is not None:
        assert (forth > 0) == (back < 0)
    assert compare(ecosystem, c, c) in {0, None}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ECOSYSTEM, VERSION), min_size=1, max_size=30))
def test_keys_in_sql_are_the_same_bytes(given_: list[tuple[str, str]]) -> None:
    with Engine() as engine:
        values = ", ".join(f"({literal(e)}, {literal(v)})" for e, v in given_)
        engine.create("v", f"select * from (values {values}) as t(ecosystem, version)")
        for row in engine.rows(f"select *, {PLAIN_KEY} as key from v where {IS_PLAIN}"):
            assert row["key"] == key(row["ecosystem"], row["version"])


# Only where something begins does 0 stand for the very first version.
EVENT = st.tuples(st.sampled_from(["introduced", "fixed", "last_affected"]), VERSION.filter(lambda v: v != "0"))
EVENTS = st.lists(EVENT.map(lambda event: dict([event])), max_size=6)


@settings(max_examples=300, deadline=None)
@given(ECOSYSTEM.filter(lambda e: e != "Packagist"), EVENTS, VERSION)  # where 1 and 1.0 are not the same
def test_intervals_hold_what_walking_the_events_finds(
    ecosystem: str, events: list[dict[str, str]], version: str
) -> None:
    """The specification's own procedure: sort the events, and let each switch as the version passes it."""
    entry = {"ranges": [{"type": "ECOSYSTEM", "events": events}]}
    got = any(holds(each, ecosystem, version) for each in intervals(entry, ecosystem))
    turns = ("fixed", "introduced", "last_affected")
    ordered = sorted((key("npm", v) or b"", turns.index(kind), kind) for e in events for kind, v in e.items())
    own, inside = key("npm", version) or b"", False
    for at, _, kind in ordered:
        if kind == "introduced" and own >= at:
            inside = True
        elif (kind == "fixed" and own >= at) or (kind == "last_affected" and own > at):
            inside = False
    assert got == inside
