"""Filters and facets by tag and by owner find what plain Python finds, whatever else is asked."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from bartizan.explore.words import QueryError
from bartizan.model import UsageError, now
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state import State
from bartizan.state.governance import add_governance_rule
from bartizan.state.nouns import GovernanceRule
from tests.service.decided import publish_decided

ALL = 1000
SCOPES = [{}, {"scope": ["111122223333"]}, {"type": ["azure_web_app"], "risk_level": ["high", "critical"]}]
Row = dict[str, Any]


@pytest.fixture(scope="module", params=[1, 2, 3])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    home = tmp_path_factory.mktemp("home")
    publish_decided(home, random.Random(request.param))
    for severity, owner in (("critical", "first"), ("medium", "")):
        rule = GovernanceRule(30, "test", now(), owner=owner, owner_tag="team", severity=severity)
        add_governance_rule(State(home), "default", rule)
    with Snapshots(home).open() as found:
        yield found


def held(opened: Published, **values: Any) -> list[Row]:
    """Return the rows of the inventory, each with its tags as ``key=value``, None where unread, and its owners."""
    findings = listing.rows(opened, "findings", ListFilter(), limit=ALL * 10).items
    rows = [dict(row) for row in listing.rows(opened, "inventory", ListFilter(values=values), limit=ALL).items]
    for row in rows:
        tags = None if row["tags"] is None else json.loads(row["tags"])
        row["tag"] = None if tags is None else {f"{key}={value}" for key, value in tags.items()}
        own = [each for each in findings if (each["resource_type"], each["resource_id"]) == (row["type"], row["id"])]
        row["owner"] = {each["owner"] for each in own if each["owner"]}
    return rows


def counted(rows: list[Row], name: str) -> dict[str | None, int]:
    found: Counter[str | None] = Counter()
    for row in rows:
        found.update([None] if row[name] is None else row[name] or [""])
    return dict(found)


def facet(opened: Published, name: str, asked: ListFilter, text: str = "") -> dict[str | None, int]:
    return {each.value: each.count for each in listing.facets(opened, "inventory", name, asked, text)}


def ids(rows: list[Row]) -> set[tuple[str, str]]:
    return {(row["type"], row["id"]) for row in rows}


@pytest.mark.parametrize("name", ["tag", "owner"])
@pytest.mark.parametrize("values", SCOPES, ids=str)
def test_a_facet_counts_the_rows_that_all_else_leaves(opened: Published, name: str, values: dict[str, Any]) -> None:
    rows = held(opened, **values)
    expected = counted(rows, name)
    assert facet(opened, name, ListFilter(values=values)) == expected
    at_once = listing.all_facets(opened, "inventory", ["scope", name], ListFilter(values=values))
    assert {each.value: each.count for each in at_once[name]} == expected
    assert len(expected) > 2 or values


@pytest.mark.parametrize("name", ["tag", "owner"])
@pytest.mark.parametrize("values", SCOPES, ids=str)
def test_each_value_of_a_facet_finds_as_many_rows(opened: Published, name: str, values: dict[str, Any]) -> None:
    rows = held(opened, **values)
    for value, n in facet(opened, name, ListFilter(values=values)).items():
        if value is None:
            found = listing.rows(opened, "inventory", ListFilter(f"{name} is unknown", values), limit=ALL)
        else:
            found = listing.rows(opened, "inventory", ListFilter(values=values | {name: [value]}), limit=ALL)
        assert found.total == n
        matched = [dict(row) for row in found.items][:n]
        same = [row for row in rows if value in ([None] if row[name] is None else row[name] or [""])]
        assert ids(matched) == ids(same)


def test_rows_whose_tags_were_not_read_are_unknown_and_come_last(opened: Published) -> None:
    unread = [row for row in held(opened) if row["tag"] is None]
    for asked in (ListFilter(values={"tag": ["team=red"]}), ListFilter('tag != "team=red"'), ListFilter('tag = ""')):
        found = listing.rows(opened, "inventory", asked, limit=ALL)
        assert found.unknown == len(unread) > 0
        assert ids(list(found.items)[found.total :]) == ids(unread)


def test_of_one_tag_any_value_will_do_and_of_others_each_is_needed(opened: Published) -> None:
    chosen = ["team=red", "team=blue", "Team=red"]
    rows = [row for row in held(opened) if row["tag"] is not None]
    either = listing.total(opened, "inventory", ListFilter(values={"tag": chosen[:2]}))
    assert either == sum(bool(row["tag"] & set(chosen[:2])) for row in rows) > 0
    both = listing.total(opened, "inventory", ListFilter(values={"tag": chosen}))
    assert both == sum(bool(row["tag"] & set(chosen[:2])) and chosen[2] in row["tag"] for row in rows)
    counts = facet(opened, "tag", ListFilter(values={"tag": chosen[:2]}))
    everything = facet(opened, "tag", ListFilter())
    for value in ("team=red", "team=blue", "team="):  # its own choice does not narrow a tag
        assert counts[value] == everything[value]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("owner = first", lambda row: "first" in row["owner"]),
        ("owner != first", lambda row: "first" not in row["owner"]),
        ("owner in [first, red]", lambda row: bool(row["owner"] & {"first", "red"})),
        ('owner = "" and scope = 111122223333', lambda row: not row["owner"] and row["scope"] == "111122223333"),
        ("not owner = red or owner = first", lambda row: "red" not in row["owner"] or "first" in row["owner"]),
    ],
)
def test_owners_are_asked_for_in_text(opened: Published, text: str, holds: Any) -> None:
    rows = held(opened)
    found = listing.rows(opened, "inventory", ListFilter(text), limit=ALL)
    assert ids(list(found.items)) == ids([row for row in rows if holds(row)])
    assert 0 < found.total < len(rows)


def test_a_text_picks_among_the_values(opened: Published) -> None:
    everything = facet(opened, "tag", ListFilter())
    found = facet(opened, "tag", ListFilter(), "RED")
    assert {key: n for key, n in found.items() if key} == {
        key: n for key, n in everything.items() if "red" in (key or "")
    }


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (ListFilter("owner < first"), "'owner' is compared with =, !=, in, not in"),
        (ListFilter(values={"ownr": ["first"]}), "did you mean 'owner'?"),
        (ListFilter(values={"tag": ["a=b"] * 201}), "tag: at most 200 values"),
    ],
)
def test_what_cannot_be_asked_is_refused(opened: Published, asked: ListFilter, said: str) -> None:
    with pytest.raises((QueryError, UsageError), match=said.replace("?", r"\?")):
        listing.total(opened, "inventory", asked)


@pytest.mark.parametrize("value", ["x'; drop table finding; --", "==", "a=%' or 1=1", "☃=☃", "a" * 5000])
def test_any_text_may_be_a_value(opened: Published, value: str) -> None:
    for name in ("tag", "owner"):
        assert listing.total(opened, "inventory", ListFilter(values={name: [value]})) == 0
        assert facet(opened, name, ListFilter(), value) == {
            key: n for key, n in facet(opened, name, ListFilter()).items() if not key
        }


def findings(opened: Published, **values: Any) -> list[Row]:
    """Return the findings that have values, each with the tags of its resource, None where unread."""
    tags = {(row["type"], row["id"]): row["tag"] for row in held(opened)}
    rows = listing.rows(opened, "findings", ListFilter(values=values), limit=ALL * 10).items
    return [{**row, "tag": tags[row["resource_type"], row["resource_id"]]} for row in rows]


@pytest.mark.parametrize("values", [{}, {"rule_id": ["aws.lambda.one"], "status": ["fail"]}, SCOPES[1]], ids=str)
def test_findings_have_the_tags_of_their_resources(opened: Published, values: dict[str, Any]) -> None:
    rows = findings(opened, **values)
    expected = counted(rows, "tag")
    found = {each.value: each.count for each in listing.facets(opened, "findings", "tag", ListFilter(values=values))}
    assert found == expected
    at_once = listing.all_facets(opened, "findings", ["scope", "tag"], ListFilter(values=values))
    assert {each.value: each.count for each in at_once["tag"]} == expected
    for value, n in expected.items():
        if value is None:
            assert listing.total(opened, "findings", ListFilter("tag is unknown", values)) == n
            continue
        part = listing.rows(opened, "findings", ListFilter(values=values | {"tag": [value]}), limit=ALL * 10)
        assert (part.total, part.unknown) == (n, expected.get(None, 0))
        assert {row["id"] for row in part.items[:n]} == {
            row["id"] for row in rows if row["tag"] is not None and (row["tag"] or {""}) >= {value}
        }
