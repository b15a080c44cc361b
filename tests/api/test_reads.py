"""Pages of one thing over HTTP, over the demo estate: each number is that of the list that it leads to."""

from urllib.parse import quote

import pytest
from httpx2 import Client

from bartizan.api.problem import NO_ACCESS
from bartizan.base.resource_key import resource_key
from bartizan.state.access.nouns import Role
from tests.api.serving import Served

LAKE = "arn:aws:lambda:eu-west-1:444455556666:function:data-search-index"
KEY = resource_key(LAKE)
WORKLOADS = ["aws_lambda_function", "azure_function_app", "azure_web_app"]


@pytest.fixture(scope="module")
def client(demo: Served) -> Client:
    return demo.person(Role.VIEWER)


def total(client: Client, path: str, **params: object) -> int:
    found: int = client.get(path, params={"limit": 1, **params}).json()["total"]  # type: ignore[dict-item]
    return found


def test_the_numbers_of_the_overview_are_those_of_the_lists(client: Client) -> None:
    answer = client.get("/overview")
    found = answer.json()
    checks = found["checks"]
    assert sum(checks["failing"].values()) == total(client, "/findings", status="fail") > 100
    assert checks["unknown"] == total(client, "/findings", status="unknown") > 0
    assert found["resources"] == total(client, "/resources")
    assert found["attack_paths"] == total(client, "/attack-paths") > 0
    for field in ("risk", "exposure", "authentication"):
        assert sum(each["count"] for each in found[field]) == found["workloads"]
    vulnerabilities = found["vulnerabilities"]
    assert vulnerabilities["assessed"] + vulnerabilities["unread"] == sum(each["count"] for each in found["code"])
    first = client.get("/resources", params={"type": WORKLOADS, "limit": 5}).json()["items"]
    assert [each["id"] for each in found["worst"]] == [each["id"] for each in first]
    assert all(each["attack_paths"] == 0 or each["reaches"] for each in found["worst"])
    assert 0 < found["score"] < 100
    assert found["score_unknown_share"] > 0
    assert len(client.get("/coverage/gaps").json()) == found["gaps"] > 0
    again = client.get("/overview", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_gaps_name_the_statement_that_closes_them(client: Client) -> None:
    gaps = client.get("/coverage/gaps").json()
    denied = [gap for gap in gaps if gap["outcome"] == "denied" and gap["permission"]]
    assert denied
    for gap in denied:
        actions = gap["statement"].get("Action") or gap["statement"]["Actions"]
        assert actions == [gap["permission"]]
    assert all(gap["statement"] is None for gap in gaps if gap["outcome"] == "failed")


@pytest.mark.parametrize("named", [KEY, quote(LAKE, safe=""), LAKE])
def test_a_resource_is_found_by_its_id_and_by_its_key(client: Client, named: str) -> None:
    found = client.get(f"/resources/{named}").json()
    assert (found["item"]["id"], found["key"]) == (LAKE, KEY)
    assert found["code"]["status"] == "assessed"
    factors = {each["factor"]: each["state"] for each in found["factors"]}
    assert factors["internet_exposure"] == "yes"


def test_an_azure_resource_is_found_in_any_case(client: Client) -> None:
    id_ = client.get("/resources", params={"type": "azure_web_app", "limit": 1}).json()["items"][0]["id"]
    assert client.get(f"/resources/{id_.upper()}/facts").json() == client.get(f"/resources/{id_}/facts").json()


@pytest.mark.slow
def test_each_tab_of_a_resource_agrees_with_its_summary(client: Client) -> None:
    found = client.get(f"/resources/{KEY}").json()
    findings = client.get(f"/resources/{KEY}/findings").json()
    assert findings["total"] == sum(found["checks"].values()) == len(findings["items"])
    assert all(each["remediation"]["text"] and each["resource_id"] == LAKE for each in findings["items"])
    healthy = client.get(f"/resources/{KEY}/findings", params={"status": "pass"}).json()
    assert healthy["total"] > 0
    assert {each["status"] for each in healthy["items"]} == {"pass"}
    assert client.get(f"/resources/{KEY}/findings").json() == findings
    assert client.get(f"/resources/{KEY}/packages").json()["total"] == found["packages"] == 2
    assert client.get(f"/resources/{KEY}/vulnerabilities").json()["total"] == found["item"]["vulnerabilities"]
    (path,) = client.get(f"/resources/{KEY}/paths").json()["items"]
    assert path["entry_id"] == LAKE
    permissions = client.get(f"/resources/{KEY}/permissions").json()
    assert permissions["identities"][0]["data_read"] == ["arn:aws:s3:::company-analytics-lake"]
    assert len(permissions["abilities"]) == permissions["total"] > 0
    facts = client.get(f"/resources/{KEY}/facts").json()
    assert sum(each["value"] is None for each in facts) == found["unread"]
    assert all(each["missing"] for each in facts if each["value"] is None)
    kinds = [event["kind"] for event in client.get(f"/resources/{KEY}/history").json()]
    assert {"seen", "finding", "path"} == set(kinds)


@pytest.mark.parametrize("tab", ["", *(f"/{tab}" for tab in ("findings", "facts", "history", "paths", "permissions"))])
def test_what_is_not_there_gives_the_answer_of_what_is_not_yours(client: Client, tab: str) -> None:
    for named in ("0" * 16, "arn:aws:lambda:eu-west-1:1:function:none", "a/../b", "%00", "'"):
        answer = client.get(f"/resources/{named}{tab}")
        assert (answer.status_code, answer.json()["title"]) == (404, NO_ACCESS)


def test_search_finds_workloads_rules_packages_identities_and_queries(client: Client) -> None:
    def kinds(text: str) -> dict[str, str]:
        hits = client.get("/search", params={"q": text}).json()["hits"]
        return {hit["kind"]: hit["name"] for hit in reversed(hits)}

    assert kinds("DATA-SEAR")["workload"] == "data-search-index"
    assert kinds("lodash")["package"] == "lodash"
    assert kinds("pkg:npm/lodash@4.17.11")["package"] == "lodash"
    assert kinds("analytics-reader").keys() >= {"identity", "resource"}
    assert kinds("public").keys() >= {"rule", "query"}
    assert client.get("/search", params={"q": "lodash"}).json()["unread"] > 0
    assert client.get("/search", params={"q": " "}).json()["hits"] == []
    assert client.get("/search", params={"q": "%' or 1=1 --"}).json()["hits"] == []
    assert len(client.get("/search", params={"q": "a", "most": 2}).json()["hits"]) <= 14
