"""What counts as an answer of Azure: every question and every listing, held against every lie over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bartizan.collect.azure import COLLECTORS
from bartizan.model import LIST, SELF, Outcome
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import Collected, collected, faults

pytestmark = pytest.mark.slow

GRAPH = "arm:POST Microsoft.ResourceGraph/resources"
DIRECTORY = "arm:POST graph/$batch"
LIES = ("html", "empty", "object", "list", "number", "other", "wrong", "wrong_inside")
LISTINGS = sorted({f"arm:GET {each.listing.path.removeprefix('/providers').lstrip('/')}" for each in COLLECTORS})
ASPECTS = sorted({aspect for each in COLLECTORS for question in each.questions for aspect in question.aspects})
QUESTIONS = ("arm:* Microsoft.Web/sites/*/*", "arm:* Microsoft.Web/sites/functions",
             "arm:GET Microsoft.Web/sites/sitecontainers",
             "arm:GET Microsoft.Web/sites/basicPublishingCredentialsPolicies", "arm:GET Microsoft.Insights/*",
             "arm:GET Microsoft.Sql/servers/*", "arm:GET Microsoft.ManagedIdentity/userAssignedIdentities/*",
             "arm:GET Microsoft.Storage/storageAccounts/*", "arm:GET Microsoft.DocumentDB/databaseAccounts/*",
             DIRECTORY,
             )  # fmt: skip


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


@pytest.fixture(scope="module")
def true() -> Collected:
    """What is read where nothing lies."""

    async def read() -> Collected:
        running = await start_tenant("demo")
        try:
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("BARTIZAN_ARM_TOKEN", running.token)
                return await collected(running.url)
        finally:
            await running.close()

    return asyncio.run(read())


async def told(arm: RunningArm, lie: str, *operations: str) -> Collected:
    """Read the estate where operations lie and Resource Graph, which answers for many of them, is refused."""
    lying = [{"operation": each, "action": lie} for each in operations]
    await faults(arm.url, *lying, {"operation": GRAPH, "action": "deny"})
    return await collected(arm.url)


@pytest.mark.parametrize("lie", LIES)
async def test_no_lie_answers_a_question(arm: RunningArm, lie: str) -> None:
    came = await told(arm, lie, *QUESTIONS)
    assert came.ids("azure_web_app")
    for aspect in (*ASPECTS, "app_roles", "groups"):
        seen = [o for o in came.observations if o.aspect == aspect]
        # What an app's own list tells in full is not asked for again, and a list of nothing has nothing inside.
        outcomes = {(o.outcome, str(o.body)) for o in seen if aspect != "detail" and o.body != {"value": []}}
        assert seen, aspect
        assert {outcome for outcome, _ in outcomes} <= {Outcome.FAILED}, (aspect, outcomes)


@pytest.mark.parametrize("lie", LIES)
async def test_no_lie_lists_anything(arm: RunningArm, true: Collected, lie: str) -> None:
    came = await told(arm, lie, *LISTINGS)
    for collector in COLLECTORS:
        places = {o.scope for o in true.of(collector.kind, SELF)}
        lists = {o.scope: o.outcome for o in came.of(collector.kind, LIST)}
        assert {lists[place] for place in places} == {Outcome.FAILED}, collector.kind
        # A list of nothing has nothing inside that could be of a wrong type.
        assert lie == "wrong_inside" or set(lists.values()) == {Outcome.FAILED}, collector.kind
        assert {o.id for o in came.of(collector.kind, SELF) if "/slots/" not in o.id} == set(), collector.kind


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_of_resource_graph_changes_nothing(arm: RunningArm, true: Collected, lie: str) -> None:
    await faults(arm.url, {"operation": GRAPH, "action": lie})
    after = await collected(arm.url)
    for collector in COLLECTORS:
        names = [{id_.rpartition("/")[2] for id_ in came.ids(collector.kind)} for came in (true, after)]
        assert names[0] == names[1], collector.kind
        for question in collector.questions:
            for aspect in question.aspects:
                assert after.outcomes(collector.kind, aspect) == true.outcomes(collector.kind, aspect), aspect


@pytest.mark.parametrize("lie", ["turning", "huge"])
async def test_a_listing_without_end_and_one_too_large_fail(arm: RunningArm, true: Collected, lie: str) -> None:
    operation = "arm:GET Microsoft.Storage/storageAccounts"
    came = await told(arm, lie, operation)
    assert came.outcomes("azure_storage_account", LIST) == {"failed"}
    assert came.ids("azure_storage_account") == (true.ids("azure_storage_account") if lie == "turning" else set())
