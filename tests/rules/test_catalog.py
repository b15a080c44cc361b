"""Every check of the merged catalog is answered by a rule, or left out for a reason that stands here."""

import csv
from functools import cache
from pathlib import Path

import pytest

from bartizan.base.bundled import bundled
from tests.yaml_file import read_yaml

CATALOG = Path(__file__).parent / "data" / "catalog.csv"
"""The entries of the catalog: what the peers' checks amount to, once each, and how much each matters."""
LEFT_OUT = {
    "aws-lambda-code-weakness": "no code is analysed",
    "azure-func-unused-endpoint": "metrics are not read",
}
"""Checks without a rule, each with the reason."""


@cache
def answered() -> dict[str, list[str]]:
    """Return the catalog entries that each rule file answers, by the file's path."""
    found = {}
    for file in sorted(bundled("rules").rglob("*.yaml")):
        if file.parent.name != "controls":
            content = read_yaml(file)
            found[str(file.relative_to(bundled("rules")))] = content.get("catalog", None)
    return found


@pytest.mark.parametrize("file", list(answered()))
def test_every_rule_says_what_it_answers(file: str) -> None:
    assert answered()[file] is not None, "say `catalog: []` where it answers no entry"


@cache
def catalog() -> dict[str, str]:
    """Return the tier of each entry."""
    with CATALOG.open(encoding="utf-8", newline="") as lines:
        return {row["entry"]: row["tier"] for row in csv.DictReader(lines)}


def test_every_core_and_standard_check_is_answered() -> None:
    given = {entry for entries in answered().values() for entry in entries or ()}
    wanted = {entry for entry, tier in catalog().items() if tier in ("core", "standard")}
    missing = wanted - given - set(LEFT_OUT)
    assert not missing, sorted(missing)


def test_rules_name_entries_that_exist() -> None:
    given = {entry for entries in answered().values() for entry in entries or ()}
    assert not given - set(catalog())
    assert not set(LEFT_OUT) - set(catalog())
    assert not set(LEFT_OUT) & given, "answered now"
