"""Settings: an admin gives and takes roles, and whoever has a role makes tokens, which are shown once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.access.people import known_person, members
from bartizan.state.audit import audit_log
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.forms import send_form

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    with served(ServeSettings(tmp_path, "http://127.0.0.1"), create_portal) as found:
        yield found


def secret_of(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found
    return found[1]


def test_a_token_is_shown_once_and_revoked(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens("/posture/settings?tab=tokens")
        page.get_by_label("What uses it").fill("nightly <b>export</b>")
        assert page.get_by_label("Role").locator("option").all_inner_texts() == ["viewer", "analyst"]
        page.get_by_role("button", name="Make a token").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("API token")
        secret = page.locator("pre code").inner_text()
        assert somebody.violations() == []
        assert secret not in page.url
        with Client(headers={"Authorization": f"Bearer {secret}"}) as program:
            assert program.get(f"{portal.address}/api/v1/session").json()["role"] == "viewer"
            page = somebody.opens("/posture/settings?tab=tokens")
            assert secret not in page.content()
            page.get_by_role("button", name="Revoke nightly").click()
            expect(page.get_by_role("cell", name="revoked")).to_be_visible()
            assert program.get(f"{portal.address}/api/v1/session").status_code == 401
        assert secret not in repr(audit_log(portal.state, "default"))


def test_nobody_makes_a_token_that_may_more_or_revokes_anothers(portal: Served) -> None:
    viewer, admin = portal.person(Role.VIEWER), portal.person(Role.ADMIN)
    assert send_form(portal, viewer, "tokens/make", name="x", role="admin").status_code == 400
    made = send_form(portal, admin, "tokens/make", name="mine", role="admin")
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    (own,) = admin.get(f"{portal.address}/api/v1/tokens").json()
    assert send_form(portal, viewer, "tokens/revoke", token=own["id"]).status_code == 404
    assert ">mine<" not in viewer.get(f"{portal.address}/posture/settings?tab=tokens").text
    elsewhere = portal.person(Role.ADMIN, "team-shop")
    assert send_form(portal, elsewhere, "tokens/revoke", token=own["id"]).status_code == 404
    with Client(headers={"Authorization": f"Bearer {secret_of(made.text)}"}) as program:
        assert program.get(f"{portal.address}/api/v1/session").status_code == 200
        assert send_form(portal, admin, "tokens/revoke", token=own["id"]).status_code == 303
        assert program.get(f"{portal.address}/api/v1/session").status_code == 401


def test_an_admin_gives_and_takes_roles(portal: Served) -> None:
    viewer, admin = portal.person(Role.VIEWER), portal.person(Role.ADMIN)
    mail = "desk@shop.example"
    them = known_person(portal.state, "https://issuer.example", "viewer-default", "Shop desk", mail)
    assert send_form(portal, viewer, "people/role", person=them.id, role="admin").status_code == 403
    assert mail in admin.get(f"{portal.address}/posture/settings?tab=people").text
    shown = viewer.get(f"{portal.address}/posture/settings?tab=people").text
    assert "Shop desk" in shown
    assert mail not in shown
    assert send_form(portal, admin, "people/role", person=them.id, role="analyst").status_code == 303
    assert viewer.get(f"{portal.address}/api/v1/session").json()["role"] == "analyst"
    elsewhere = portal.person(Role.ADMIN, "team-shop")
    assert send_form(portal, elsewhere, "people/remove", person=them.id).status_code == 404
    assert send_form(portal, admin, "people/remove", person=them.id).status_code == 303
    assert them.id not in {person.id for person, _ in members(portal.state, "default")}
    (own,) = [person for person, role in members(portal.state, "default") if role == Role.ADMIN]
    refused = send_form(portal, admin, "people/remove", person=own.id)
    assert refused.status_code == 400
    assert "admin" in refused.text
