"""A query becomes a rule: reviewed, kept by admins only, judged by the next scan, downloaded, and removed."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.explore.rules.as_rule import RuleWords
from bartizan.normalize import schemas
from bartizan.pipeline.own_rules import usable_own_rules
from bartizan.portal.app import create_portal
from bartizan.portal.building.making_rules import digest
from bartizan.service.published import open_published
from bartizan.service.rules import own
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from bartizan.state.kept.own_rules import OwnRule, keep_own_rule, own_rules
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.cli.process import run
from tests.portal.browser import visiting

pytestmark = pytest.mark.slow

QUERY = "find aws_lambda_function where exposure = internet and authentication = none"
WORDS = {
    "name": "open_functions",
    "title": "Function that anybody may call",
    "severity": "high",
    "category": "network_exposure",
    "rationale": "Anybody on the internet can call it, at your cost.",
    "remediation": "Ask for a signature, or take the URL away.",
}
RULE = "own.open_functions"


def page_of(query: str = QUERY, **words: str) -> str:
    return f"/posture/explorer/rule?{urlencode({'q': query} | words)}"


@pytest.fixture
def portal(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def ruleless(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal for tests that keep no rule, one for all of them."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("ruleless") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_a_query_becomes_a_rule_that_the_next_scan_judges_by(portal: Served, browser: Browser, estate: Estate) -> None:
    home = portal.settings.home
    with visiting(browser, portal, Role.ADMIN) as somebody:
        page = somebody.opens(f"/posture/explorer?{urlencode({'q': QUERY})}")
        matches = int(page.locator(".query-tree li > .number").last.inner_text())
        page.get_by_role("link", name="Make it a rule").click()
        page.get_by_role("button", name="Review").click()
        expect(page.get_by_role("alert")).to_have_count(4)
        assert somebody.violations() == []
        assert own_rules(portal.state, "default") == {}
        for label, key in (("Name", "name"), ("Title", "title"), ("Why", "rationale"), ("Fix", "remediation")):
            page.get_by_label(label, exact=True).fill(WORDS[key])
        page.get_by_label("Severity").select_option("high")
        page.get_by_label("Category").select_option("network_exposure")
        page.get_by_role("button", name="Review").click()
        page.wait_for_url("**name=open_functions*")
        expect(page.locator("main")).to_contain_text(f"{matches} failing")
        expect(page.locator("main")).to_contain_text("unknown")
        expect(page.locator("pre").first).to_contain_text("fails: (exposure = 'internet'")
        assert somebody.violations() == []
        page.get_by_role("button", name="Save for the next scan").click()
        page.wait_for_url("**/settings?tab=rules*")
        expect(page.locator("main")).to_contain_text("own.open_functions is kept. The next scan judges by it.")
        assert somebody.violations() == []
        assert [each.action for each in audit_log(portal.state, "default")[:1]] == ["rule.make"]
        where = ("--aws", "--endpoint-url", estate.aws, "--region", "eu-west-1")
        done = run("scan", *where, "--no-packages", "--quota-share", "off", home=home, **estate.environ)
        assert done.returncode in (0, 3), done.stderr
        page = somebody.opens(f"/posture/recommendations/{RULE}")
        expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["title"])
        expect(page.locator("main")).to_contain_text("Ask for a signature, or take the URL away.")
        with open_published(home, "") as published:
            found = published.engine.rows(
                "select status, count(*) as n from finding where rule_id = ? group by 1", [RULE]
            )
            (asked,) = published.engine.rows(
                "select count(*) as n from aws_lambda_function where exposure = 'internet' and authentication = 'none'"
            )
        assert {row["status"]: row["n"] for row in found}["fail"] == asked["n"] > 0
        assert somebody.said == []


def test_what_was_not_seen_is_not_kept(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ADMIN) as somebody:
        page = somebody.opens(page_of(**WORDS))
        page.get_by_label("Title").fill("Another title than before")
        page.get_by_role("button", name="Save for the next scan").click()
        page.wait_for_url("**changed=1*")
        expect(page.get_by_role("status").first).to_contain_text("not what you saw")
        expect(page.get_by_label("Title")).to_have_value("Another title than before")
        assert own_rules(portal.state, "default") == {}
        page.get_by_role("button", name="Save for the next scan").click()
        page.wait_for_url("**/settings?tab=rules*")
        assert "Another title" in own_rules(portal.state, "default")[RULE].text
        assert somebody.said == []


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("find aws_lambda_function where runs_as (aws_iam_role where is_admin)", "beyond one row"),
        ("find aws_lambda_function where last_modified < 90d ago", "no clock"),
        ("find aws_lambda_function where code_status is unknown", "unknown by itself"),
        ("find aws_lambda_function", "a table and a condition"),
        ("find aws_lambda_function where", "xpected a condition"),
        ("find <script>alert(1)</script>", "xpected a type"),
    ],
)
def test_what_cannot_be_a_rule_says_why(ruleless: Served, query: str, why: str) -> None:
    client = ruleless.person(Role.ADMIN)
    answer = client.get(ruleless.address + page_of(query, **WORDS))
    assert answer.status_code == 200
    assert why in answer.text
    assert "<script>alert" not in answer.text
    assert "Save for the next scan" not in answer.text
    sent = {"csrf": client.get("/session").json()["csrf"], "q": query, "what": "save", "seen": ""} | WORDS
    client.post(f"{ruleless.address}/posture/rules/own", data=sent)
    assert own_rules(ruleless.state, "default") == {}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("name", "../../etc"),
        ("name", "Upper"),
        ("name", ""),
        ("title", "short"),
        ("rationale", ""),
        ("remediation", "x"),
    ],
)
def test_bad_words_are_said_beside_their_field(ruleless: Served, browser: Browser, key: str, text: str) -> None:
    with visiting(browser, ruleless, Role.ADMIN, viewport={"width": 360, "height": 740}) as somebody:
        page = somebody.opens(page_of(**WORDS))
        page.locator(f"#{key}").fill(text)
        page.get_by_role("button", name="Review").click()
        expect(page.locator(f"#{key}")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_role("alert")).to_have_count(1)
        expect(page.get_by_role("button", name="Save for the next scan")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert somebody.violations() == []


def test_only_admins_keep_and_remove_rules_and_only_from_the_page(portal: Served) -> None:
    address = f"{portal.address}/posture/rules/own"
    with open_published(portal.settings.home, "") as published:
        words = RuleWords(*(WORDS[key] for key in ("title", "severity", "category", "rationale", "remediation")))
        seen = own.review(published, QUERY, WORDS["name"], words).text
    for role, status in ((Role.VIEWER, 403), (Role.ANALYST, 403), (Role.ADMIN, 303)):
        client = portal.person(role)
        csrf = client.get("/session").json()["csrf"]
        sent = {"csrf": csrf, "q": QUERY, "what": "save", "seen": digest(seen)} | WORDS
        assert client.post(address, data=sent | {"csrf": "0" * 32}).status_code == 403
        assert client.post(address, data=sent).status_code == status
        assert (RULE in own_rules(portal.state, "default")) is (role is Role.ADMIN)
    for role, status in ((Role.VIEWER, 403), (Role.ANALYST, 403), (Role.ADMIN, 303)):
        client = portal.person(role)
        sent = {"csrf": client.get("/session").json()["csrf"], "id": RULE, "next": "/posture/settings?tab=rules"}
        assert client.post(f"{address}/remove", data=sent).status_code == status
    assert own_rules(portal.state, "default") == {}
    assert client.post(f"{address}/remove", data=sent).status_code == 404


def test_the_file_is_valid_where_it_says_that_it_belongs(ruleless: Served, browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    place = folder / "own" / "open_functions.yaml"
    place.parent.mkdir(parents=True)
    with visiting(browser, ruleless, Role.VIEWER) as somebody:
        page = somebody.opens(page_of(**WORDS))
        expect(page.locator("main")).to_contain_text("own/open_functions.yaml")
        with page.expect_download() as download:
            page.get_by_role("link", name="YAML").click()
        assert download.value.suggested_filename == "open_functions.yaml"
        download.value.save_as(place)
        expect(page.locator("main")).to_contain_text("Save: needs the role admin")
        assert somebody.said == []
    assert place.read_text(encoding="utf-8").startswith("# own/open_functions.yaml below a folder")
    done = run("rules", "test", str(place), "--rules", str(folder), home=ruleless.settings.home)
    assert done.returncode == 0, done.stderr
    assert "3 passed, 0 failed" in done.stderr


def test_another_directory_has_its_own_rules(portal: Served) -> None:
    with open_published(portal.settings.home, "") as published:
        words = RuleWords(*(WORDS[key] for key in ("title", "severity", "category", "rationale", "remediation")))
        own.make_rule(published, QUERY, WORDS["name"], words, "admin")
    here, elsewhere = portal.person(Role.ADMIN), portal.person(Role.ADMIN, "elsewhere")
    file = f"{portal.address}/posture/rules/own/{RULE}.yaml"
    assert "title: Function that anybody may call" in here.get(file).text
    assert elsewhere.get(file).status_code == 404
    settings = f"{portal.address}/posture/settings?tab=rules"
    assert RULE in here.get(settings).text
    assert RULE not in elsewhere.get(settings).text


def test_the_command_line_lists_and_shows_them(portal: Served) -> None:
    home = portal.settings.home
    with open_published(home, "") as published:
        words = RuleWords(*(WORDS[key] for key in ("title", "severity", "category", "rationale", "remediation")))
        own.make_rule(published, QUERY, WORDS["name"], words, "admin")
    listed = run("rules", "list", "--format", "json", home=home)
    row = next(row for row in json.loads(listed.stdout) if row["rule_id"] == RULE)
    assert (row["title"], row["severity"], row["is_on"]) == (WORDS["title"], "high", True)
    shown = run("rules", "show", RULE, "--format", "json", home=home)
    assert json.loads(shown.stdout)[0]["rationale"] == WORDS["rationale"]


def test_a_rule_that_no_longer_is_one_is_left_out_and_said(portal: Served) -> None:
    home = portal.settings.home
    with open_published(home, "") as published:
        words = RuleWords(*(WORDS[key] for key in ("title", "severity", "category", "rationale", "remediation")))
        own.make_rule(published, QUERY, WORDS["name"], words, "admin")
    kept = own_rules(portal.state, "default")[RULE]
    gone = kept.text.replace("exposure =", "exposedness =")
    keep_own_rule(portal.state, "default", OwnRule("own.gone", gone, QUERY, "admin", kept.at))
    assert list(usable_own_rules(portal.state, "default", schemas())) == [RULE]
    text = portal.person(Role.VIEWER).get(f"{portal.address}/posture/settings?tab=rules").text
    assert "The next scan leaves it out: own/gone.yaml" in text
    assert "exposedness" in text
