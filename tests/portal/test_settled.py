"""Settings: how old each source of advisories is and what to do, and all that is saved with its address."""

import datetime
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.advise.sources.kind import Kind
from bartizan.advise.sources.status import SourceStatus, save
from bartizan.api.settings import ServeSettings
from bartizan.explore.parse import parse
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.portal.pages.setting.advisories import aged
from bartizan.service.work.deciding import Decider
from bartizan.service.work.saving import save_query_for
from bartizan.state.access.nouns import Role
from bartizan.state.kept.views import SavedView, ViewOwner, keep_view
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

WHO = f"reader-{secrets.token_hex(4)}"
DAY = datetime.timedelta(days=1)
ADVISORIES, SAVED = "/posture/settings?tab=advisories", "/posture/settings?tab=saved"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    published(tmp_path, [{"id": arn("orders"), "name": "orders"}])
    with served(ServeSettings(tmp_path, "http://127.0.0.1"), create_portal) as found:
        yield found


def source(name: str, kind: Kind, read: datetime.timedelta, age: datetime.timedelta, error: str = "") -> SourceStatus:
    place = f"https://{WHO}@{name}.example/all.zip"
    known = SourceStatus(name, kind, place, place, now() - read, now() - age, 1200, error=error)
    return replace(known, ecosystem="PyPI" if kind == Kind.ADVISORIES else "")


@pytest.mark.parametrize("width", [1440, 360])
def test_each_source_says_how_old_it_is_and_what_to_do(portal: Served, browser: Browser, width: int) -> None:
    known = [
        source("osv", Kind.ADVISORIES, DAY / 12, DAY / 4),
        source("kev", Kind.KEV, 9 * DAY, 9 * DAY),
        source("epss", Kind.EPSS, DAY, 430 * DAY),
        source("ends", Kind.LIFECYCLE, 3 * DAY, 3 * DAY, "the server <b>said</b> 503"),
        SourceStatus("folder", Kind.ADVISORIES, "shared/mirror", "shared/mirror"),
    ]
    save(portal.settings.home, {each.name: each for each in known})
    with visiting(browser, portal, Role.ADMIN, viewport={"width": width, "height": 900}) as somebody:
        page = somebody.opens(ADVISORIES)
        said = {
            "osv.example": ("6 hours old", "2 h ago", "Fresh", "Nothing: it should be at most 7 days old."),
            "kev.example": ("9 days old", "9 days ago", "Old", "It should be at most 7 days old. To read it again"),
            "epss.example": ("14 months old", "24 h ago", "Old", "its place has nothing newer"),
            "ends.example": ("3 days old", "3 days ago", "Failed", "brought nothing (the server <b>said</b> 503)"),
            "shared/mirror": ("of unknown age", "never", "Never read", "To read it: bartizan advisories sync"),
        }
        for place, words in said.items():
            row = page.locator("tbody tr", has_text=place)
            for each in words:
                expect(row).to_contain_text(each)
        expect(page.locator("main")).to_contain_text("4 of 5 sources should be younger.")
        assert WHO not in page.content()
        assert somebody.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert (somebody.said, somebody.elsewhere) == ([], [])
    text = portal.person(Role.VIEWER).get(f"{portal.address}{ADVISORIES}").text
    assert "shared/mirror" not in text
    assert "503" not in text


def test_no_advisories_are_unknown_and_young_ones_are_well(portal: Served) -> None:
    admin, home = portal.person(Role.ADMIN), portal.settings.home
    text = admin.get(f"{portal.address}{ADVISORIES}").text
    assert "vulnerabilities are unknown" in text
    assert "mark-healthy" not in text
    save(home, {"osv": source("osv", Kind.ADVISORIES, DAY, DAY)})
    assert "1 source: each is as young as it should be." in admin.get(f"{portal.address}{ADVISORIES}").text
    (home / "advisories" / "status.json").write_text("{", encoding="utf-8")
    damaged = admin.get(f"{portal.address}{ADVISORIES}")
    assert (damaged.status_code, "is damaged" in damaged.text) == (200, True)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (datetime.timedelta(minutes=5), "less than an hour old"),
        (datetime.timedelta(hours=30), "30 hours old"),
        (3 * DAY, "3 days old"),
        (75 * DAY, "2 months old"),
        (800 * DAY, "2 years old"),
        (None, "of unknown age"),
    ],
)
def test_ages_in_words(age: datetime.timedelta | None, said: str) -> None:
    assert aged(age) == said


@pytest.mark.parametrize("width", [1440, 360])
def test_all_that_is_saved_is_listed_with_its_address(portal: Served, browser: Browser, width: int) -> None:
    person = portal.person(Role.VIEWER).get("/session").json()["person_id"]
    for of, name, query in (
        ("inventory", "<b>mine</b>", "exposure=internet"),
        ("recommendations", "old", "severity=high"),
    ):
        keep_view(portal.state, ViewOwner("default", person, of), SavedView(name, query))
    keep_view(portal.state, ViewOwner("default", "another", "inventory"), SavedView("theirs", "exposure=private"))
    keep_view(portal.state, ViewOwner("team-shop", person, "inventory"), SavedView("elsewhere", "exposure=private"))
    asked = parse('find aws_lambda_function where name = "orders"').query
    for who, name, is_private in (
        (person, "own-one", True),
        ("another", "their-own", True),
        ("another", "shared", False),
    ):
        save_query_for(Decider(portal.settings.home, "default", who, who), name, asked, is_private=is_private)
    with visiting(browser, portal, Role.VIEWER, viewport={"width": width, "height": 900}) as somebody:
        page = somebody.opens(SAVED)
        main = page.locator("main")
        expect(main).to_contain_text("/posture/inventory?exposure=internet")
        expect(main).to_contain_text("/posture/explorer/shared")
        for hidden in ("theirs", "elsewhere", "their-own"):
            expect(main).not_to_contain_text(hidden)
        expect(page.locator("tr", has_text="own-one")).to_contain_text("you alone")
        expect(page.locator("tr", has_text="/explorer/shared")).to_contain_text("everyone here")
        assert somebody.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Forget old").click()
        expect(main).not_to_contain_text("severity high")
        page.get_by_role("link", name="<b>mine</b>").click()
        page.wait_for_url("**/posture/inventory?exposure=internet")
        somebody.opens(SAVED).get_by_role("link", name="own-one").click()
        page.wait_for_url("**/explorer/own-one~*")
        assert (somebody.said, somebody.elsewhere) == ([], [])
