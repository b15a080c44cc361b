"""States of pages: what is missing is said for each scope, and what failed does not take the rest of the page along."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.portal.links import resource_path
from bartizan.state import Manifest, State
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import Visitor, visiting
from tests.service.estate import arn, published

LATE = (now() - datetime.timedelta(days=4)).strftime("%Y-%m-%d %H:%M")
DENIED = """
insert into observation by name select scope, region, now()::timestamp as observed_at, 'denied' as outcome,
    'list' as aspect, 'aws_iam_role' as kind, 'iam:ListRoles' as operation, 'iam:ListRoles' as permission,
    'not allowed' as detail from aws_lambda_function where name = 'orders'
"""
AGED = f"update observation set observed_at = timestamp '{LATE}' where scope = '444455556666'"
NOW = "update observation set observed_at = now()::timestamp"
FRESH = "update observation set observed_at = now()::timestamp where scope <> '444455556666'"
REFUSED = """
insert into observation by name select scope, region, now()::timestamp as observed_at, 'failed' as outcome,
    'list' as aspect, 'aws_s3_bucket' as kind, 's3:ListBuckets' as operation, '' as permission,
    'credentials refused' as detail from aws_lambda_function where name = 'billing'
"""
OFF = """
create table hidden as select 'x' as id, 'aws_lambda_function' as type, 'x' as name, '777788889999' as scope,
    'component_off' as reason
"""


PAGES = [
    *("/overview", "/inventory", "/recommendations", "/identities", "/attack-paths"),
    "/recommendations/aws.lambda.open",
    resource_path(arn("well", "555566667777"), "well"),
]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Four scopes: one in part read, one read long ago, one with protection off, and one that is well."""
    functions = [
        {"id": arn("orders"), "name": "orders"},
        {"id": arn("billing", "444455556666"), "name": "billing"},
        {"id": arn("well", "555566667777"), "name": "well"},
    ]
    home = published(tmp_path_factory.mktemp("home"), functions, also=[FRESH, AGED, DENIED, REFUSED, OFF])
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_of_which_scopes_it_does_not_know_all(standing: Served, path: str) -> None:
    client = standing.person(Role.ADMIN)
    text = client.get(f"{standing.address}/posture{path}").text.split('<main id="main"')[1]
    notice = text.split('class="notice notice-unknown standing"')[1].split("</details>")[0]
    assert "1 of 4 scopes read in full; 1 stale; Serverless protection is off for 1" in notice
    lines = [re.sub(r"<[^>]+>", "", each) for each in notice.split("<li>")[1:]]
    assert any("111122223333" in each and "1 question not answered since" in each for each in lines)
    assert any("444455556666" in each and "last read 4 days ago: credentials refused" in each for each in lines)
    assert any("Serverless protection is off for 777788889999" in each for each in lines)
    assert not any("555566667777" in each for each in lines)
    assert "/posture/environment" in notice


@pytest.mark.parametrize("path", ["/overview", "/attack-paths", "/queue"])
def test_that_no_path_was_found_is_not_healthy_where_a_question_was_not_answered(standing: Served, path: str) -> None:
    text = standing.person(Role.ADMIN).get(f"{standing.address}/posture{path}").text
    assert "could not be checked" in text
    assert not re.search("No path leads|No workload has a way in", text)


def test_who_is_no_admin_is_not_led_to_the_switch(standing: Served) -> None:
    client = standing.person(Role.VIEWER)
    text = client.get(f"{standing.address}/posture/inventory").text.split('<main id="main"')[1]
    assert "/posture/environment" not in text.split("standing")[1].split("</details>")[0]


def test_the_notice_opens_by_keyboard_and_has_no_barrier(standing: Served, browser: Browser) -> None:
    with visiting(browser, standing) as found:
        page = found.opens("/posture/inventory")
        page.locator(".standing summary").press("Enter")
        expect(page.locator(".standing li").first).to_be_visible()
        assert found.violations() == []
        page.get_by_role("link", name="1 question not answered").first.click()
        page.wait_for_url("**/coverage?scope=111122223333")
        expect(page.locator("main")).to_contain_text("iam:ListRoles")
        assert (found.said, found.elsewhere) == ([], [])


def test_where_all_is_well_nothing_is_said(tmp_path: Path) -> None:
    home = published(
        tmp_path / "home",
        [{"id": arn("well"), "name": "well"}],
        also=["update observation set observed_at = now()::timestamp"],
    )
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        text = found.person(Role.VIEWER).get(f"{found.address}/posture/inventory").text
        assert "standing" not in text.split('<main id="main"')[1]


def test_what_failed_is_said_in_its_place_and_the_rest_lives_on(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    rows = page.locator("tr[data-row]").count()
    page.route("**/inventory?exposure=**", lambda route: route.abort())
    page.get_by_role("group", name="Exposure").get_by_role("checkbox", name="Internet").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The server did not answer.")
    assert page.locator("tr[data-row]").count() == rows, "the old rows stay"
    expect(page.locator("#list")).not_to_have_attribute("aria-busy", "true")
    assert somebody.violations() == []
    page.unroute("**/inventory?exposure=**")
    alert.get_by_role("link", name="Try again").click()
    page.wait_for_url("**exposure=internet**")
    expect(page.get_by_role("alert")).to_have_count(0)
    somebody.said.clear()  # the browser says of a request that was cut off that it was


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A home with two snapshots, of which the files of the older one are gone."""
    home = tmp_path_factory.mktemp("lost")
    before = now() - datetime.timedelta(days=1)
    State(home).publish(Manifest("two", "default", before, before, "complete", {"snapshot_id": "two"}))
    published(home, [{"id": arn("orders"), "name": "orders"}])
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_a_page_that_fails_has_a_trace_that_stands_in_the_log(lost: Served, caplog: pytest.LogCaptureFixture) -> None:
    answer = lost.person(Role.VIEWER).get(f"{lost.address}/posture/inventory", params={"at": "two"})
    assert answer.status_code >= 500
    found = re.search(r"Trace <code[^>]*>(\w{16})</code>", answer.text)
    assert found
    assert f"(trace {found[1]})" in caplog.text
    assert str(lost.settings.home) not in answer.text
    assert 'href="/posture/inventory?at=two"' in answer.text


def test_what_the_caller_asked_wrongly_has_no_trace(lost: Served) -> None:
    answer = lost.person(Role.VIEWER).get(f"{lost.address}/posture/inventory", params={"nothing": "so"})
    assert answer.status_code == 400
    assert "Try again" in answer.text
    assert "Trace" not in answer.text


def test_an_error_stands_in_the_list_that_it_was_asked_of(lost: Served, browser: Browser) -> None:
    with visiting(browser, lost, Role.VIEWER) as found:
        page = found.opens("/posture/inventory")
        page.evaluate("document.dispatchEvent(new CustomEvent('go', {detail: '/posture/inventory?at=two'}))")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(re.compile("Trace [0-9a-f]{16}"))
        expect(alert.get_by_role("link", name="Try again")).to_have_attribute("href", re.compile("at=two"))
        expect(page.locator("tr[data-row]")).to_have_count(1)
        assert found.violations() == []


def test_old_rows_stay_and_are_dimmed_after_a_while(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/inventory?exposure=**", hold)
    page.get_by_role("group", name="Exposure").get_by_role("checkbox", name="Internet").click()
    expect(page.locator("#list")).to_have_attribute("aria-busy", "true")
    style = page.locator(".rows-card").evaluate("card => getComputedStyle(card).transitionDelay")
    assert style == "0.15s"
    assert page.locator("tr[data-row]").count() > 5
    held[0].continue_()
    page.wait_for_url("**exposure=internet**")
    expect(page.locator("#list")).not_to_have_attribute("aria-busy", "true")


def test_nothing_found_names_each_filter_and_what_it_would_bring_back(portal: Served) -> None:
    client = portal.person(Role.VIEWER)
    query = {"exposure": "internet", "q": "nothing-is-called-so", "filter": "risk_level = critical"}
    text = client.get(f"{portal.address}/posture/inventory", params=query).text
    for words in ("Exposure: Internet", "contains nothing-is-called-so", "where risk_level = critical"):
        assert re.search(rf"Without {re.escape(words)} there are [\d,]+ workloads?<", text), words
    found = re.search(r"Without contains nothing-is-called-so there are ([\d,]+)", text)
    assert found
    assert int(found[1]) > 0
