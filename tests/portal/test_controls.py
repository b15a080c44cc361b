"""The controls that a rule answers lead to what can be proved of them."""

import orjson
import pytest
from playwright.sync_api import expect

from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.service.reading import Snapshots
from tests.api.serving import Served
from tests.portal.browser import Visitor

pytestmark = pytest.mark.slow

RULE = "aws.lambda.public_function_url"


def test_a_control_leads_to_its_evidence(somebody: Visitor) -> None:
    page = somebody.opens(f"/posture/recommendations/{RULE}")
    assert page.locator(".controls-of").count() == 5
    assert somebody.violations() == []
    page.get_by_role("link", name="nist-800-53 AC-3", exact=True).click()
    page.wait_for_url("**/compliance?framework=nist-800-53&control=AC-3")
    evidence = page.locator("section.card").first
    expect(evidence.get_by_role("heading")).to_contain_text("AC-3")
    evidence.locator(f"a[href$='/recommendations/{RULE}']").click()
    page.locator(".controls-of").get_by_role("link", name="pci-dss-4", exact=True).click()
    page.wait_for_url("**/compliance?framework=pci-dss-4")
    expect(page.get_by_role("heading", level=1)).to_contain_text("PCI")


def test_every_control_that_a_rule_names_has_a_page(portal: Served) -> None:
    known = frameworks([bundled("rules")])
    published = Snapshots(portal.settings.home).open()
    rules = [orjson.loads(row["definition"]) for row in published.engine.rows("select definition from rule")]
    published.engine.close()
    named = {(framework, id_) for rule in rules for framework, ids in rule["controls"].items() for id_ in ids}
    assert len(named) > 50
    assert {pair for pair in named if pair[0] not in known or pair[1] not in known[pair[0]].controls} == set()
