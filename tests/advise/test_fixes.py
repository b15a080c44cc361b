"""Where affected versions end, and what mends them: shapes in which sources say it beside the range or not at all."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.advise.interval import intervals
from tests.advise.test_match import advisory, matched

OPEN = [{"introduced": "0"}]


def hit(home: Path, ecosystem: str, record: dict[str, Any], *versions: str) -> dict[str, list[str]]:
    """Return the versions of one package that are affected, with what fixes them."""
    found = matched(home, [record], *((ecosystem, "one", version) for version in versions))
    assert {row["status"] for row in found} <= {"affected"}
    return {row["version"]: row["fixed_versions"] for row in found}


def last_known(text: object, events: list[dict[str, str]] | None = None) -> dict[str, Any]:
    told = {"database_specific": {"last_known_affected_version_range": text}}
    return advisory("GHSA-1", "npm", "one", events or OPEN, affected=told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("< 3.5.3", {"1.0.0": ["3.5.3"], "3.5.2": ["3.5.3"]}),
        ("<= 3.5.3", {"1.0.0": [], "3.5.2": [], "3.5.3": []}),
        ("<3.5.3 ", {"1.0.0": ["3.5.3"], "3.5.2": ["3.5.3"]}),
        ("< soon", {"1.0.0": [], "3.5.2": [], "3.5.3": [], "4.0.0": []}),
        ("", {"1.0.0": [], "3.5.2": [], "3.5.3": [], "4.0.0": []}),
        (["< 2"], {"1.0.0": [], "3.5.2": [], "3.5.3": [], "4.0.0": []}),
    ],
)
def test_ranges_whose_end_is_told_beside_them(tmp_path: Path, text: object, expected: dict[str, list[str]]) -> None:
    assert hit(tmp_path, "npm", last_known(text), "1.0.0", "3.5.2", "3.5.3", "4.0.0") == expected


def test_a_range_with_an_end_of_its_own_needs_no_other(tmp_path: Path) -> None:
    record = last_known("<= 9.0.5", [{"introduced": "9.0.0"}, {"fixed": "9.0.6"}])
    assert hit(tmp_path, "npm", record, "9.0.5", "9.0.6") == {"9.0.5": ["9.0.6"]}


@pytest.mark.parametrize("told", [{"versions": ["2.0.1"]}, {"ranges": [{"type": "ECOSYSTEM", "events": [*OPEN, {"last_affected": "2.0.1"}]}]}])  # fmt: skip  # noqa: E501
def test_builds_of_a_version_that_is_listed(tmp_path: Path, told: dict[str, Any]) -> None:
    record = advisory("PYSEC-1", "PyPI", "one", [], affected=told)
    versions = ("2.0.1", "2.0.1+cpu", "2.0.1+cu118.post2", "2.0.1.post1", "2.0.2", "2.0.2.dev1+git")
    assert set(hit(tmp_path, "PyPI", record, *versions)) == {"2.0.1", "2.0.1+cpu", "2.0.1+cu118.post2"}


def test_a_build_that_is_listed_is_that_alone_and_a_fix_is_in_its_builds(tmp_path: Path) -> None:
    one = advisory("PYSEC-1", "PyPI", "one", [], affected={"versions": ["2.0.1+cpu", "1.0.dev1"]})
    versions = ("2.0.1", "2.0.1+cpu", "2.0.1+cuda", "1.0.dev1+git")
    assert set(hit(tmp_path, "PyPI", one, *versions)) == {"2.0.1+cpu", "1.0.dev1+git"}
    fixed = advisory("PYSEC-2", "PyPI", "one", [*OPEN, {"fixed": "2.0.1"}])
    assert hit(tmp_path, "PyPI", fixed, "2.0.0+cpu", "2.0.1+cpu") == {"2.0.0+cpu": ["2.0.1"]}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([*OPEN, {"limit": "2.0.0"}], {"1.0.0": [], "1.9.0": []}),
        ([*OPEN, {"limit": "1.5.0"}, {"limit": "2.0.0"}], {"1.0.0": [], "1.9.0": []}),
        ([*OPEN, {"limit": "*"}, {"limit": "1.5.0"}], {"1.0.0": [], "1.9.0": [], "2.0.0": []}),
        ([*OPEN, {"fixed": "1.5.0"}, {"limit": "2.0.0"}], {"1.0.0": ["1.5.0"]}),
        ([*OPEN, {"fixed": "1.9.5"}, {"limit": "1.5.0"}], {"1.0.0": ["1.9.5"]}),
        ([{"introduced": "1.8.0"}, {"last_affected": "2.0.0"}, {"limit": "2.0.0"}], {"1.9.0": []}),
        ([{"introduced": "3.0.0"}, {"limit": "2.0.0"}], {}),
    ],
)
def test_a_limit_ends_a_range_and_fixes_nothing(
    tmp_path: Path, events: list[dict[str, str]], expected: dict[str, list[str]]
) -> None:
    assert hit(tmp_path, "npm", advisory("A", "npm", "one", events), "1.0.0", "1.9.0", "2.0.0") == expected


def test_a_limit_that_has_no_key_leaves_it_unknown() -> None:
    events = [*OPEN, {"limit": "2.0-rc1"}]
    (found,) = intervals({"ranges": [{"type": "ECOSYSTEM", "events": events}]}, "Maven")
    assert (found.introduced, found.is_exact) == ("?", False)


def several(*bounds: tuple[str, str]) -> dict[str, Any]:
    """Return a record with an entry for each pair of bounds, as GitHub writes them; an empty end is none."""
    record = advisory("GHSA-1", "npm", "one", [])
    (entry,) = record["affected"]
    ranges = [[{"introduced": low}, *([{"fixed": high}] if high else [])] for low, high in bounds]
    entries = [{**entry, "ranges": [{"type": "SEMVER", "events": events}]} for events in ranges]
    return {**record, "affected": entries}


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([("0", "2.3.16"), ("3.0.0", "3.0.20")], {"2.3.2": ["2.3.16"], "3.0.1": ["3.0.20"]}),
        ([("0", "3.0.0"), ("3.0.0", "3.0.20")], {"2.3.2": ["3.0.20"], "3.0.1": ["3.0.20"]}),
        ([("0", "2.9.0"), ("2.5.0", "3.0.20")], {"2.3.2": ["3.0.20"], "3.0.1": ["3.0.20"]}),
        ([("0", "2.9.0"), ("2.5.0", "")], {"2.3.2": [], "3.0.1": []}),
    ],
)
def test_several_entries_of_one_package(
    tmp_path: Path, bounds: list[tuple[str, str]], expected: dict[str, list[str]]
) -> None:
    assert hit(tmp_path, "npm", several(*bounds), "2.3.2", "3.0.1") == expected


def test_the_nearest_fix_comes_first(tmp_path: Path) -> None:
    """In the order of versions, not of letters; one below what is installed mends nothing."""
    records = [
        advisory(f"A-{n}", "npm", "one", [*OPEN, {"fixed": fix}], aliases=["CVE-2020-1"])
        for n, fix in enumerate(["10.0.0", "9.1.0", "9.0.10", "9.0.9"])
    ]
    first, *_ = matched(tmp_path, records, ("npm", "one", "1.0.0"))
    assert first["fixed_versions"] == ["9.0.9", "9.0.10", "9.1.0", "10.0.0"]
    (row,) = matched(tmp_path, records, ("npm", "one", "9.0.9"))
    assert row["fixed_versions"] == ["9.0.10", "9.1.0", "10.0.0"]
