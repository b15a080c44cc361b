"""The fixes of a selection as one script: of what a list's filters leave, of what is ticked, and by the API."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, Download, Page

from bartizan.report.listing.ask import ListFilter
from bartizan.service.exporting.fixing import fixes
from bartizan.service.listing import total
from bartizan.service.lists import findings
from bartizan.service.published import open_published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import visiting

pytestmark = pytest.mark.slow

RULE = "aws.lambda.public_function_url"
OF_RULE = f"/posture/recommendations/{RULE}?status=fail"
_HEADING = re.compile(r"^# (\S+) on (\S.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.VIEWER)
    client.base_url = portal.address
    yield client
    client.close()


def fixed(script: str) -> set[tuple[str, str]]:
    """Return the rule and the resource of each fix, of a script that bash can read."""
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    return set(_HEADING.findall(script))


def failing(client: Client, **asked: str) -> set[tuple[str, str]]:
    rows = client.get("/api/v1/findings", params={"status": "fail", "limit": "200", **asked}).json()["items"]
    return {(row["rule_id"], row["resource_id"]) for row in rows}


def read(download: Download) -> str:
    assert download.suggested_filename == "fixes.sh"
    return Path(download.path()).read_text(encoding="utf-8")


def click(page: Page, role: str, name: str) -> str:
    with page.expect_download() as found:
        page.get_by_role(role, name=name).click()  # type: ignore[arg-type]
    return read(found.value)


@pytest.mark.parametrize("asked", [{"rule_id": RULE}, {"filter": "severity in [critical, high]", "q": "a"}])
def test_the_api_fixes_what_fails_of_what_matches(client: Client, asked: dict[str, str]) -> None:
    answer = client.get("/api/v1/findings/fix-script", params=asked)
    assert answer.headers["Content-Type"].startswith("text/x-shellscript")
    assert fixed(answer.text) == failing(client, **asked) != set()


def test_the_api_says_what_is_wrong_and_has_nothing_for_what_does_not_fail(client: Client) -> None:
    refused = client.get("/api/v1/findings/fix-script", params={"filter": "colour = red"})
    assert (refused.status_code, "colour" in refused.text) == (400, True)
    for asked in ({"status": "unknown"}, {"filter": "status = unknown or status = exempt"}):
        assert fixed(client.get("/api/v1/findings/fix-script", params=asked).text) == set()


def test_a_list_offers_the_fixes_of_what_its_filters_leave(browser: Browser, portal: Served, client: Client) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/recommendations?group=check&severity=critical")
        assert fixed(click(page, "link", "Fix script")) == failing(client, severity="critical") != set()
        page = somebody.opens("/posture/recommendations?group=check&status=unknown")
        assert page.get_by_role("link", name="Fix script").count() == 0


def test_ticked_rows_are_fixed_and_no_others(browser: Browser, portal: Served, client: Client) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens(OF_RULE)
        every = failing(client, rule_id=RULE)
        assert fixed(click(page, "link", "Fix script")) == every
        page.locator("tbody .tick-box").first.check()
        name = page.locator("tbody tr").first.locator(".tick-box").get_attribute("value")
        found = fixed(click(page, "button", "Fix script of the ticked rows"))
        (row,) = client.get("/api/v1/findings", params={"id": name or ""}).json()["items"]
        assert found == {(row["rule_id"], row["resource_id"])} < every
        assert page.url.endswith(OF_RULE)


def test_a_script_says_what_it_leaves_out(demo_home: Path) -> None:
    with open_published(demo_home) as published:
        most = 5
        wanted = ListFilter(values={"status": ["fail"]})
        every, worst = total(published, "findings", wanted), findings(published, status="fail").items[:most]
        script = fixes(published, ListFilter(), most)
    assert fixed(script) == {(each.rule_id, each.resource_id) for each in worst}
    assert f"# {every - most:,} more were selected" in script
