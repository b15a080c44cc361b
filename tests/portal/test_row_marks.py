"""What stands beside a workload in the inventory: a runtime that has ended, and a vulnerability that is exploited."""

import pytest
from playwright.sync_api import expect

from bartizan.portal.components.marks import breakable
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from tests.portal.browser import Visitor

pytestmark = pytest.mark.slow

ALL = "/posture/inventory?type=aws_lambda_function"
ENDED = "select name from aws_lambda_function where runtime_days_left < 0"


def marked(somebody: Visitor, published: Published, mark: str) -> set[str]:
    (row,) = published.engine.rows("select count(*) as n from aws_lambda_function")
    found: set[str] = set()
    for offset in range(0, row["n"], 50):
        page = somebody.opens(f"{ALL}&offset={offset}")
        rows = page.locator("tr[data-row]", has=page.locator(".chip", has_text=mark))
        found |= {each.split("\n")[0] for each in rows.locator("td.wide").all_inner_texts()}
    return found


def test_runtimes_that_have_ended_are_marked_and_no_others(somebody: Visitor, published: Published) -> None:
    ended = {row["name"] for row in published.engine.rows(ENDED)}
    assert ended
    assert marked(somebody, published, "ended") == ended


def test_workloads_with_an_exploited_vulnerability_are_marked(somebody: Visitor, published: Published) -> None:
    kev = ListFilter(values={"kev": ["true"], "status": ["affected"], "resource_type": ["aws_lambda_function"]})
    found = listing.rows(published, "vulnerabilities", kev, limit=1000).items
    exploited = {row["resource_name"] for row in found}
    assert exploited
    assert marked(somebody, published, "KEV") == exploited


def test_the_number_of_those_with_something_unread_leads_to_them(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    link = page.get_by_role("link", name="with something unread")
    n = int(link.inner_text().split()[0])
    link.click()
    page.wait_for_url("**filter=not_evaluated**")
    expect(page.get_by_role("heading", level=2, name=f"{n} workloads")).to_be_visible()
    assert n > 0


def test_an_identifier_goes_on_after_a_mark_and_stays_the_same_text() -> None:
    for text in ("Microsoft.Web/sites/config/list/action", "lambda:GetRuntimeManagementConfig", "", "::", "a"):
        pieces = [str(each) for each in breakable(text)]
        assert "".join(piece for piece in pieces if piece != "<wbr>") == text
    assert [str(each) for each in breakable("lambda:ListTags")] == [
        "lambda:",
        "<wbr>",
        "List",
        "<wbr>",
        "Tags",
        "<wbr>",
    ]
