"""Rules' parameters in the settings: seen by all, set by admins within bounds, and what the next scan judges by."""

from collections.abc import Iterator

import orjson
import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.published import open_published
from bartizan.service.rules.parameters import parameters_of
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from bartizan.state.kept.parameters import keep_parameters, rule_parameters
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.cli.process import run
from tests.portal.browser import visiting

pytestmark = pytest.mark.slow

RULE = "aws.lambda.long_timeout_exposed"
TAGS = "aws.lambda.required_tag_missing"
ZONES = "aws.lambda.single_zone"
LONGEST = "longest_exposed_timeout_seconds"
PAGE = f"/posture/settings?tab=rules&rule={RULE}"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(ServeSettings(tmp_path_factory.mktemp("home"), "http://127.0.0.1"), create_portal) as found:
        yield found


def test_an_admin_sets_and_resets_parameters(portal: Served, browser: Browser) -> None:
    home = portal.settings.home
    with visiting(browser, portal, Role.ADMIN) as somebody:
        page = somebody.opens("/posture/settings?tab=rules")
        page.locator(f"a[href*='{RULE}']").click()
        field = page.get_by_label("Longest exposed timeout seconds")
        assert page.get_by_text("This rule does not run").is_visible()
        assert (field.get_attribute("min"), field.get_attribute("max"), field.input_value()) == ("1", "900", "60")
        assert somebody.violations() == []
        field.fill("30")
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.get_by_text("The next scan judges by these values")).to_be_visible()
        expect(field).to_have_value("30")
        assert parameters_of(home, RULE).parameters[0].value == 30
        page.get_by_role("button", name="Reset to the defaults").click()
        expect(field).to_have_value("60")
        assert rule_parameters(portal.state, "default") == {}
        assert [each.action for each in audit_log(portal.state, "default")[:2]] == ["rule.reset", "rule.set"]
        assert somebody.said == []


@pytest.mark.parametrize("text", ["901", "", "-1", "sixty", "6" * 30])
def test_what_is_out_of_bounds_goes_back_into_the_form(portal: Served, browser: Browser, text: str) -> None:
    with visiting(browser, portal, Role.ADMIN) as somebody:
        page = somebody.opens(PAGE)
        page.locator("form[action$='/rules/parameters']").evaluate("form => { form.noValidate = true; }")
        field = page.get_by_label("Longest exposed timeout seconds")
        field.evaluate("(field, text) => { field.type = 'text'; field.value = text; }", text)
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("is not a whole number, 1 to 900")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert somebody.violations() == []
        assert rule_parameters(portal.state, "default") == {}


def test_lists_are_written_line_by_line(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ADMIN, viewport={"width": 360, "height": 740}) as somebody:
        page = somebody.opens(f"/posture/settings?tab=rules&rule={TAGS}")
        page.get_by_label("Required tags").fill("owner\n <b>cost</b> \n\n")
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.get_by_text("The next scan judges by these values")).to_be_visible()
        assert parameters_of(portal.settings.home, TAGS).parameters[0].value == ["owner", "<b>cost</b>"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        keep_parameters(portal.state, "default", TAGS, {}, "admin")
        assert somebody.said == []


def test_only_admins_set_them_and_only_from_the_page(portal: Served) -> None:
    for role, status in ((Role.VIEWER, 403), (Role.ANALYST, 403), (Role.ADMIN, 303)):
        client = portal.person(role)
        text = client.get(f"{portal.address}{PAGE}").text
        assert ("Change: needs the role admin" in text) is (status == 403)
        sent = {"csrf": client.get("/session").json()["csrf"], "rule": RULE, f"value.{LONGEST}": "45", "next": PAGE}
        address = f"{portal.address}/posture/rules/parameters"
        assert client.post(address, data=sent | {"csrf": "0" * 32}).status_code == 403
        assert client.post(address, data=sent).status_code == status
    kept = rule_parameters(portal.state, "default")
    assert {rule: each.values for rule, each in kept.items()} == {RULE: {LONGEST: 45}}


def test_the_next_scan_judges_by_them(portal: Served, estate: Estate) -> None:
    home = portal.settings.home
    keep_parameters(portal.state, "default", ZONES, {"fewest_zones": 3, "no_such_parameter": 1}, "admin")
    keep_parameters(portal.state, "default", "no.such.rule", {"any": 1}, "admin")
    where = ("--aws", "--endpoint-url", estate.aws, "--region", "eu-west-1")
    done = run("scan", *where, "--no-packages", "--quota-share", "off", home=home, **estate.environ)
    assert done.returncode in (0, 3), done.stderr
    published = open_published(home, "")
    (row,) = published.engine.rows("select definition from rule where id = ?", [ZONES])
    published.engine.close()
    assert orjson.loads(row["definition"])["parameters"] == {"fewest_zones": 3}
