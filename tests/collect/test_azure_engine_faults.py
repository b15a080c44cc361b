"""What the Azure engine does where Azure fails for long, changes under it, or says something new."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from yarl import URL

from bartizan.collect.azure.engine.listing import graph_listings
from bartizan.collect.azure.resources.identity.role_assignment import ROLE_ASSIGNMENT
from bartizan.collect.azure.resources.identity.role_definition import ROLE_DEFINITION
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.azure.transport.clouds import CLOUDS, cloud
from bartizan.collect.azure.transport.login import FixedToken
from bartizan.collect.azure.transport.patience import ArmPatience
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.quota import Quotas
from bartizan.model import LIST, SELF, Outcome, Usage, UsageError
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import QUICK, SUBSCRIPTION, client, collected, control, faults, serving

READ = ArmCall("arm:GET things", "Microsoft.Things/read")
ARG = "arm:POST Microsoft.ResourceGraph/resources"


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("apps:60")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


async def test_what_fails_alike_twenty_times_is_not_asked_again(arm: RunningArm) -> None:
    operation = "arm:GET Microsoft.Web/sites/config/authsettingsV2"
    await faults(arm.url, {"operation": operation, "action": "deny"})
    result = await collected(arm.url)
    told = [o for kind in ("azure_web_app", "azure_function_app") for o in result.of(kind, "auth")]
    assert len(told) == 60
    assert {o.outcome for o in told} == {Outcome.DENIED}
    assert {o.permission for o in told} == {"Microsoft.Web/sites/config/read"}
    # Those on their way when the twentieth answer came were sent, too.
    assert 20 <= result.usage.calls[operation] <= 44
    assert any("not asked again after 2" in o.detail for o in told)


async def test_an_app_deleted_after_it_was_listed_fails_alone_and_is_asked_once(arm: RunningArm) -> None:
    gone = {"code": "ResourceNotFound", "status": 404, "action": "error", "resource": "/sites/func-000010"}
    await faults(arm.url, {"operation": "arm:* Microsoft.Web/sites*", **gone})
    result = await collected(arm.url)
    unread = [o for o in result.observations if o.outcome is Outcome.FAILED and o.kind == "azure_function_app"]
    assert {o.id.rpartition("/")[2] for o in unread} == {"func-000010"}
    assert {o.aspect for o in unread} >= {"auth", "functions", "settings", "basic_auth_scm"}
    assert all("ResourceNotFound" in o.detail for o in unread)
    assert {o.outcome for o in result.of("azure_function", LIST)} == {Outcome.FAILED}


async def test_many_deleted_apps_do_not_silence_the_others(arm: RunningArm) -> None:
    gone = {"code": "ResourceNotFound", "status": 404, "action": "error", "resource": "/sites/func-"}
    await faults(arm.url, {"operation": "arm:GET Microsoft.Web/sites*", **gone})
    result = await collected(arm.url)
    assert result.outcomes("azure_web_app", "auth") == {"ok"}


async def test_under_hard_throttling_nothing_is_lost(arm: RunningArm) -> None:
    impatient = ArmPatience(answer_seconds=5.0, throttled_seconds=3.0, pause_seconds=0.01)
    await faults(arm.url, {"operation": "arm:GET *", "action": "throttle", "times": 30, "resource": "/sites/"})
    result = await collected(arm.url, patience=impatient)
    assert len(result.ids("azure_web_app") | result.ids("azure_function_app")) == 60
    assert result.unread() == set()


async def test_a_call_waits_out_throttling_while_others_get_through() -> None:
    answers = {"n": 0}

    def throttled(request: web.Request) -> Any:
        answers["n"] += 1
        is_slow = request.path.endswith("slow") and answers["n"] < 12
        return web.Response(status=429, headers={"Retry-After": "0.1"}) if is_slow else {"value": []}

    async with (
        serving(throttled) as url,
        client(url, patience=ArmPatience(throttled_seconds=0.35, pause_seconds=0.01)) as arm,
    ):
        slow = asyncio.create_task(arm.ask(READ, arm.address(f"/subscriptions/{SUBSCRIPTION}/slow", "1")))
        while not slow.done():
            await arm.ask(READ, arm.address(f"/subscriptions/{SUBSCRIPTION}/quick", "1"))
            await asyncio.sleep(0.05)
        assert await slow == {"value": []}


async def test_a_busy_server_that_says_when_to_come_back_is_no_failure() -> None:
    answers = [web.Response(status=503, headers={"Retry-After": "0.1"}) for _ in range(6)]
    async with serving(lambda _: answers.pop() if answers else {"value": [1]}) as url, client(url) as arm:
        assert await arm.ask(READ, arm.address("/subscriptions/x", "1")) == {"value": [1]}


ODD_ROLE = {"type": "Odd", "roleName": "r", "permissions": []}


async def test_words_that_azure_never_said_before_are_kept_as_they_are() -> None:
    app = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Web/sites/a"
    role = "/providers/Microsoft.Authorization/RoleDefinitions/22222222-2222-4222-8222-222222222222"
    rows = [
        {"id": app, "name": "a", "type": "microsoft.web/sites", "properties": {"state": "Dreaming"}},
        {"id": app.replace("sites/a", "dreams/b"), "name": "b", "type": "microsoft.web/dreams", "properties": {}},
        {"id": role, "name": "r", "type": "microsoft.authorization/roledefinitions", "properties": ODD_ROLE},
    ]
    listings = [ROLE_DEFINITION.listing, ROLE_ASSIGNMENT.listing]
    async with serving(lambda _: {"data": rows, "totalRecords": 3}) as url, client(url) as arm:
        listed = await graph_listings(arm, listings, [SUBSCRIPTION])
    (item,) = listed[ROLE_DEFINITION.listing][SUBSCRIPTION].items.values()
    assert item.properties == ODD_ROLE
    assert listed[ROLE_ASSIGNMENT.listing] == {}


async def test_one_query_lists_all_kinds_of_a_table(arm: RunningArm) -> None:
    result = await collected(arm.url)
    assert result.usage.calls[ARG] <= 6
    assert result.outcomes("azure_management_group", LIST) == {"ok"}


async def test_a_subscription_knows_what_stands_above_it(arm: RunningArm) -> None:
    (told,) = (await collected(arm.url)).of("azure_subscription", "ancestors")
    names = [each["name"] for each in told.body["managementGroupAncestorsChain"]]
    assert names[:2] == ["mg-landing-zones", "mg-company"]
    await faults(arm.url, {"operation": ARG, "action": "deny"})
    result = await collected(arm.url)
    (told,) = result.of("azure_subscription", "ancestors")
    assert (told.outcome, told.permission) == (Outcome.DENIED, "Microsoft.ResourceGraph/resources/read")
    assert len(result.of("azure_management_group", SELF)) == 2  # as ARM lists them


async def test_two_subscriptions_spend_two_quotas(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", demo.token)
    await control(demo.url, "POST", "quota", {"arm": True})
    before = asyncio.get_running_loop().time()
    result = await collected(demo.url, share=1.0)
    took = asyncio.get_running_loop().time() - before
    await demo.close()
    assert len({o.scope for o in result.of("azure_subscription", SELF)}) == 2
    assert took < 15


@pytest.mark.parametrize("name", ["AzureUSGovernment", "azurechinacloud"])
def test_a_sovereign_cloud_has_its_own_addresses(name: str) -> None:
    found = cloud(name)
    assert found != CLOUDS["AzureCloud"]
    assert all(each.endswith((".us", ".cn", "usgovcloudapi.net")) for each in (found.authority, found.arm, found.graph))


def test_an_unknown_cloud_is_an_error_of_use() -> None:
    with pytest.raises(UsageError, match="AzureUSGovernment"):
        cloud("AzureMoon")


async def test_microsoft_graph_is_asked_with_its_own_token() -> None:
    seen: list[tuple[str, str]] = []

    def answer(request: web.Request) -> Any:
        seen.append((request.path, request.headers["Authorization"]))
        return {"value": [1]} if "page" in request.query else {"value": [0], "@odata.nextLink": f"{request.url}?page=2"}

    async with serving(answer) as url, serving(answer) as elsewhere, aiohttp.ClientSession() as session:
        arm = ArmClient(
            session, URL(url), entry=FixedToken("arm"), quotas=Quotas(None), usage=Usage(), patience=QUICK,
            directory=(URL(elsewhere), FixedToken("graph")),
        )  # fmt: skip
        pages = [page async for page in arm.pages(READ, arm.directory_address("/v1.0/groups"))]
        assert pages == [[0], [1]]
        with pytest.raises(CallError):
            await arm.ask(READ, URL("http://127.0.0.1:9/v1.0/groups"))
    assert seen == [("/v1.0/groups", "Bearer graph")] * 2
