"""What changed since the last scan stands on the overview, and each number leads to what it counts."""

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.changes.comparing import changes
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import Visitor, visiting
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

WORDS = {"New": "new", "Worse": "worse", "Fixed": "fixed", "Not read again": "unverified"}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    of = "update finding set risk_level = '{level}' where resource_name = 'worse'"
    before = [{"id": arn(name), "name": name} for name in ("stays", "worse", "fixed", "unread")]
    published(home, before, id_="one", also=[of.format(level="low")])
    gone = "delete from finding where resource_name = 'fixed'"
    unread = "update finding set status = 'unknown' where resource_name = 'unread'"
    after = [*before, {"id": arn("new"), "name": "new"}]
    published(home, after, id_="two", also=[of.format(level="critical"), gone, unread])
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(params=(True, False), ids=("scripts", "no scripts"))
def anybody(request: pytest.FixtureRequest, browser: Browser, scanned: Served) -> Iterator[Visitor]:
    with visiting(browser, scanned, Role.VIEWER, java_script_enabled=request.param) as found:
        yield found


def test_each_number_leads_to_what_it_counts(anybody: Visitor, scanned: Served) -> None:
    page = anybody.opens("/posture/overview")
    if page.get_by_role("link", name="Count what changed").is_visible():
        page.get_by_role("link", name="Count what changed").click()
    every = changes(scanned.settings.home, "previous").items
    expected = Counter(each.change for each in every if each.kind in {"finding", "attack_path"})
    rows = page.locator(".changes li")
    expect(rows.locator("a")).to_have_count(len(expected))
    found = {row.locator(".wide-word").inner_text().strip(): row.locator("a") for row in rows.all()}
    assert {WORDS[word]: int(link.inner_text()) for word, link in found.items()} == expected
    found["Fixed"].click()
    shown = page.locator("section", has=page.get_by_role("heading", name="What changed")).locator("tr[data-row]")
    expect(shown).to_have_count(expected["fixed"])
    assert {row.locator("td").last.inner_text() for row in shown.all()} == {"fixed"}


def test_of_the_first_scan_it_says_so(anybody: Visitor) -> None:
    page = anybody.opens("/posture/overview?at=one&changes=1")
    expect(page.locator(".changes")).to_contain_text("the first scan")
    expect(page.locator(".changes .number")).to_have_count(0)


def test_who_may_not_see_the_directory_learns_no_number(scanned: Served) -> None:
    address = f"{scanned.address}/posture/overview/changes"
    assert scanned.person(Role.VIEWER).get(address).status_code == 200
    assert scanned.person(None).get(address).status_code in (403, 404)
    assert scanned.anybody().get(address, follow_redirects=False).status_code in (303, 401)
