"""Text that is not lost, and changes that overwrite nobody's: sessions end in mid-edit, and two people edit at once."""

import datetime
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from bartizan.access.secret import digest
from bartizan.api.guard import cookie_name
from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.access.sessions import end_session, session_of
from bartizan.state.exemption import exemptions
from bartizan.state.models import SessionRow
from bartizan.state.triage import ExposureMovedError, Triage, TriageEvent, change_triage, triage_events, triages
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

ORDERS = arn("orders")
RULE = "/posture/recommendations/aws.lambda.open"
REASON = 'A public price list; <b>agreed</b> with the "shop" team.'


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": ORDERS, "name": "orders"}])
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def sign_out(portal: Served, page: Page) -> None:
    """End the session of a page behind its back."""
    name = cookie_name(portal.settings)
    (cookie,) = (each["value"] for each in page.context.cookies() if each["name"] == name)
    end_session(portal.state, digest(cookie))


def sign_in(portal: Served, page: Page, role: Role) -> None:
    """Sign in again, as who comes back from an issuer, and go on to where the sign-in leads."""
    (to,) = parse_qs(urlsplit(page.url).query)["next"]
    page.context.add_cookies(
        [{"name": cookie_name(portal.settings), "value": portal.cookie(role), "url": portal.address}]
    )
    page.goto(f"{portal.address}{to}", wait_until="load")


def write(page: Page) -> None:
    page.get_by_text("Exempt", exact=True).first.click()
    page.locator("#reason").fill(REASON)
    page.locator("#category").select_option("mitigated")
    page.get_by_role("button", name="Exempt", exact=True).click()
    page.wait_for_url("**/signin?*")


def test_text_is_there_again_after_the_session_ended_in_mid_edit(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens(RULE)
        sign_out(portal, page)
        write(page)
        sign_in(portal, page, Role.ANALYST)
        assert page.url.startswith(f"{portal.address}{RULE}")
        expect(page.locator("#reason")).to_have_value(REASON)
        expect(page.locator("#category")).to_have_value("mitigated")
        expect(page.locator("main")).to_contain_text("Your text is still here")
        page.get_by_role("button", name="Exempt", exact=True).click()
        page.wait_for_url(f"**{RULE}**")
        expect(page.locator("main")).to_contain_text("Exempt 1")
        assert [each.justification for each in exemptions(portal.state, "default")] == [REASON]
        assert page.evaluate("sessionStorage.length") == 0
        # The browser itself says of the stream of news that it was refused, if that began after the session's end.
        assert [each for each in somebody.said if "401 (Unauthorized)" not in each] == []


def test_text_is_not_shown_to_who_signs_in_instead(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens(f"{RULE.replace('open', 'old')}")
        sign_out(portal, page)
        write(page)
        sign_in(portal, page, Role.ADMIN)
        assert page.locator("#reason").input_value() == ""
        assert page.evaluate("sessionStorage.length") == 0


def moved(client: Client, portal: Served, **fields: str) -> tuple[int, str]:
    csrf = client.get("/session").json()["csrf"]
    sent = {"csrf": csrf, "next": "/operations/queue?open=1", "resource": ORDERS, **fields}
    answer = client.post(f"{portal.address}/operations/triage", data=sent)
    return answer.status_code, answer.text


def test_the_second_of_two_sees_both_values_and_overwrites_nothing(portal: Served) -> None:
    first, second = portal.person(Role.ANALYST), portal.person(Role.ADMIN)
    assert moved(first, portal, kind="assignee", text="shop-team", was="=")[0] == 303
    status, text = moved(second, portal, kind="assignee", text="security-team", was="=")
    assert status == 409
    for said in ("analyst-default", "shop-team", "security-team", "Yours was not stored", "/operations/queue?open=1"):
        assert said in text
    assert triages(portal.state, "default")[ORDERS].assignee == "shop-team"
    assert [each.text for each in triage_events(portal.state, "default", ORDERS)] == ["shop-team"]
    # Another field of the same exposure is not in the way, and who saw the new value may change it.
    assert moved(second, portal, kind="progress", text="in_work", was="=new")[0] == 303
    assert moved(second, portal, kind="assignee", text="security-team", was="=shop-team")[0] == 303
    assert triages(portal.state, "default")[ORDERS] == Triage("in_work", "security-team")


def test_who_wants_the_same_is_not_in_the_way(portal: Served) -> None:
    def change(text: str, was: str) -> Triage:
        return change_triage(portal.state, "team-shop", "x", TriageEvent(now(), "program", "progress", text), was)

    change("triaged", "new")
    assert change("triaged", "new").progress == "triaged"
    with pytest.raises(ExposureMovedError, match="program changed this meanwhile: it is triaged now"):
        change("done", "new")


def test_an_open_page_does_not_keep_a_session_from_idling(portal: Served) -> None:
    client = portal.person(Role.VIEWER)
    hash_ = digest(str(client.cookies[cookie_name(portal.settings)]))
    before = now() - datetime.timedelta(hours=7)
    with portal.state.transaction() as session:
        session.execute(update(SessionRow).where(SessionRow.hash == hash_).values(seen_at=before))
    assert client.get("/events", params={"seconds": 0}).status_code == 200
    assert client.get(f"{portal.address}/latest").status_code == 200
    with portal.state.transaction() as session:
        assert session.get_one(SessionRow, hash_).seen_at == before
    assert client.get("/resources").status_code == 200
    with portal.state.transaction() as session:
        assert session.get_one(SessionRow, hash_).seen_at > before
    assert session_of(portal.state, hash_) is not None


def triage(client: Client, portal: Served, path: str = "triage", **fields: str) -> int:
    sent = {"csrf": client.get("/session").json()["csrf"], "next": "/operations/queue", **fields}
    return client.post(f"{portal.address}/operations/{path}", data=sent).status_code


def test_a_move_of_an_exposure_is_undone_once_by_who_made_it(portal: Served) -> None:
    stock = arn("stock")
    one, other = portal.person(Role.ANALYST), portal.person(Role.ADMIN)
    assert triage(one, portal, resource=stock, kind="progress", text="in_work") == 303
    assert triage(one, portal, resource=stock, kind="assignee", text="team-shop") == 303
    assert "The exposure was changed." in one.get(f"{portal.address}/operations/inventory").text
    assert "The exposure was changed." not in other.get(f"{portal.address}/operations/inventory").text
    assert triage(other, portal, "undo") == 404
    assert triage(one, portal, "undo") == 303
    assert triages(portal.state, "default")[stock] == Triage("in_work", "")
    assert triage(one, portal, "undo") == 404
    last = triage_events(portal.state, "default", stock)[-1]
    assert (last.kind, last.text) == ("assignee", "")
    assert "The exposure was changed; that was undone." in one.get(f"{portal.address}/operations/inventory").text
    assert triage(one, portal, "redo") == 303
    assert triages(portal.state, "default")[stock] == Triage("in_work", "team-shop")
    assert triage(one, portal, "redo") == 404
    assert triage(one, portal, "undo") == 303


def test_undo_overwrites_nobody(portal: Served) -> None:
    returns = arn("returns")
    one, other = portal.person(Role.ANALYST), portal.person(Role.ADMIN)
    assert triage(one, portal, resource=returns, kind="progress", text="waiting") == 303
    assert triage(other, portal, resource=returns, kind="progress", text="done") == 303
    assert triage(one, portal, "undo") == 400
    assert triages(portal.state, "default")[returns].progress == "done"


def test_what_changes_nothing_and_what_was_said_are_not_undone(portal: Served) -> None:
    client, billing = portal.person(Role.ANALYST), arn("billing")
    assert triage(client, portal, resource=billing, kind="progress", text="new") == 303
    assert triage(client, portal, resource=billing, kind="comment", text="Looked at.") == 303
    assert "The exposure was changed." not in client.get(f"{portal.address}/operations/inventory").text


def test_a_viewer_comments_and_leaves_the_rest_to_analysts(portal: Served) -> None:
    stock, viewer = arn("stock"), portal.person(Role.VIEWER)
    before = triages(portal.state, "default").get(stock)
    assert triage(viewer, portal, resource=stock, kind="comment", text="This is ours.") == 303
    assert triage_events(portal.state, "default", stock)[-1].text == "This is ours."
    assert triage(viewer, portal, resource=stock, kind="assignee", text="team-shop") == 403
    assert triages(portal.state, "default").get(stock) == before
