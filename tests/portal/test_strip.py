"""One path in a line of cards: on the pages of its workload, of what ends it, and of its exposure in the queue."""

import pytest

from bartizan.base.resource_key import resource_key
from bartizan.portal.links import resource_path
from bartizan.report.paging import Part
from bartizan.service import attack
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("workspace", ["posture", "operations"])
def test_the_worst_path_is_a_strip_where_it_matters(portal: Served, published: Published, workspace: str) -> None:
    viewer, path = portal.person(Role.VIEWER), attack.attack_paths(published, part=Part(limit=1)).items[0]
    pages = (
        resource_path(path.entry_id, ""),
        f"/recommendations/{path.breaks[0]}",
        f"/queue?open={resource_key(path.entry_id)}",
    )
    for page in pages:
        text = viewer.get(f"{portal.address}/{workspace}{page}").text
        strip = text.partition('class="strip"')[2].partition("</div>")[0]
        assert "Internet" in strip, page
        assert strip.count("<svg") == strip.count('class="stop') > 2, page
        assert resource_path(path.entry_id, "")[-16:] in strip, page
        assert f"/attack-paths/{path.id}" in text, page


def test_what_ends_no_path_has_no_strip(portal: Served, published: Published) -> None:
    breaking = {rule for path in attack.attack_paths(published, part=Part(limit=500)).items for rule in path.breaks}
    rows = published.engine.rows("select distinct rule_id from finding where status = 'fail' order by 1")
    other = next(row["rule_id"] for row in rows if row["rule_id"] not in breaking)
    text = portal.person(Role.VIEWER).get(f"{portal.address}/posture/recommendations/{other}").text
    assert "Ends this path" not in text


def test_the_strip_of_a_recommendation_has_no_barrier(somebody: Visitor, published: Published) -> None:
    rule = attack.attack_paths(published, part=Part(limit=1)).items[0].breaks[0]
    page = somebody.opens(f"/posture/recommendations/{rule}")
    assert page.locator(".strip").count() == 1
    assert somebody.violations() == []
