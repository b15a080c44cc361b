"""A permission that ARM denies: what stands on it is unknown wherever it is shown, and one statement closes the gap."""

import json

import pytest
from playwright.sync_api import expect

from bartizan.base.resource_key import resource_key
from bartizan.service.published import Published
from tests.portal.browser import Visitor

DENIED = "Microsoft.Web/sites/config/list/action"
_APPS = "select id from observation where permission = ? and aspect = 'code' and outcome = 'denied' order by id limit 1"
_UNKNOWN = "select count(*) as n from finding where resource_id = ? and status = 'unknown'"


@pytest.fixture
def app(published: Published) -> str:
    """An app whose settings and code were denied."""
    return str(published.engine.rows(_APPS, [DENIED])[0]["id"])


def test_what_stands_on_it_is_unknown_on_the_page_of_the_app(somebody: Visitor, published: Published, app: str) -> None:
    (lost,) = published.engine.rows(_UNKNOWN, [app])
    assert lost["n"]
    key = resource_key(app)
    page = somebody.opens(f"/posture/inventory/{key}?tab=recommendations")
    expect(page.locator("main .mark-unknown").first).to_be_visible()
    for tab in ("vulnerabilities", "packages"):
        shown = somebody.opens(f"/posture/inventory/{key}?tab={tab}").locator("main")
        expect(shown.locator(".state").last).to_contain_text(f"needs {DENIED}")
        expect(shown.get_by_role("link", name="What closes this gap")).to_be_visible()
        expect(shown.locator(".mark-healthy")).to_have_count(0)
    facts = somebody.opens(f"/posture/inventory/{key}?tab=facts").locator("#fact-code_digest")
    expect(facts.locator(".mark-unknown")).to_be_visible()


def test_coverage_has_the_statement_that_closes_it(somebody: Visitor) -> None:
    page = somebody.opens("/posture/coverage?outcome=denied")
    gap = page.locator("tr[data-row]", has_text=DENIED).first
    expect(gap.locator(".mark-unknown").first).to_be_visible()
    said = json.loads(gap.locator("pre").first.inner_text())
    assert DENIED in json.dumps(said)
    assert "*" not in json.dumps(said).replace("/*", "")
