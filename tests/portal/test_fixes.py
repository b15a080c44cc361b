"""Several fixes ticked at once: what they end together is what the search finds without all of them."""

from itertools import combinations

import pytest
from playwright.sync_api import expect

from bartizan.contract.paths import AttackPath
from bartizan.report.paging import Part
from bartizan.service import attack
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def worst(published: Published) -> AttackPath:
    return attack.attack_paths(published, part=Part(limit=1)).items[0]


def gone(published: Published, *rules: str) -> int:
    return sum(each.outcome == "gone" for each in attack.what_if(published, rules=rules).items)


def test_two_fixes_are_ticked_and_one_is_taken_back(somebody: Visitor, published: Published, worst: AttackPath) -> None:
    page = somebody.opens(f"/posture/attack-paths/{worst.id}")
    page.get_by_text("Fixes of the other paths on the map").click()
    own, other = "aws.apigateway.route_without_authorization", "aws.lambda.public_function_url"
    total = len(attack.what_if(published, rules=[own]).items)
    page.locator(f'[id="fix-{own}"]').click()
    page.wait_for_url(f"**fix={own}")
    expect(page.locator(".preview")).to_contain_text(f"{gone(published, own)} of {total} paths are gone")
    page.get_by_text("Fixes of the other paths on the map").click()
    page.locator(f'[id="fix-{other}"]').click()
    page.wait_for_url(f"**fix={own}&fix={other}")
    both = gone(published, own, other)
    assert both > max(gone(published, own), gone(published, other))
    expect(page.locator(".preview")).to_contain_text(f"{both} of {total} paths are gone")
    expect(page.locator(".preview")).to_contain_text(f"{total - both} paths left")
    expect(page.locator(".fixes a[aria-current]")).to_have_count(2)
    page.get_by_text("paths left, worst first").click()
    first = page.locator(".left a").first
    left = [each for each in attack.what_if(published, rules=[own, other]).items if each.outcome == "left"]
    assert first.inner_text() == max(left, key=lambda each: each.risk).title
    assert somebody.violations() == []
    page.locator(f'[id="fix-{own}"]').click()
    page.wait_for_url(f"**?fix={other}")
    expect(page.locator(".preview")).to_contain_text(f"{gone(published, other)} of {total} paths are gone")
    page.go_back()
    expect(page.locator(".preview")).to_contain_text(f"{both} of {total} paths are gone")
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".preview")).to_have_count(0)


def test_every_pair_ends_what_the_kernel_says(portal: Served, published: Published) -> None:
    client = portal.person(Role.VIEWER)
    paths = attack.attack_paths(published, part=Part(limit=500)).items
    path = max(paths, key=lambda each: len(each.breaks))
    assert len(path.breaks) > 1
    for pair in combinations(sorted(path.breaks), 2):
        query = "&".join(f"fix={rule}" for rule in pair)
        text = client.get(f"{portal.address}/posture/attack-paths/{path.id}?{query}").text
        assert f"{gone(published, *pair)} of {len(paths)} paths" in text, pair
        singles = [gone(published, rule) for rule in pair]
        assert max(singles) <= gone(published, *pair) <= sum(singles)


def test_fixes_that_break_nothing_here_are_not_tried(portal: Served, worst: AttackPath) -> None:
    client = portal.person(Role.VIEWER)
    for text in ("no.such.rule", "aws.lambda.single_zone", "%3Cscript%3E", ""):
        answer = client.get(f"{portal.address}/posture/attack-paths/{worst.id}?fix={text}")
        assert answer.status_code == 200
        assert "paths are gone" not in answer.text


def test_a_fix_is_shown_with_the_names_of_the_resource_on_the_path(somebody: Visitor, published: Published) -> None:
    rule = "aws.lambda.public_function_url"
    paths = attack.attack_paths(published, part=Part(limit=500)).items
    path = next(each for each in paths if rule in each.breaks and each.entry_id.startswith("arn:aws:lambda"))
    called = path.entry_id.rsplit(":", 1)[-1]
    page = somebody.opens(f"/posture/attack-paths/{path.id}?fix={rule}")
    panel = page.locator("section", has=page.get_by_role("heading", name="How to fix"))
    expect(panel).to_contain_text(called)
    expect(panel.locator("pre")).to_contain_text(f"--function-name {called}")
    panel.get_by_role("link", name="Terraform").click()
    page.wait_for_url("**form=terraform*")
    expect(page.locator(".preview")).to_contain_text("paths are gone")
    assert somebody.violations() == []


def test_the_fix_of_an_api_that_leads_to_the_workload_has_the_names_of_the_api(
    somebody: Visitor, published: Published
) -> None:
    rule = "aws.apigateway.route_without_authorization"
    routes = published.engine.rows(
        "select distinct r.target_arn, a.id, a.name from aws_apigateway_route as r join aws_apigateway_rest_api as a "
        "on a.id = r.api_id join finding as f on f.resource_id = a.id and f.rule_id = ? and f.status = 'fail' "
        "where r.is_open",
        [rule],
    )
    apis = {row["target_arn"]: row for row in routes}
    paths = attack.attack_paths(published, part=Part(limit=500)).items
    path = next(each for each in paths if rule in each.breaks and each.entry_id in apis)
    api = apis[path.entry_id]
    page = somebody.opens(f"/posture/attack-paths/{path.id}?fix={rule}")
    panel = page.locator("section", has=page.get_by_role("heading", name="How to fix"))
    expect(panel).to_contain_text(api["name"])
    expect(panel.locator("pre").first).to_contain_text(api["id"].rsplit("/", 1)[-1])
    assert somebody.violations() == []
