"""Compliance of some scopes: numbers are those of what is there alone, and agree wherever they stand."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, Page, expect

from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

COUNTS = ("passed", "failed", "not_evaluated", "exempt")
STATUSES = {"pass": "passed", "fail": "failed", "unknown": "not_evaluated", "exempt": "exempt"}
FRAMEWORK = "nist-800-53"
PAGE = f"/posture/compliance?framework={FRAMEWORK}"


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.ANALYST)
    client.base_url = portal.address
    risks = {"risk_accepted": "aws.lambda.public_function_url", "mitigated": "aws.lambda.log_kept_forever"}
    for category, rule in risks.items():
        values = {"rule_id": [rule], "status": ["fail"]}
        n = client.get("/api/v1/findings", params={"rule_id": rule, "status": "fail"}).json()["total"]
        sent = {"values": values, "expected": n, "category": category, "justification": "made up"}
        assert client.post("/api/v1/exemptions", json=sent).status_code == 201
    yield client
    client.close()


@pytest.fixture(scope="module")
def scopes(client: Client) -> list[str]:
    found = client.get("/api/v1/findings/facets", params={"field": "scope"}).json()
    assert len(found) > 2
    return [each["value"] for each in found]


def controls(client: Client, *scopes: str, **asked: str) -> dict[tuple[str, str], dict[str, Any]]:
    rows = client.get("/api/v1/compliance", params={"scope": list(scopes), **asked}).json()
    return {(row["framework"], row["control"]): row for row in rows}


def test_the_counts_of_all_scopes_are_the_sum_of_each(client: Client, scopes: list[str]) -> None:
    results = client.get("/api/v1/resources/facets", params={"field": "scope"}).json()
    every = sorted({*scopes, *(each["value"] for each in results if each["value"])})
    whole, parts = controls(client), [controls(client, each) for each in every]
    assert sum(row["exempt"] for row in whole.values()) > 0
    for key, row in whole.items():
        for name in COUNTS:
            assert sum(part[key][name] for part in parts) == row[name], (key, name)
        assert {rule for part in parts for rule in part[key]["failed_rules"]} == set(row["failed_rules"])
        assert all(part[key]["rules"] == row["rules"] for part in parts)
    assert len({str(part) for part in parts}) > 2


def test_two_scopes_are_both_of_them(client: Client, scopes: list[str]) -> None:
    both, first, second = controls(client, *scopes[:2]), controls(client, scopes[0]), controls(client, scopes[1])
    for key, row in both.items():
        assert [row[name] for name in COUNTS] == [first[key][name] + second[key][name] for name in COUNTS]
        told = {first[key]["status"], second[key]["status"]}
        assert row["status"] != "passed" or told <= {"passed", "not_evaluated"}
        assert (row["status"] == "failed") == ("failed" in told)


def test_each_control_counts_the_findings_that_its_scope_has(client: Client, scopes: list[str]) -> None:
    compared = 0
    for row in controls(client, scopes[0], framework=FRAMEWORK).values():
        if not row["rules"]:
            continue
        asked = {"rule_id": row["rules"], "scope": scopes[0], "field": "status"}
        found = {each["value"]: each["count"] for each in client.get("/api/v1/findings/facets", params=asked).json()}
        mitigated = row["rules"].count("aws.lambda.log_kept_forever")
        assert (found.get("fail", 0), found.get("unknown", 0)) == (row["failed"], row["not_evaluated"])
        assert found.get("exempt", 0) >= row["exempt"]
        assert mitigated or found.get("exempt", 0) == row["exempt"]
        compared += sum(found.values())
    assert compared > 20


def test_of_a_scope_that_is_not_there_nothing_is_called_passed(client: Client) -> None:
    rows = controls(client, "999999999999").values()
    assert {row["status"] for row in rows} == {"not_evaluated"}
    assert sum(row[name] for row in rows for name in COUNTS) == 0


@pytest.mark.slow
def test_cards_page_and_csv_say_what_the_api_says(client: Client, scopes: list[str]) -> None:
    for of in (scopes[1:3], []):
        rows = controls(client, *of)
        counts: dict[str, Counter[str]] = {}
        for (framework, _), row in rows.items():
            counts.setdefault(framework, Counter())[row["status"]] += 1
        text = client.get("/posture/compliance", params={"scope": of}).text
        for framework in (FRAMEWORK, "mcsb", "pci-dss-4"):
            for status, n in counts[framework].items():
                link = re.search(rf'href="([^"]*framework={framework}&amp;status={status}[^"]*)"', text)
                assert link, (framework, status)
                href = link[1].replace("&amp;", "&")
                assert parse_qs(urlsplit(href).query).get("scope", []) == of
                page = client.get(href).text
                assert f"{n} control" in page
                csv_link = re.search(r'href="(/posture/compliance\.csv[^"]+)"', page)
                assert csv_link
                lines = list(csv.DictReader(io.StringIO(client.get(csv_link[1].replace("&amp;", "&")).text)))
                own = [row for (of_, _), row in rows.items() if of_ == framework and row["status"] == status]
                assert [(line["control"], int(line["failed"])) for line in lines] == [
                    (row["control"], row["failed"]) for row in own
                ]


def evidence(page: Page) -> list[tuple[str, int]]:
    """Return the links of the numbers of the open control's checks, each with its number."""
    links = page.locator("section.card").first.locator("td.number a:not(.quiet)").all()
    return [(str(link.get_attribute("href")), int(link.inner_text().replace(",", ""))) for link in links]


def test_each_number_of_the_evidence_leads_to_as_many_resources(client: Client, somebody: Visitor) -> None:
    rows = controls(client, framework=FRAMEWORK)
    widest = max(rows.values(), key=lambda row: min(row["passed"], row["failed"], row["not_evaluated"]))
    scope = client.get(
        "/api/v1/findings/facets", params={"rule_id": widest["rules"], "field": "scope", "status": "fail"}
    ).json()[0]["value"]
    page = somebody.opens(f"{PAGE}&control={widest['control']}&scope={scope}")
    assert somebody.violations() == []
    expect(page.locator("main .beside").first).to_have_text(f"of {scope}")
    numbers = evidence(page)
    assert len({parse_qs(urlsplit(href).query)["status"][0] for href, _ in numbers}) > 2
    found: Counter[str] = Counter()
    for href, n in numbers:
        query = parse_qs(urlsplit(href).query)
        assert query["scope"] == [scope]
        assert re.search(rf'aria-live="polite">{n:,} resource', client.get(href).text), href
        found[STATUSES[query["status"][0]]] += n
    row = controls(client, scope, framework=FRAMEWORK)[FRAMEWORK, widest["control"]]
    for name in ("failed", "not_evaluated", "exempt"):
        assert found[name] == row[name]
    more = page.locator("section.card").first.locator("td.number a.quiet").all_inner_texts()
    assert found["passed"] + sum(int(each.strip("+").split()[0]) for each in more) == row["passed"]


def choose(page: Page, scope: str) -> None:
    page.locator("details.scopes > summary").click()
    page.locator(f'details.scopes input[value="{scope}"]').check()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("list", name="Active filters").get_by_role("button")).to_have_count(1)


def test_a_scope_is_chosen_and_taken_out(somebody: Visitor, client: Client, scopes: list[str]) -> None:
    page = somebody.opens("/posture/compliance")
    whole = page.locator(".framework").all_inner_texts()
    page.locator("details.scopes > summary").click()
    assert somebody.violations() == []
    page.locator("details.scopes > summary").click()
    choose(page, scopes[0])
    assert parse_qs(urlsplit(page.url).query) == {"scope": [scopes[0]]}
    assert page.locator(".framework").all_inner_texts() != whole
    assert somebody.violations() == []
    page.locator(".framework").get_by_role("heading").get_by_role("link").first.click()
    page.wait_for_url("**framework=**")
    assert parse_qs(urlsplit(page.url).query)["scope"] == [scopes[0]]
    page.get_by_role("list", name="Active filters").get_by_role("button").click()
    expect(page.get_by_role("list", name="Active filters")).to_have_count(0)
    assert "scope" not in parse_qs(urlsplit(page.url).query)
    page.go_back()
    expect(page.get_by_role("list", name="Active filters")).to_be_visible()


def test_what_was_chosen_is_kept_for_who_chose_it(portal: Served, browser: Browser, scopes: list[str]) -> None:
    def shown(page: Page) -> dict[str, list[str]]:
        return parse_qs(urlsplit(page.url).query)

    with visiting(browser, portal, Role.ADMIN) as somebody, visiting(browser, portal, Role.ANALYST) as other:
        page = somebody.opens("/posture/compliance")
        choose(page, scopes[0])
        assert shown(somebody.opens("/operations/compliance")) == {"scope": [scopes[0]]}
        page = somebody.opens(f"{PAGE}&status=failed")
        assert shown(page) == {"framework": [FRAMEWORK], "status": ["failed"], "scope": [scopes[0]]}
        assert shown(somebody.opens(f"{PAGE}&scope={scopes[1]}"))["scope"] == [scopes[1]], "a link says more"
        assert shown(somebody.opens("/posture/overview")) == {}, "the overview has its own"
        assert shown(other.opens("/posture/compliance")) == {}
        page = somebody.opens(PAGE)
        page.locator("details.scopes > summary").click()
        page.locator(f'details.scopes input[value="{scopes[1]}"]').check()
        page.get_by_role("button", name="Show these").click()
        expect(page.get_by_role("list", name="Active filters").get_by_role("button")).to_have_count(2)
        page.get_by_role("list", name="Active filters").get_by_role("button").first.click()
        expect(page.get_by_role("list", name="Active filters").get_by_role("button")).to_have_count(1)
        assert len(shown(somebody.opens("/posture/compliance"))["scope"]) == 1
        page.locator("details.scopes > summary").click()
        page.get_by_role("button", name="Show all scopes").click()
        expect(page.get_by_role("list", name="Active filters")).to_have_count(0)
        assert shown(somebody.opens(PAGE)) == {"framework": [FRAMEWORK]}
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_without_scripts_a_scope_is_chosen(without_scripts: Visitor, client: Client, scopes: list[str]) -> None:
    page = without_scripts.opens(f"{PAGE}&status=failed")
    choose(page, scopes[0])
    query = parse_qs(urlsplit(page.url).query)
    assert query == {"framework": [FRAMEWORK], "status": ["failed"], "scope": [scopes[0]]}
    n = len(controls(client, scopes[0], framework=FRAMEWORK, status="failed"))
    expect(page.locator("section.card").last).to_contain_text(f"{n} control")


@pytest.mark.parametrize("path", ["/posture/compliance?", f"{PAGE}&control=AC-3&"])
def test_it_fits_on_a_phone(browser: Browser, portal: Served, scopes: list[str], path: str) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens(f"{path}scope={scopes[0]}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator("details.scopes > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []
