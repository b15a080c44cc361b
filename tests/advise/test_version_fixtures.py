"""The order of versions against the fixtures of OSV, the VERS specification and npm, which do not ship with it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.advise.version import compare, key

FIXTURES = Path(__file__).parents[3] / "shared" / "data" / "version-fixtures"
LINES = {
    "maven-versions": "Maven",
    "maven-versions-generated": "Maven",
    "nuget-versions": "NuGet",
    "packagist-versions": "Packagist",
    "packagist-versions-generated": "Packagist",
    "pypi-versions": "PyPI",
    "pypi-versions-generated": "PyPI",
    "rubygems-versions": "RubyGems",
    "rubygems-versions-generated": "RubyGems",
    "semver-versions": "npm",
}
SIGNS = {"<": -1, "=": 0, ">": 1}

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures do not ship with the project")


NO_VERSION = re.compile(r"dev-|.*#")
"""Packagist's branches, and PHP's placeholder, which equals every number and none: unknown, never in order."""


def lines(file: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (version, sign, version) of each line that is no comment and compares versions."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith(("//", "#")):
            a, sign, b = re.split(r"\s+([<=>])\s+", line.strip(), maxsplit=1)
            if not (NO_VERSION.match(a) or NO_VERSION.match(b)):
                yield a, sign, b


@pytest.mark.parametrize(("name", "ecosystem"), LINES.items())
def test_every_line_holds(name: str, ecosystem: str) -> None:
    wrong = [
        (a, sign, b, got)
        for a, sign, b in lines(FIXTURES / "osv-scalibr" / f"{name}.txt")
        if (got := compare(ecosystem, a, b)) is None or (got > 0) - (got < 0) != SIGNS[sign]
    ]
    assert not wrong, (len(wrong), wrong[:20])


@pytest.mark.parametrize(("name", "ecosystem"), [("maven", "Maven"), ("nuget", "NuGet")])
def test_the_specification_of_version_ranges_holds(name: str, ecosystem: str) -> None:
    wrong = []
    for test in json.loads((FIXTURES / "vers-spec" / f"{name}_version_cmp_test.json").read_text())["tests"]:
        versions, expected = test["input"]["versions"], test["expected_output"]
        if len(versions) != 2:
            continue
        order = compare(ecosystem, *versions)
        if test["test_type"] == "equality":
            holds = (order == 0) == expected
        else:
            is_ordered = [v.lower() for v in versions] == [v.lower() for v in expected]
            holds = order is not None and (order <= 0 if is_ordered else order >= 0)
        if not holds:
            wrong.append((versions, expected, order))
    assert not wrong, (len(wrong), wrong[:20])


def _pairs(name: str) -> list[tuple[str, str]]:
    """Return the pairs of strict versions in one of npm's fixtures; its loose ones are not what OSV compares."""
    content = (FIXTURES / "node-semver" / f"{name}.js").read_text(encoding="utf-8")
    found = re.findall(r"^\s*\['([^']*)', '([^']*)'(.*)\]", content, re.MULTILINE)
    return [(a, b) for a, b, options in found if "true" not in options]


def test_npm_agrees() -> None:
    greater = [(a, b) for a, b in _pairs("comparisons") if compare("npm", a, b) != 1]
    equal = [(a, b) for a, b in _pairs("equality") if compare("npm", a, b) != 0]
    assert not greater
    assert not equal
    assert len(_pairs("comparisons")) > 15


def test_keys_are_what_is_compared() -> None:
    """The engine joins on keys: their order as bytes is the order of the versions."""
    for name, ecosystem in LINES.items():
        for a, sign, b in lines(FIXTURES / "osv-scalibr" / f"{name}.txt"):
            left, right = key(ecosystem, a), key(ecosystem, b)
            if left is not None and right is not None:
                assert (left > right) - (left < right) == SIGNS[sign], (a, sign, b)
