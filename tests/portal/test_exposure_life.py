"""An exposure that is gone keeps its page, says when it was resolved, and is reopened when it comes back."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.base.resource_key import resource_key
from bartizan.model import early, now
from bartizan.portal.app import create_portal
from bartizan.service.published import open_published
from bartizan.service.triage import exposure_of
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from bartizan.state.triage import TriageEvent, change_triage, triages
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.conftest import Emulators
from tests.demo.aws_client import client
from tests.portal.browser import visiting
from tests.portal.test_queue_unverified import LISTING, scan

pytestmark = pytest.mark.slow

NAME = "finance-invoice-release"
ID = f"arn:aws:lambda:eu-west-1:111122223333:function:{NAME}"
PAGE = f"/operations/queue/any~{resource_key(ID)}"
OTHER = "tools-lake-release"


def touch(home: Path, *said: tuple[str, str]) -> None:
    at = now() - timedelta(seconds=1)  # a scan is dated by the second it began in, which may be this one
    for kind, text in said:
        change_triage(State(home), "default", ID, TriageEvent(at, "shop-team", kind, text))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of four scans: a way in is there, then gone, then its kind could not be listed, then it is back."""
    found = tmp_path_factory.mktemp("life") / "home"
    with Estate.start() as estate:
        emulators, aws = Emulators(estate), client(estate.aws, "lambda")
        scan(emulators, found, ())
        touch(found, ("comment", "We close it today."), ("assignee", "shop-team"), ("progress", "done"))
        for name in (NAME, OTHER):
            aws.delete_function_url_config(FunctionName=name)
        scan(emulators, found, ())
        scan(emulators, found, LISTING)
        aws.create_function_url_config(FunctionName=NAME, AuthType="NONE")
        scan(emulators, found, ())
    return found


@pytest.fixture(scope="module")
def scans(home: Path) -> Sequence[str]:
    folders = {each.name for each in (home / "snapshots" / "default").iterdir() if each.is_dir()}
    return sorted(folders - set(map(early, folders)))


@pytest.fixture(scope="module")
def portal(home: Path) -> Iterator[Served]:
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_it_is_resolved_stays_so_while_nothing_is_read_and_is_reopened(home: Path, scans: Sequence[str]) -> None:
    lives = []
    for id_ in scans:
        with open_published(home, id_) as published:
            each = exposure_of(published, State(home), "default", resource_key(ID))
            assert each
            lives.append((each.resolved_at, [move.kind for move in each.moves], each.worst.title, each.paths))
    started = [State(home).snapshot("default", id_).started_at for id_ in scans]  # type: ignore[union-attr]
    assert [resolved for resolved, *_ in lives] == [None, started[1], started[1], None]
    assert [moves for _, moves, *_ in lives] == [[], ["resolved"], ["resolved"], ["resolved", "reopened"]]
    assert len({life[2:] for life in lives}) == 1


def test_what_was_done_is_new_again_and_keeps_its_assignee(home: Path) -> None:
    triage = triages(State(home), "default")[ID]
    assert (triage.progress, triage.assignee) == ("new", "shop-team")
    entry = audit_log(State(home), "default")[0]
    assert (entry.actor, entry.subject, entry.before) == ("Bartizan", ID, {"progress": "done", "assignee": "shop-team"})


def test_its_page_stays_with_what_it_was(browser: Browser, portal: Served, scans: Sequence[str]) -> None:
    for theme in ("light", "dark"):
        with visiting(browser, portal, Role.ANALYST, color_scheme=theme) as somebody:
            page = somebody.opens(f"{PAGE}?at={scans[1]}")
            expect(page.get_by_role("heading", level=1)).to_have_text(f"Exposure of {NAME}")
            expect(page.locator("main")).to_contain_text("resolved on")
            timeline = page.locator(".timeline")
            for said in ("First seen", "We close it today.", "Bartizan: resolved, as its last path is gone"):
                expect(timeline).to_contain_text(said)
            expect(page.locator("main")).not_to_contain_text("Failing checks on the way")
            assert somebody.violations() == []
            page = somebody.opens(PAGE)
            expect(page.locator("main")).not_to_contain_text("resolved on")
            expect(page.locator(".beside")).to_contain_text("reopened")
            expect(page.locator(".timeline")).to_contain_text("Bartizan: reopened, as a way in is there again")
            assert (somebody.said, somebody.elsewhere) == ([], [])


def test_the_queue_is_narrowed_to_what_is_resolved(browser: Browser, portal: Served, scans: Sequence[str]) -> None:
    size = {"width": 360, "height": 740}
    with visiting(browser, portal, Role.ANALYST, viewport=size) as somebody:
        page = somebody.opens("/operations/queue")
        tab = page.get_by_role("navigation", name="Progress").get_by_role("link", name="Resolved")
        expect(tab).to_have_text("Resolved 1")
        tab.click()
        page.wait_for_url("**progress=resolved**")
        rows = page.locator("tr[data-row]")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(OTHER)
        expect(page.locator(".with-panel")).to_contain_text("is gone")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert somebody.violations() == []
        page = somebody.opens(f"/operations/queue?progress=resolved&at={scans[1]}")
        expect(page.locator("tr[data-row]")).to_have_count(2)
        assert (somebody.said, somebody.elsewhere) == ([], [])
        page = somebody.opens("/operations/queue?reopened=true")
        expect(page.locator("tr[data-row]")).to_contain_text(NAME)


def test_the_api_and_the_spreadsheet_say_the_same(portal: Served, scans: Sequence[str]) -> None:
    api = portal.person(Role.VIEWER)
    for at, names in ((scans[1], {NAME, OTHER}), (scans[3], {OTHER})):
        found = api.get("/exposures", params={"at": at, "progress": "resolved"}).json()
        assert {each["name"] for each in found["items"]} == names
        assert all(each["resolved_at"] for each in found["items"])
        opened = api.get("/exposures", params={"at": at, "limit": 200}).json()
        assert not names & {each["name"] for each in opened["items"]}
        text = api.get(f"{portal.address}/operations/queue.csv", params={"at": at, "progress": "resolved"}).text
        assert {row["name"] for row in csv.DictReader(io.StringIO(text))} == names
    one = api.get(f"/exposures/{resource_key(ID)}", params={"at": scans[1]}).json()
    assert [each["kind"] for each in one["events"]] == ["comment", "assignee", "progress", "resolved", "progress"]
    moved = api.get(f"/exposures/{resource_key(ID)}").json()
    assert (moved["is_reopened"], moved["resolved_at"], moved["progress"]) == (True, None, "new")
