"""Resource Graph in the emulator: the queries it knows, pages, scopes, and refusals in Azure's shape."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bartizan_demo.emulators.azure.errors import ArmError
from bartizan_demo.emulators.azure.kql import query
from tests.demo.arm_asking import Asking, asking_arm

ROWS = [
    {"id": "/B", "name": "b", "type": "t/one", "properties": {"Depth": {"x": 1}}},
    {"id": "/a", "name": "a", "type": "T/ONE", "properties": {"Depth": {"x": 2}}},
    {"id": "/c", "name": "c", "type": "t/two", "properties": {}},
]
PATH = "/providers/Microsoft.ResourceGraph/resources"


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with asking_arm() as session:
        yield session


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("resources", "bac"),
        ("Resources | order by id asc", "abc"),
        ("resources | order by name", "cba"),
        ("resources | where type =~ 't/one'", "ba"),
        ("resources | where type == 't/one'", "b"),
        ("resources | where type in~ ('t/one', \"t/two\") | order by id asc | limit 2", "ab"),
        ("resources | where type in ('t/one','t/two')", "bc"),
        ("resources | where type =~ 't/one' and name != 'b' or name == 'c'", "ac"),
        ("resources\n| where (type =~ 't/two' or name == 'a') and id startswith '/'", "ac"),
        ("where name contains 'B'", "b"),
        ("resources | sort by name desc | take 1", "c"),
    ],
)
def test_queries(text: str, names: str) -> None:
    assert "".join(row["name"] for row in query(text).rows(ROWS)) == names


def test_projections() -> None:
    asked = query("resources | where name == 'b' | project id, properties.Depth.x, called = name, kind")
    assert asked.rows(ROWS) == [{"id": "/B", "properties_Depth_x": 1, "called": "b", "kind": None}]
    assert query("resources | project properties.depth.x").rows(ROWS)[0] == {"properties_depth_x": None}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("where where", "ParserFailure"),
        ("resources | summarize count() by type", "ParserFailure"),
        ("resources | where type ~~ 'x'", "ParserFailure"),
        ("resources | where type =~ x", "ParserFailure"),
        ("resources | limit many", "ParserFailure"),
        ("resources | order id", "ParserFailure"),
        ("resources | where type in~ ('x'", "ParserFailure"),
        ("advisorresources | project id", "DisallowedLogicalTableName"),
    ],
)
def test_refusals(text: str, code: str) -> None:
    with pytest.raises(ArmError) as refused:
        query(text)
    assert refused.value.status == 400
    assert [each["code"] for each in refused.value.details] == ["InvalidQuery", code]


async def _ask(asking: Asking, text: str, status: int = 200, **request: Any) -> Any:
    return await asking.ask(PATH, "POST", status, {"query": text, **request})


async def test_pages(asking: Asking) -> None:
    text = "resources | where type in~ ('microsoft.web/sites', 'microsoft.web/sites/slots') | order by id asc"
    rows = await asking.rows(text)
    assert len({row["id"].lower() for row in rows}) == len(rows) == 57
    page = await _ask(asking, text, options={"$top": 10})
    assert (page["totalRecords"], page["count"], len(page["data"])) == (57, 10, 10)
    assert page["resultTruncated"] == "false"
    assert "$skipToken" in page


async def test_rows_without_an_id_cannot_be_paged(asking: Asking) -> None:
    page = await _ask(asking, "resources | project name", options={"$top": 10})
    assert page["resultTruncated"] == "true"
    assert "$skipToken" not in page


@pytest.mark.parametrize("options", [{"$top": 1001}, {"$top": 0}, {"$skipToken": "?"}, {"$skipToken": "e30="}])
async def test_bad_pages(asking: Asking, options: dict[str, Any]) -> None:
    assert (await _ask(asking, "resources", 400, options=options))["error"]["code"] == "BadRequest"


async def test_subscriptions(asking: Asking) -> None:
    one = asking.arm.subscriptions[0]
    page = await _ask(asking, "resources", subscriptions=[one.upper()])
    assert {row["subscriptionId"] for row in page["data"]} == {one}
    refused = await _ask(asking, "resources", 400, subscriptions=["00000000-0000-0000-0000-000000000000"])
    assert refused["error"]["details"][0]["code"] == "NoValidSubscriptionsInQueryRequest"


async def test_apps_are_indexed_with_capitals(asking: Asking) -> None:
    """The trap of this table: ``minTlsVersion`` is ``MinTlsVersion`` here, and apps of Container Apps are missing."""
    rows = await asking.rows("appserviceresources | where type =~ 'microsoft.web/sites/config'")
    assert {row["properties"]["MinTlsVersion"] for row in rows} == {"1.0", "1.2"}
    assert rows[0]["properties"]["IpSecurityRestrictions"][0]["IpAddress"]
    assert "func-demand-forecast" not in {row["name"] for row in rows}
    slots = await asking.rows("appserviceresources | where type =~ 'microsoft.web/sites/slots/config'")
    assert {row["name"] for row in slots} > {"app-customer-portal/staging"}


async def test_rights_from_above_must_be_asked_for(asking: Asking) -> None:
    text = "authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | project id, properties"
    below = (await _ask(asking, text))["totalRecords"]
    wide = await _ask(asking, text, options={"authorizationScopeFilter": "AtScopeAboveAndBelow"})
    assert wide["totalRecords"] == below + 4


async def test_some_groups_are_spelled_otherwise_than_in_arm(asking: Asking) -> None:
    listed = {each["id"] for each in await asking.everywhere("providers/Microsoft.Web/sites")}
    indexed = {row["id"] for row in await asking.rows("resources | where type =~ 'Microsoft.Web/sites' | project id")}
    assert listed != indexed
    assert {each.lower() for each in listed} == {each.lower() for each in indexed}


async def test_the_table_format(asking: Asking) -> None:
    page = await _ask(asking, "resources | project id, name | limit 2", options={"resultFormat": "table"})
    assert [each["name"] for each in page["data"]["columns"]] == ["id", "name"]
    assert [len(row) for row in page["data"]["rows"]] == [2, 2]
