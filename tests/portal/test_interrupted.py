"""What is interrupted: no connection for a while, a stream that is cut, two who decide the same, and paper."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.exemption import exemptions
from bartizan.state.triage import triages
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

ROWS = [{"id": arn(name), "name": name, "exposure": "internet"} for name in ("orders", "stock")]
RULE = "/posture/recommendations/aws.lambda.open"
CANNOT = "The server cannot be reached."


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, ROWS)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture
def queued(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_a_decision_without_a_connection_is_not_shown_as_made(queued: Served, browser: Browser) -> None:
    with visiting(browser, queued, Role.ANALYST) as somebody:
        page = somebody.opens("/operations/queue")
        cell = page.locator("tr.is-at [data-shows=progress]")
        expect(cell).to_have_text("New")
        page.context.set_offline(True)
        page.locator("#progress").select_option("triaged")
        page.locator("form", has=page.locator("#progress")).get_by_role("button").click()
        expect(page.locator("#toasts")).to_contain_text(CANNOT)
        expect(cell).to_have_text("New")
        assert page.locator("main").get_attribute("aria-busy") is None
        page.context.set_offline(False)
        assert triages(queued.state, "default") == {}
        page.locator("form", has=page.locator("#progress")).get_by_role("button").click()
        expect(page.locator(".timeline")).to_contain_text("progress is triaged")
        assert [each.progress for each in triages(queued.state, "default").values()] == ["triaged"]


def test_a_stream_that_was_cut_goes_on_where_it_ended(small: Served, browser: Browser) -> None:
    with visiting(browser, small, Role.VIEWER) as somebody:
        cut: list[str] = []

        def answer(route: Route) -> None:
            if len(cut) < 2:
                cut.append(route.request.url)
                route.abort("connectionreset")
            else:
                route.continue_()

        somebody.page.route("**/api/v1/events*", answer)
        page = somebody.opens("/posture/inventory")
        page.wait_for_timeout(100)
        published(small.settings.home, [*ROWS, {"id": arn("later"), "name": "later"}], id_="two")
        expect(page.locator("#newer")).to_be_visible(timeout=20_000)
        assert cut
        assert page.locator("tbody tr").count() == len(ROWS)


def test_the_second_who_exempts_the_same_is_answered_and_nothing_is_exempt_twice(small: Served) -> None:
    fields = {"rule": "aws.lambda.open", "resource": arn("orders"), "scope": "111122223333", "width": "resource"}
    answers = []
    for role, reason in ((Role.ANALYST, "Ours."), (Role.ADMIN, "Ours, too.")):
        client = small.person(role)
        sent = {"csrf": client.get("/session").json()["csrf"], "next": RULE, "category": "mitigated", "reason": reason}
        answers.append(client.post(f"{small.address}/posture/exempt", data=sent | fields).status_code)
    assert answers == [303, 303]
    viewer = small.person(Role.VIEWER)
    exempt = viewer.get("/findings", params={"status": "exempt", "rule_id": "aws.lambda.open"}).json()
    assert exempt["total"] == 1
    assert {each.author for each in exemptions(small.state, "default")} == {"analyst-default", "admin-default"}
    counted = viewer.get(f"{small.address}{RULE}").text
    assert "Exempt 1" in counted


def test_compliance_on_paper_has_all_rows_and_no_controls_of_the_page(queued: Served, browser: Browser) -> None:
    with visiting(browser, queued, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/compliance?framework=nist-800-53")
        rows = page.locator("main tbody tr").count()
        assert rows > 20
        page.get_by_role("button", name="Print").wait_for()
        page.emulate_media(media="print")
        for gone in (".bar", ".side", ".actions"):
            expect(page.locator(gone).first).to_be_hidden()
        assert page.locator("main tbody tr:visible").count() == rows
        page.set_viewport_size({"width": 794, "height": 1123})
        assert page.evaluate("document.documentElement.scrollWidth") <= 794
        paper = page.pdf(format="A4")
        assert paper.startswith(b"%PDF")
        assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") >= 2
