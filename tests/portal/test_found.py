"""The graph of what a query found: its matches with what they are related to, folded where they are many."""

from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect

from bartizan.explore.ask import ask, graph
from bartizan.explore.parse import parse
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

ONE = (
    "find aws_lambda_function where name = data-search-index and runs_as (aws_iam_role where "
    "can_read (aws_s3_bucket where tags.data-class in [personal, confidential]))"
)
BACK = (
    "find aws_s3_bucket where name = company-analytics-lake and "
    "read_by (aws_iam_role where run_by (aws_lambda_function))"
)
MANY = "find aws_lambda_function where runs_as (aws_iam_role)"
UNDECIDED = "find aws_lambda_function where vulnerability (kev)"


def opened(somebody: Visitor, query: str) -> Page:
    return somebody.opens(f"/posture/explorer?{urlencode({'q': query, 'view': 'graph'})}")


def test_the_graph_has_the_matches_and_what_they_are_related_to(somebody: Visitor, published: Published) -> None:
    page = somebody.opens(f"/posture/explorer?{urlencode({'q': ONE})}")
    page.get_by_role("link", name="Graph", exact=True).click()
    page.wait_for_url("**view=graph*")
    expected = graph(published.engine, parse(ONE))
    assert page.locator(".map .node").count() == len(expected["nodes"]) >= 3
    assert page.locator(".map .edge").count() == len(expected["edges"]) >= 2
    headings = page.locator(".map .column").all_text_contents()
    assert headings == ["Lambda function", "IAM role", "S3 bucket"]
    expect(page.locator(".map .is-target")).to_contain_text("data-searc")
    assert somebody.violations() == []
    card = page.locator("[data-card].is-target")
    card.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.column") == "1"
    card.click()
    page.wait_for_url("**/inventory/data-search-index~*")


def test_lines_lead_to_the_right_where_a_query_asks_backwards(somebody: Visitor) -> None:
    page = opened(somebody, BACK)
    assert page.locator(".map .column").all_text_contents() == ["Lambda function", "IAM role", "S3 bucket"]
    ends = page.evaluate(
        """() => [...document.querySelectorAll('.map .edge')].map(
          (edge) => edge.getPointAtLength(edge.getTotalLength()).x - edge.getPointAtLength(0).x)"""
    )
    assert ends
    assert min(ends) > 0


def test_many_are_folded_by_type(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, MANY)
    nodes = len(graph(published.engine, parse(MANY))["nodes"])
    assert nodes > 40
    assert page.locator(".map .node").count() <= 40
    expect(page.locator(".graph")).to_contain_text(f"{nodes} resources")
    expect(page.locator(".graph")).to_contain_text("those of one type are one")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_what_cannot_be_decided_is_said(somebody: Visitor, published: Published) -> None:
    found = ask(published.engine, parse(UNDECIDED))
    assert found.unknown
    page = opened(somebody, UNDECIDED)
    expect(page.locator(".graph")).to_contain_text(f"{found.unknown} of them cannot be decided")
    expect(page.locator(".graph")).to_contain_text("names no relation")


def test_an_empty_answer_has_words(somebody: Visitor) -> None:
    expect(opened(somebody, "find aws_lambda_function where name = nobody").locator("main")).to_contain_text(
        "Nothing matches"
    )


def test_a_graph_fits_on_a_phone(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = opened(found, ONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []
