"""An exposure that the last scan could not read is unverified, never gone and never fresh, until it is read again."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.base.resource_key import resource_key
from bartizan.model import early
from bartizan.portal.app import create_portal
from bartizan.service.changes.comparing import changes
from bartizan.service.published import open_published
from bartizan.service.triage import Exposure, exposures
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.cli.process import run
from tests.conftest import Emulators
from tests.demo.aws_client import client
from tests.portal.browser import visiting

pytestmark = pytest.mark.slow

WAYS_IN = ("lambda:GetPolicy", "lambda:ListFunctionUrlConfigs")
LISTING = ("lambda:ListFunctions",)
GONE = "data-search-index"
Queue = Mapping[str, Exposure]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which an account was scanned: wholly, twice in part, and wholly with one function less."""
    found = tmp_path_factory.mktemp("unverified") / "home"
    with Estate.start() as estate:
        emulators = Emulators(estate)
        for denied in ((), LISTING, WAYS_IN):
            scan(emulators, found, denied)
        aws = client(estate.aws, "lambda", account="444455556666")
        aws.delete_function(FunctionName=GONE)
        scan(emulators, found, ())
    return found


def scan(emulators: Emulators, home: Path, denied: Sequence[str]) -> None:
    emulators.reset_now()
    emulators.faults.extend({"operation": each, "action": "deny"} for each in denied)
    emulators.send_faults()
    roles = [part for arn in emulators.estate.role_arns for part in ("--role-arn", arn)]
    arguments = ("scan", "--aws", "--endpoint-url", emulators.aws, *roles, "--quota-share", "off")
    done = run(*arguments, home=home, **emulators.estate.environ)
    assert done.returncode in (0, 3), done.stderr


@pytest.fixture(scope="module")
def scans(home: Path) -> list[str]:
    """Return the snapshots in the order of the scans, without those that a slow scan publishes early."""
    folders = {each.name for each in (home / "snapshots" / "default").iterdir() if each.is_dir()}
    return sorted(folders - set(map(early, folders)))


@pytest.fixture(scope="module")
def queues(home: Path, scans: list[str]) -> list[Queue]:
    found: list[Queue] = []
    for id_ in scans:
        with open_published(home, id_) as published:
            found.append({each.node.id: each for each in exposures(published, State(home), "default")})
    return found


@pytest.fixture(scope="module")
def portal(home: Path) -> Iterator[Served]:
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_nothing_leaves_the_queue_because_it_was_not_read(queues: list[Queue]) -> None:
    whole, unlisted, unread, last = queues
    assert len(whole) > 30
    assert set(whole) <= set(unlisted)
    assert set(whole) <= set(unread)
    assert not [each for each in whole.values() if each.unverified_since]
    assert {id_.rpartition(":")[2] for id_ in set(whole) - set(last)} == {GONE}
    assert not [each for each in last.values() if each.unverified_since]


def test_it_says_since_when_it_is_not_verified(queues: list[Queue], home: Path, scans: list[str]) -> None:
    whole, unlisted, unread, _ = queues
    started = State(home).snapshot("default", scans[1]).started_at  # type: ignore[union-attr]
    functions = [each for each in unlisted.values() if each.node.kind == "aws_lambda_function"]
    assert functions
    assert {each.unverified_since is not None and each.unverified_since < started for each in functions} == {True}
    lost = [each for id_, each in unread.items() if id_ in whole and each.unverified_since]
    assert {each.worst.certainty for each in lost} == {"unknown"}
    assert all(each.worst.conditions for each in lost)
    same = [each for each in lost if each.worst.id == unlisted[each.node.id].worst.id]
    assert same
    assert {each.unverified_since for each in same} == {started}  # the scan before found these for certain
    said = {each.id: each.change for each in changes(home, scans[1], scans[2]).items if each.kind == "attack_path"}
    assert {said.get(each.worst.id, "") for each in same} == {"unverified"}


def test_the_queue_says_so_and_is_narrowed_to_them(browser: Browser, portal: Served, scans: list[str]) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens(f"/operations/queue?at={scans[2]}")
        chip = page.get_by_role("list", name="Narrow the queue").get_by_role("link", name="Unverified")
        wanted = int(chip.inner_text().split()[-1])
        chip.click()
        rows = page.locator("tr[data-row]")
        expect(rows).to_have_count(wanted)
        shown = page.locator("[data-shows=progress]").all_inner_texts()
        assert {text.split("\n")[0] for text in shown} == {"New"}
        assert all("unverified since" in text for text in shown)
        panel = page.locator(".with-panel > :last-child")
        expect(panel).to_contain_text("was not read")
        assert somebody.violations() == []
        page.get_by_role("link", name="What was not read").click()
        page.wait_for_url("**/coverage**")
        assert (somebody.said, somebody.elsewhere) == ([], [])
        page = somebody.opens("/operations/queue")
        expect(page.locator("main")).not_to_contain_text("unverified since")


def test_a_kept_path_has_its_page_and_the_api_says_the_same(
    browser: Browser, portal: Served, scans: list[str], queues: list[Queue]
) -> None:
    at: dict[str, str | int] = {"at": scans[2], "limit": 200}
    client = portal.person(Role.VIEWER)
    listed = client.get("/exposures", params={**at, "is_unverified": True}).json()["items"]
    wanted = {id_: each for id_, each in queues[2].items() if each.unverified_since}
    assert {each["id"] for each in listed} == set(wanted)
    rest = client.get("/exposures", params={**at, "is_unverified": False}).json()["total"]
    assert rest == len(queues[2]) - len(wanted)
    one = next(each for each in wanted.values() if each.node.id in queues[0])
    with visiting(browser, portal, Role.VIEWER) as somebody:
        for path in (f"/attack-paths/{one.worst.id}", f"/inventory/x~{resource_key(one.node.id)}?tab=paths"):
            page = somebody.opens(f"/posture{path}{'&' if '?' in path else '?'}at={scans[2]}")
            expect(page.locator("main")).to_contain_text("unknown")
            assert somebody.violations() == []


def test_it_fits_on_a_phone_and_needs_no_scripts(browser: Browser, portal: Served, scans: list[str]) -> None:
    for has_scripts in (True, False):
        size = {"width": 360, "height": 740}
        with visiting(browser, portal, Role.VIEWER, viewport=size, java_script_enabled=has_scripts) as somebody:
            page = somebody.opens(f"/operations/queue?at={scans[2]}&unverified=true")
            expect(page.locator("[data-shows=progress]").first).to_contain_text("unverified since")
            if has_scripts:
                assert page.evaluate("document.documentElement.scrollWidth") <= 360
                assert somebody.violations() == []
