"""Recommendations are filtered by what their rules and findings say, as plain Python filters them."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bartizan.model import now
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.beside_facets import FacetValue
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state import State
from bartizan.state.governance import add_governance_rule
from bartizan.state.nouns import GovernanceRule
from tests.service.decided import MORE_RULES, publish_decided

LAST_SCAN = "2026-01-28"
RULES = {rule.id: rule for rule in MORE_RULES}
BESIDE = ("framework", "risk_factor", "fixed_by", "provider")
OWN = ("due_state", "is_new")
Row = dict[str, Any]


@pytest.fixture(scope="module", params=[1, 2, 3])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    home = tmp_path_factory.mktemp("home")
    publish_decided(home, random.Random(request.param))
    for rule, days in (("aws.lambda.*", 1), ("azure.web.one", 4000)):
        add_governance_rule(State(home), "default", GovernanceRule(days, "test", now(), owner="ops", rule=rule))
    with Snapshots(home).open() as found:
        yield found


def held(opened: Published, **values: Any) -> list[Row]:
    """Return the recommendations that have values, each with what its rule and its findings say."""
    failing = listing.rows(opened, "findings", ListFilter(values={"status": ["fail"]}), limit=10_000).items
    rows = [dict(row) for row in listing.rows(opened, "recommendations", ListFilter(values=values)).items]
    for row in rows:
        rule, own = RULES[row["rule_id"]], [each for each in failing if each["rule_id"] == row["rule_id"]]
        dues = [each["due"] for each in own if each["due"]]
        row |= {
            "framework": set(rule.controls),
            "risk_factor": {factor for each in own for factor in each["risk_factors"]},
            "fixed_by": {name for name in ("cli", "terraform") if getattr(rule.remediation, name)},
            "provider": {table.split("_")[0] for table in rule.table},
            "due_state": {"overdue" if min(dues) < now() else "on_time"} if dues else set(),
            "is_new": {str(any(f"{each['first_seen']:%F}" >= LAST_SCAN for each in own)).lower()},
        }
    return rows


def has(row: Row, name: str, value: str) -> bool:
    return value in (row[name] or {""})


def counted(values: Sequence[FacetValue]) -> dict[str, int]:
    return {str(each.value).lower(): each.count for each in values}


@pytest.mark.parametrize("name", [*BESIDE, *OWN])
@pytest.mark.parametrize("values", [{}, {"severity": ["critical"]}, {"category": ["secrets", "encryption"]}], ids=str)
def test_each_value_is_counted_and_finds_its_rows(opened: Published, name: str, values: dict[str, Any]) -> None:
    rows = held(opened, **values)
    counts = counted(listing.facets(opened, "recommendations", name, ListFilter("", values)))
    assert counts == Counter(value for row in rows for value in row[name] or {""})
    at_once = listing.all_facets(opened, "recommendations", ["severity", name], ListFilter("", values))
    assert counted(at_once[name]) == counts
    for value in counts:
        found = listing.rows(opened, "recommendations", ListFilter("", values | {name: [value]})).items
        assert [row["rule_id"] for row in found] == [row["rule_id"] for row in rows if has(row, name, value)]


def test_what_is_asked_for_differs(opened: Published) -> None:
    rows = held(opened)
    for name in ("framework", "fixed_by", "provider", "due_state"):
        assert len({frozenset(row[name]) for row in rows}) > 1, name


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (
            "framework = nist and fixed_by != terraform",
            lambda row: row["framework"] and "terraform" not in row["fixed_by"],
        ),
        ('framework = ""', lambda row: not row["framework"]),
        (
            "due_state = overdue or provider = azure",
            lambda row: "overdue" in row["due_state"] or "azure" in row["provider"],
        ),
        ("risk_factor in [data_access, none]", lambda row: "data_access" in row["risk_factor"]),
        ("is_new", lambda row: row["is_new"] == {"true"}),
    ],
)
def test_the_same_is_asked_for_in_text(opened: Published, text: str, holds: Any) -> None:
    found = listing.rows(opened, "recommendations", ListFilter(text)).items
    assert [row["rule_id"] for row in found] == [row["rule_id"] for row in held(opened) if holds(row)]
