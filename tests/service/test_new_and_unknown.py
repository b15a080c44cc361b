"""Resources are found by how new they are and by whether a check of them could not be decided, decisions laid over."""

import datetime
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state import State
from bartizan.state.exemption import add_exemptions
from bartizan.state.nouns import Exemption
from tests.service.decided import SCOPES, publish_decided

NAMES = ("has_unknown", "known_for")
ASKED: list[dict[str, list[str]]] = [{}, {"scope": [SCOPES[0]]}, {"type": ["azure_web_app"], "risk_level": ["high"]}]
DAYS = {"day": 1, "week": 7, "month": 30}
SEEN = ("2026-01-27 12:00", "2026-01-20", "2026-01-02", "2025-11-11")


@pytest.fixture(scope="module", params=[1, 2])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    home = tmp_path_factory.mktemp("home")
    draw = random.Random(request.param)
    publish_decided(home, draw, first_seen=SEEN)
    reason = Exemption(ExemptionCategory.MITIGATED, "made up", "test", now(), scope=SCOPES[1])
    add_exemptions(State(home), "default", [reason])
    with Snapshots(home).open() as found:
        yield found


def rows(opened: Published, **values: Any) -> list[dict[str, Any]]:
    """Return the rows of the inventory with what is to be found by, as plain Python says it."""
    found = [dict(row) for row in listing.rows(opened, "inventory", ListFilter(values=values), limit=1000).items]
    last = datetime.datetime(2026, 1, 28)
    for row in found:
        known = (last - row["first_seen"]) / datetime.timedelta(days=1)
        row["known_for"] = {next((word for word, days in DAYS.items() if known <= days), "longer")}
        row["has_unknown"] = {"true" if row["not_evaluated"] else "false"}
    return found


def ids(found: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(row["type"], row["id"]) for row in found}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("values", ASKED, ids=str)
def test_a_facet_counts_what_all_else_leaves_and_finds_it(
    opened: Published, name: str, values: dict[str, list[str]]
) -> None:
    every = rows(opened, **values)
    expected = Counter(value for row in every for value in row[name])
    assert len(expected) > 1 or values
    counted = listing.facets(opened, "inventory", name, ListFilter(values=values))
    assert {each.value: each.count for each in counted} == expected
    at_once = listing.all_facets(opened, "inventory", ["scope", *NAMES], ListFilter(values=values))
    assert {each.value: each.count for each in at_once[name]} == expected
    for value, n in expected.items():
        found = listing.rows(opened, "inventory", ListFilter(values=values | {name: [value]}), limit=1000)
        assert (found.total, found.unknown) == (n, 0)
        assert ids(found.items) == ids(row for row in every if value in row[name])


def test_what_is_exempt_is_not_unknown(opened: Published) -> None:
    assert {row["scope"] for row in rows(opened, has_unknown=["true"])} == {*SCOPES} - {SCOPES[1]}
    assert opened.engine.rows(f"select 1 from exempted where scope = '{SCOPES[1]}' limit 1")


def test_it_is_asked_for_in_text_too(opened: Published) -> None:
    found = listing.rows(opened, "inventory", ListFilter("known_for = longer and has_unknown = true"), limit=1000)
    both = [row for row in rows(opened) if "longer" in row["known_for"] and row["not_evaluated"]]
    assert ids(found.items) == ids(both) != set()
    with pytest.raises(UsageError, match="did you mean 'known_for'"):
        listing.total(opened, "inventory", ListFilter(values={"known_fr": ["day"]}))
