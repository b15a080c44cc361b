"""What the page of a recommendation reads of one rule and one finding is what reading all of them says."""

import random
from pathlib import Path

import pytest

from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.finding_rows import place_of
from bartizan.report.views.findings import findings_by_id
from bartizan.report.views.recommendations import recommendations
from bartizan.service import listing
from bartizan.service.detail import recommendation
from bartizan.service.published import Published, open_published
from bartizan.service.reading import Snapshots
from bartizan.state import State
from tests.service.decided import MORE_RULES, publish_decided
from tests.service.test_decided_lists import decide

pytestmark = pytest.mark.slow

ROUNDS = 6


def check_findings(published: Published) -> set[str]:
    """Compare findings of each status that are read by their places with those looked for; return the statuses."""
    statuses = set()
    for status in ("fail", "unknown", "exempt"):
        asked = ListFilter(values={"status": [status]})
        rows = listing.rows(published, "findings", asked, fields=("id", "n", "rule_id"), limit=10).items
        for row in rows:
            (one,) = findings_by_id(published.engine, [row["id"]], [place_of(row["n"])]).values()
            assert one == findings_by_id(published.engine, [row["id"]])[row["id"]]
            assert (one.rule_id, one.status) == (row["rule_id"], status)
            assert (one.exemption is not None) == (status == "exempt")
            statuses.add(status)
    return statuses


@pytest.mark.parametrize("seed", [1, 2])
def test_one_finding_and_one_rule_are_those_of_all(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    publish_decided(tmp_path, draw, has_twins=False)
    snapshots, state = Snapshots(tmp_path), State(tmp_path)
    seen: set[str] = set()
    for _ in range(ROUNDS):
        with snapshots.open() as layered, open_published(tmp_path) as anew:
            seen |= check_findings(layered) | check_findings(anew)
            every = {each.rule_id: each for each in recommendations(anew.engine).items}
            for rule in MORE_RULES:
                assert recommendation(layered, rule.id).recommendation == every.get(rule.id)
        decide(state, draw)
    assert seen == {"fail", "unknown", "exempt"}


def test_without_a_place_nothing_else_is_found(tmp_path: Path) -> None:
    publish_decided(tmp_path, random.Random(3), has_twins=False)
    with Snapshots(tmp_path).open() as published:
        first, second = listing.rows(published, "findings", ListFilter(), fields=("id", "n"), limit=2).items
        assert findings_by_id(published.engine, [first["id"]], [place_of(second["n"])]) == {}
