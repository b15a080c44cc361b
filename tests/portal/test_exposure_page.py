"""An exposure has a page of its own, where all that is done in the queue is done as well."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.portal.links import resource_path
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.reading import Snapshots
from bartizan.service.triage import Exposure, exposures, triage_of
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.forms import send_form

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("exposure") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def worst(portal: Served) -> Exposure:
    with Snapshots(portal.settings.home).open() as published:
        return exposures(published, portal.state, "default")[0]


def address(each: Exposure) -> str:
    return "/operations" + resource_path(each.node.id, "").replace("/inventory/", "/queue/")


def test_it_is_opened_from_the_queue_and_worked_on(portal: Served, browser: Browser, worst: Exposure) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens("/operations/queue")
        page.get_by_role("link", name="Open", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Exposure of {worst.node.name}")
        opened = page.url
        assert opened.endswith(address(worst).rpartition("~")[2])
        page.get_by_label("Comment", exact=True).fill("It is on its way.")
        page.get_by_role("button", name="Comment").click()
        expect(page.locator(".timeline")).to_contain_text("It is on its way.")
        page.get_by_label("Progress").select_option("in_work")
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.locator(".timeline")).to_contain_text("progress is in work")
        assert page.url.split("?")[0] == opened
        assert somebody.violations() == []
        page.get_by_label("Breadcrumb").get_by_role("link", name="Queue").click()
        page.wait_for_url("**/operations/queue")
        assert (somebody.said, somebody.elsewhere) == ([], [])
    assert triage_of(portal.state, "default", worst.node.id).progress == "in_work"


def test_its_paths_are_those_that_begin_there(portal: Served, worst: Exposure) -> None:
    client = portal.person(Role.VIEWER)
    text = client.get(f"{portal.address}{address(worst)}").text
    assert "Triage: needs the role analyst" in text
    found = re.search(r'href="(/operations/attack-paths\?entry=[^"]+)"[^>]*>([\d,]+)<', text)
    assert found
    assert int(found[2]) == worst.paths
    with Snapshots(portal.settings.home).open() as published:
        asked = ListFilter(values={"entry": [worst.node.id]})
        assert listing.total(published, "attack_paths", asked) == worst.paths


def test_what_is_none_is_behind_the_door(portal: Served, worst: Exposure) -> None:
    viewer = portal.person(Role.VIEWER)
    assert viewer.get(f"{portal.address}/posture/queue/x~0123456789abcdef").status_code == 404
    other = portal.person(Role.ADMIN, "team-other").get(f"{portal.address}{address(worst)}")
    assert worst.node.name not in other.text
    assert "No scan yet." in other.text


def test_it_lists_what_is_to_be_fixed_worst_first(portal: Served, browser: Browser, worst: Exposure) -> None:
    nodes = {id_ for step in worst.worst.steps for id_ in (step.source, step.target)}
    with Snapshots(portal.settings.home).open() as published:
        own = {"resource_id": [worst.node.id], "status": ["affected"]}
        matches = listing.rows(published, "vulnerabilities", ListFilter(values=own), limit=200).items
        failing = listing.rows(published, "findings", ListFilter(values={"status": ["fail"]}), limit=2000).items
    severe = [row for row in matches if row["kev"] or row["is_malicious"] or row["severity"] in ("critical", "high")]
    on_nodes = [row for row in failing if row["resource_id"] in nodes]
    with visiting(browser, portal, Role.VIEWER, java_script_enabled=False) as somebody:
        page = somebody.opens(address(worst))
        packages = page.locator("section", has=page.get_by_role("heading", name="Vulnerable packages"))
        said = packages.locator("tr[data-row]").all_inner_texts()
        assert severe
        assert len(said) == len(severe)
        assert severe[0]["cve"] in said[0]
        assert "KEV" in said[0]
        for row, text in zip(severe, said, strict=True):
            assert all(word in text for word in (row["package"], row["version"], *row["fixed_versions"][:2]))
        checks = page.locator("section", has=page.get_by_role("heading", name="Failing checks on the way"))
        shown = checks.locator("tr[data-row]")
        titles = [each.locator("a").first.inner_text() for each in shown.all()]
        assert {row["title"] for row in on_nodes} <= set(titles)
        ending = shown.filter(has_text="ends the path")
        assert ending.count() == len(worst.worst.breaks)
        rank = {row["title"]: n for n, row in reversed(list(enumerate(failing)))}
        assert [rank[title] for title in titles] == sorted(rank[title] for title in titles)
        link = ending.first.get_by_role("link", name="Fix", exact=False)
        rule = worst.worst.breaks[0]
        assert rule in str(link.get_attribute("href"))
        link.click()
        page.wait_for_url(f"**/recommendations/{rule}*finding=*")


def test_the_api_has_the_packages_and_checks_that_are_to_be_fixed(portal: Served, worst: Exposure) -> None:
    analyst = portal.person(Role.ANALYST)
    one = analyst.get(f"/exposures/{worst.node.id}").json()
    own = {"resource_id": one["id"], "status": "affected", "limit": 200}
    matches = analyst.get("/vulnerabilities", params=own).json()["items"]
    severe = [each for each in matches if each["kev"] or each["severity"] in ("critical", "high")]
    assert severe
    assert {each["advisory_id"] for each in one["packages"]} >= {each["advisory_id"] for each in severe}
    assert one["packages_total"] == len(one["packages"])
    assert {each["rule_id"] for each in one["failing_checks"] if each["ends_path"]} == set(one["breaks"]) != set()
    failing = {
        each["id"]: each["rule_id"]
        for each in analyst.get("/findings", params={"status": "fail", "resource_id": one["id"], "limit": 200}).json()[
            "items"
        ]
    }
    said = {each["finding_id"]: each["rule_id"] for each in one["failing_checks"] if each["resource_id"] == one["id"]}
    assert said == failing
    assert one["failing_checks_total"] == len(one["failing_checks"])


def test_what_is_not_shown_is_a_link_away_and_unknown_is_said(portal: Served, browser: Browser) -> None:
    with Snapshots(portal.settings.home).open() as published:
        known = exposures(published, portal.state, "default")
        read = listing.rows(published, "inventory", ListFilter(values={"code_status": ["assessed"]}), limit=500).items
    unread = next(
        each for each in known if each.node.id not in {row["id"] for row in read} and "/sites/" in each.node.id
    )
    many = next(each for each in known if each.node.name == "func-stores-kiosk")
    with visiting(browser, portal, Role.VIEWER, java_script_enabled=False) as somebody:
        page = somebody.opens(address(unread))
        packages = page.locator("section", has=page.get_by_role("heading", name="Vulnerable packages"))
        expect(packages).to_contain_text("Packages are unknown: its code was not read")
        expect(packages.locator(".mark-healthy")).to_have_count(0)
        page = somebody.opens(address(many))
        link = page.get_by_role("link", name=re.compile(r"All \d+ failing checks"))
        n = re.findall(r"\d+", link.inner_text())[0]
        link.click()
        expect(page.get_by_role("heading", level=2, name=f"{n} checks")).to_be_visible()


def test_the_menu_counts_the_exposures_that_the_queue_opens_with(portal: Served) -> None:
    client, before = portal.person(Role.ANALYST), counted(portal)
    with Snapshots(portal.settings.home).open() as published:
        found = exposures(published, portal.state, "default")
    assert before == len(found) > 1
    for progress, n in (("accepted", before - 1), ("new", before)):
        sent = {"resource": found[-1].node.id, "kind": "progress", "text": progress}
        assert send_form(portal, client, "triage", **sent).status_code == 303
        assert counted(portal) == n
    assert 'href="/posture/queue"' not in client.get(f"{portal.address}/posture/inventory").text


def counted(portal: Served) -> int:
    """Return the exposures that the menu counts, which are those of the tab that the queue opens with."""
    text = portal.person(Role.VIEWER).get(f"{portal.address}/operations/queue").text
    link = re.search(r'<a href="/operations/queue".*?</a>', text.split('id="menu"')[1], re.DOTALL)
    assert link
    n = re.sub(r"<[^>]+>", "", link[0]).removeprefix("Queue")
    assert re.search(rf">Open {n}<", text)
    return int(n)


def test_it_and_its_path_say_how_scopes_were_read_as_the_queue_does(portal: Served, worst: Exposure) -> None:
    client, said = portal.person(Role.VIEWER), set[str]()
    for path in ("/operations/queue", address(worst), f"/operations/attack-paths/{worst.worst.id}"):
        text = client.get(portal.address + path).text
        said.add(text.split('class="notice notice-unknown standing"')[1].split("</summary>")[0])
    assert len(said) == 1
