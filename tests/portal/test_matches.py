"""Matches of advisories: what they are filtered by, and bills of materials of the workloads that filters leave."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor
from tests.report.bill_schemas import check_cyclonedx, spdx_messages

Row = Mapping[str, Any]
ALL = 1000


@pytest.fixture(scope="module")
def rows(published: Published) -> list[Row]:
    found = listing.rows(published, "vulnerabilities", ListFilter(), limit=ALL)
    assert found.total == len(found.items) > 20
    return list(found.items)


def counted(published: Published, column: str) -> dict[Any, int]:
    return {each.value: each.count for each in listing.facets(published, "vulnerabilities", column, ListFilter())}


def found(published: Published, **values: str) -> tuple[int, int]:
    part = listing.rows(published, "vulnerabilities", ListFilter(values={k: [v] for k, v in values.items()}), limit=1)
    return part.total, part.unknown


def test_epss_is_asked_for_from_a_level_on(published: Published, rows: list[Row]) -> None:
    unscored = sum(row["epss"] is None for row in rows)
    for level in ("0.01", "0.1", "0.5", "0.9"):
        n = sum((row["epss"] or 0) >= float(level) for row in rows)
        assert counted(published, "epss_from").get(level, 0) == n
        assert found(published, epss_from=level) == (n, unscored)
    assert counted(published, "epss_from").get(None, 0) == unscored
    assert counted(published, "epss_from")["0.01"] > counted(published, "epss_from")["0.5"] > 0


def test_a_fix_a_layer_and_an_exposed_workload_are_asked_for(published: Published, rows: list[Row]) -> None:
    assert counted(published, "has_fix") == Counter(bool(row["fixed_versions"]) for row in rows)
    assert counted(published, "layer") == Counter(row["layer"] for row in rows)
    assert sum(1 for each in counted(published, "layer") if each) > 0
    inventory = listing.rows(published, "inventory", ListFilter(), limit=ALL).items
    exposure = {(row["type"], row["id"]): row["exposure"] for row in inventory}
    of_rows = Counter(exposure[row["resource_type"], row["resource_id"]] for row in rows)
    assert counted(published, "exposure") == of_rows
    assert len(of_rows) > 1
    assert found(published, exposure="internet") == (of_rows["internet"], 0)


def test_owners_are_those_of_what_fails_on_the_workload(published: Published, rows: list[Row]) -> None:
    failing = listing.rows(published, "findings", ListFilter(), limit=ALL * 10).items
    owners: dict[str, set[str]] = {}
    for each in failing:
        owners.setdefault(each["resource_id"], set()).update({each["owner"]} - {""})
    expected: Counter[str] = Counter()
    for row in rows:
        expected.update(owners.get(row["resource_id"]) or {""})
    assert counted(published, "owner") == expected
    for owner, n in expected.items():
        assert found(published, owner=owner)[0] == n


def test_facets_lead_to_as_many_rows_as_they_say(somebody: Visitor) -> None:
    page = somebody.opens("/posture/vulnerabilities?tab=matches")
    for group, choice in (("Fix exists", "Yes"), ("EPSS", "≥ 0.1"), ("Exposure", "Internet")):
        link = page.get_by_role("group", name=group, exact=True).get_by_role("checkbox", name=choice)
        n = link.locator(".count").inner_text()
        link.click()
        expect(page.get_by_role("heading", level=2, name=f"{n} vulnerabilit")).to_be_attached()
    assert len(page.locator(".chips a").all()) == 3
    assert somebody.violations() == []


def test_a_bill_has_the_workloads_that_the_filters_leave(somebody: Visitor, portal: Served, rows: list[Row]) -> None:
    page = somebody.opens("/posture/vulnerabilities?kev=true&sort=-epss")
    page.get_by_text("SBOM", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CycloneDX 1.6").click()
    assert download.value.suggested_filename == "vulnerabilities.cdx.json"
    bill = json.loads(download.value.path().read_text(encoding="utf-8"))
    check_cyclonedx(bill)
    wanted = {row["resource_id"] for row in rows if row["kev"]}
    assert 0 < len(wanted) < len({row["resource_id"] for row in rows})
    assert {each["ref"] for each in bill["dependencies"]} == wanted
    address = urlsplit(page.get_by_role("link", name="SPDX 2.3").get_attribute("href") or "")
    viewer = portal.person(Role.VIEWER)
    answer = viewer.get(f"{portal.address}{address.path}", params=dict(parse_qsl(address.query)))
    assert spdx_messages(answer.json()) == []
    of_package = viewer.get("/packages/sbom", params={"name": "lodash"}).json()
    assert 0 < len(of_package["dependencies"]) < len(bill["components"])
    assert len({each["serialNumber"] for each in (bill, of_package)}) == 2


def test_a_bill_is_refused_as_any_list_is(portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    assert viewer.get("/vulnerabilities/sbom", params={"nothing": "x"}).status_code == 400
    assert viewer.get("/vulnerabilities/sbom", params={"format": "pdf"}).status_code == 422
    assert viewer.get("/vulnerabilities/sbom", params={"at": "20200101T000000-000000"}).status_code == 404
    assert portal.anybody().get("/packages/sbom").status_code == 401
    empty = viewer.get("/packages/sbom", params={"name": "no-such-package"}).json()
    assert empty["dependencies"] == empty["components"] == []
    first = viewer.get("/packages/sbom", params={"name": "lodash"})
    again = viewer.get("/packages/sbom", params={"name": "lodash"}, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
