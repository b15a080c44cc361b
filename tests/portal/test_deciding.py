"""Settings: governance rules and exemptions are listed, added, changed and removed, and nobody overwrites another."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, Page, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.exempting import exemptions
from bartizan.service.governing import governance_rules
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from bartizan.state.nouns import Exemption, GovernanceRule
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.forms import send_form
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

GOVERNANCE, EXEMPTIONS = "/posture/settings?tab=governance", "/posture/settings?tab=exemptions"
HOSTILE = '<b>team</b> "shop"'
FULL = {"due_days": "7", "priority": "100"}
WHY = {"category": "risk_accepted", "justification": "A public price list"}


@pytest.fixture
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    functions = [{"id": arn("orders"), "name": "orders"}, {"id": arn("billing", "444455556666"), "name": "billing"}]
    published(home, functions)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def rules(portal: Served) -> list[GovernanceRule]:
    return governance_rules(portal.settings.home)


def active(portal: Served) -> list[Exemption]:
    return [each.exemption for each in exemptions(portal.settings.home)]


def actions(portal: Served) -> list[str]:
    found = [each.action for each in reversed(audit_log(portal.state, "default"))]
    return [each for each in found if each != "role.grant"]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [1440, 360])
def test_an_analyst_keeps_a_governance_rule(portal: Served, browser: Browser, width: int) -> None:
    with visiting(browser, portal, Role.ANALYST, viewport={"width": width, "height": 900}) as somebody:
        page = somebody.opens(GOVERNANCE)
        expect(page.locator("main")).to_contain_text("No rule says who owns what yet")
        page.get_by_label("Owner", exact=True).fill(HOSTILE)
        page.get_by_label("Severity").select_option("high")
        page.get_by_label("Scope").select_option("444455556666")
        page.get_by_label("Grace: no effect").check()
        page.get_by_role("button", name="Add the rule").click()
        expect(page.locator("main")).to_contain_text("Saved. It holds at once")
        row = page.locator("tbody tr")
        expect(row).to_contain_text("within 30 days, in grace until then")
        expect(row).to_contain_text("severity high and worse, scope 444455556666")
        assert somebody.violations() == []
        page.get_by_role("link", name="Change the rule").click()
        expect(page.get_by_label("Owner", exact=True)).to_have_value(HOSTILE)
        page.get_by_label("Due (days)").fill("14")
        page.get_by_label("Grace: no effect").uncheck()
        page.get_by_role("button", name="Save").click()
        expect(row).to_contain_text("within 14 days")
        assert fits(page)
        (kept,) = rules(portal)
        assert (kept.owner, kept.due_days, kept.has_grace, kept.severity) == (HOSTILE, 14, False, "high")
        page.get_by_role("button", name="Remove the rule").click()
        expect(page.locator("main")).to_contain_text("No rule says who owns what yet")
        assert actions(portal) == ["governance.add", "governance.change", "governance.remove"]
        assert (somebody.said, somebody.elsewhere) == ([], [])


@pytest.mark.parametrize("width", [1440, 360])
def test_an_analyst_keeps_an_exemption(portal: Served, browser: Browser, width: int) -> None:
    with visiting(browser, portal, Role.ANALYST, viewport={"width": width, "height": 900}) as somebody:
        page = somebody.opens(EXEMPTIONS)
        page.get_by_label("Recommendation", exact=True).fill("aws.lambda.*")
        page.get_by_label("Scope").select_option("444455556666")
        page.get_by_label("Reason").fill(HOSTILE)
        page.get_by_role("button", name="Exempt", exact=True).click()
        expect(page.locator("main")).to_contain_text("Saved. 2 findings are exempt by it now.")
        assert somebody.violations() == []
        page.get_by_role("link", name="Change the exemption").click()
        expect(page.get_by_label("Recommendation", exact=True)).to_have_value("aws.lambda.*")
        page.get_by_label("Recommendation", exact=True).fill("aws.lambda.old")
        page.get_by_label("Until").fill("2999-01-31")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("main")).to_contain_text("Saved. 1 finding is exempt by it now.")
        row = page.locator("tbody tr").first
        expect(row).to_contain_text("31 Jan 2999")
        expect(page.locator("main")).to_contain_text("1 in force, 1 ended")
        assert fits(page)
        row.get_by_role("button", name="End").click()
        expect(page.locator("main")).to_contain_text("0 in force, 2 ended")
        assert active(portal) == []
        assert actions(portal) == ["exemption.add", "exemption.remove"] * 2
        assert (somebody.said, somebody.elsewhere) == ([], [])


@pytest.mark.parametrize(
    ("tab", "sent", "said"),
    [
        ("governance", FULL, "name an owner"),
        ("governance", {**FULL, "owner": "shop", "due_days": "soon"}, "due within 0 to 3650 days"),
        ("governance", {**FULL, "owner": "shop", "priority": "0"}, "the priority is a whole number"),
        ("governance", {**FULL, "owner": "shop", "rule": "aws.lambda.opne"}, "did you mean 'aws.lambda.open'"),
        ("exemptions", WHY, "say where"),
        ("exemptions", {**WHY, "everywhere": "on"}, "everywhere needs a rule"),
        ("exemptions", {**WHY, "resource": "ordres"}, "did you mean 'orders'"),
        ("exemptions", {**WHY, "resource": "orders", "until": "2020-01-31"}, "that day is over"),
        ("exemptions", {**WHY, "resource": "orders", "category": "liked"}, "unknown category"),
        ("exemptions", {"category": "mitigated", "resource": "orders"}, "say why"),
    ],
)
def test_what_is_refused_goes_back_into_the_form(portal: Served, tab: str, sent: dict[str, str], said: str) -> None:
    client = portal.person(Role.ANALYST)
    answer = send_form(portal, client, f"settings/{tab}", **sent)
    assert answer.status_code == 303
    text = unescape(client.get(f"{portal.address}{answer.headers['location']}").text)
    assert re.search(rf'role="alert">.*Not saved: [^<]*{re.escape(said)}', text, re.DOTALL)
    assert "bartizan " not in text.split('role="alert"')[1].split("</div>")[0]
    for key, value in sent.items():
        assert f'value="{value}"' in text or key in ("everywhere",)
    assert (rules(portal), active(portal), actions(portal)) == ([], [], [])


def test_the_second_of_two_sees_what_the_first_made_of_a_rule(portal: Served) -> None:
    first, second = portal.person(Role.ANALYST), portal.person(Role.ADMIN)
    send_form(portal, first, "settings/governance", **FULL, owner="shop")
    (rule,) = rules(portal)
    seen = {"id": rule.id, "was": rule.version}
    assert (
        send_form(portal, first, "settings/governance", **seen, owner="shop", **FULL | {"due_days": "9"}).status_code
        == 303
    )
    late = send_form(portal, second, "settings/governance", **seen, owner="crew", **FULL)
    assert late.status_code == 409
    for said in ("analyst-default", "within 9 days", "within 7 days", "crew", "Yours was not stored"):
        assert said in late.text
    assert [(each.owner, each.due_days) for each in rules(portal)] == [("shop", 9)]
    gone = send_form(portal, second, "settings/governance", **seen, what="remove")
    assert (gone.status_code, len(rules(portal))) == (409, 1)
    assert again(portal, second, late.text) == 303
    assert [(each.owner, each.due_days, each.id) for each in rules(portal)] == [("crew", 7, rule.id)]
    (rule,) = rules(portal)
    seen = {"id": rule.id, "was": rule.version}
    assert send_form(portal, first, "settings/governance", **seen, what="remove").status_code == 303
    assert send_form(portal, second, "settings/governance", **seen, what="remove").status_code == 303
    late = send_form(portal, second, "settings/governance", **seen, owner="crew", **FULL)
    assert "removed this while your page was open" in late.text
    assert again(portal, second, late.text) == 303
    assert [each.owner for each in rules(portal)] == ["crew"]


def test_the_second_of_two_sees_what_the_first_made_of_an_exemption(portal: Served) -> None:
    first, second = portal.person(Role.ANALYST), portal.person(Role.ADMIN)
    send_form(portal, first, "settings/exemptions", **WHY, resource="orders")
    (old,) = active(portal)
    for text in ("Agreed", "Agreed again"):
        (each,) = active(portal)
        sent = WHY | {"justification": text, "id": each.id, "resource": "orders"}
        assert send_form(portal, first, "settings/exemptions", **sent).status_code == 303
    late = send_form(portal, second, "settings/exemptions", **WHY, resource="orders", id=old.id, until="2999-01-31")
    assert late.status_code == 409
    for said in ("analyst-default", "risk accepted: Agreed again", "31 Jan 2999"):
        assert said in late.text
    assert send_form(portal, second, "settings/exemptions", id=old.id, what="remove").status_code == 409
    assert again(portal, second, late.text) == 303
    (kept,) = active(portal)
    assert (kept.author, kept.justification, str(kept.until)) == (
        "admin-default",
        WHY["justification"],
        "2999-02-01 00:00:00",
    )
    assert send_form(portal, first, "settings/exemptions", id=kept.id, what="remove").status_code == 303
    assert send_form(portal, second, "settings/exemptions", id=kept.id, what="remove").status_code == 303


def again(portal: Served, client: Client, text: str) -> int:
    """Send what a page about a conflict offers to send again."""
    fields = {key: unescape(value) for key, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)}
    own = fields | {"csrf": client.get(f"{portal.address}/api/v1/session").json()["csrf"]}
    (action,) = re.findall(r'<form method="post" action="([^"]+)"', text)
    return client.post(f"{portal.address}{action}", data=own, follow_redirects=False).status_code


@pytest.mark.parametrize("tab", ["governance", "exemptions"])
def test_a_viewer_sees_who_may_change_them_and_may_not(portal: Served, tab: str) -> None:
    viewer, elsewhere = portal.person(Role.VIEWER), portal.person(Role.ANALYST, "team-shop")
    sent = {"governance": {**FULL, "owner": "shop"}, "exemptions": {**WHY, "resource": "orders"}}[tab]
    assert send_form(portal, portal.person(Role.ANALYST), f"settings/{tab}", **sent).status_code == 303
    text = viewer.get(f"{portal.address}/posture/settings?tab={tab}").text
    assert "needs the role analyst" in text
    assert f'action="/posture/settings/{tab}"' not in text
    assert send_form(portal, viewer, f"settings/{tab}", **sent).status_code == 403
    (kept,) = rules(portal) or active(portal)
    assert send_form(portal, elsewhere, f"settings/{tab}", id=kept.id, what="remove").status_code == 400
    assert "first scan" in elsewhere.get(f"{portal.address}/posture/settings?tab={tab}").text
    assert len([*rules(portal), *active(portal)]) == 1
