"""What the directory and an app's settings tell of what stands behind the app."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from bartizan.collect.azure.engine.principal import DIRECTORY_PERMISSION, principal_ids, read_principals
from bartizan.collect.azure.resources.apps.backing import backing
from bartizan.model import LIST, Observation, Outcome
from bartizan_demo.company.azure.access import APP_ROLES, AUTOMATION_GROUP
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import SUBSCRIPTION, client, collected, faults, serving

BATCH = "arm:POST graph/$batch"
KINDS = {"azure_principal", "azure_group", "azure_service_principal"}
SOMEONE = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


async def test_roles_and_groups_of_the_identities_are_read_in_batches(arm: RunningArm) -> None:
    result = await collected(arm.url)
    ids = result.ids("azure_principal")
    assert len(ids) > 20
    # Each subscription ends with a batch that is not full, of each kind of principal.
    assert result.usage.calls[BATCH] <= len(ids) / 10 + 4 * len(arm.subscriptions)
    for aspect in ("app_roles", "groups"):
        assert {o.id for o in result.of("azure_principal", aspect)} == ids
    (automation,) = APP_ROLES
    (roles,) = result.of("azure_principal", "app_roles", automation)
    assert [each["appRoleId"] for each in roles.body["value"]] == list(APP_ROLES[automation])
    (groups,) = result.of("azure_principal", "groups", automation)
    assert [each["id"] for each in groups.body["value"]] == [AUTOMATION_GROUP]


async def test_a_directory_that_refuses_is_asked_once_and_spoils_nothing_else(arm: RunningArm) -> None:
    before = (await collected(arm.url)).unread()
    await faults(arm.url, {"operation": BATCH, "action": "deny"})
    result = await collected(arm.url)
    assert result.usage.calls[BATCH] == len(KINDS) * len(arm.subscriptions)
    assert result.outcomes("azure_principal", "groups") == {"denied"}
    assert {o.permission for o in result.of("azure_principal", "app_roles")} == {DIRECTORY_PERMISSION}
    assert result.outcomes("azure_principal", LIST) == {"ok"}
    assert {kind for kind, _, _ in result.unread() - before} == KINDS


async def test_a_throttled_part_of_a_batch_is_asked_again() -> None:
    asked: list[list[str]] = []

    async def answer(request: web.Request) -> object:
        requests = (await request.json())["requests"]
        asked.append([each["url"].partition("?")[0] for each in requests])
        first = {
            "id": "0",
            "status": 429,
            "headers": {"Retry-After": "0"},
            "body": {"error": {"code": "TooManyRequests"}},
        }
        rest = [{"id": each["id"], "status": 200, "body": {"value": []}} for each in requests]
        return {"responses": [first, *rest[1:]] if len(asked) == 1 else rest}

    told: list[Observation] = []
    async with serving(answer) as url, client(url) as arm:
        await read_principals(arm, told.append, SUBSCRIPTION, [SOMEONE])
    assert asked[1] == asked[0][:1]
    assert {o.outcome for o in told} == {Outcome.OK}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "no responses"),
        ({"responses": [{"id": "0", "status": 200, "body": {"value": [7]}}]}, "not a list"),
        ({"responses": [{"id": "0", "status": 200, "body": {"value": [], "@odata.nextLink": "x"}}]}, "more than"),
        ({"responses": []}, "HTTP"),
    ],
)
async def test_odd_answers_of_the_directory_are_failures(body: object, detail: str) -> None:
    told: list[Observation] = []
    async with serving(lambda _: body) as url, client(url) as arm:
        await read_principals(arm, told.append, SUBSCRIPTION, [SOMEONE])
    (roles,) = (o for o in told if o.aspect == "app_roles")
    assert roles.outcome is Outcome.FAILED
    assert detail in roles.detail


def test_who_a_resource_acts_as() -> None:
    assert list(principal_ids({"identity": {"principalId": SOMEONE.upper()}, "properties": None})) == [SOMEONE]
    assert list(principal_ids({"properties": {"principalId": "../x"}, "identity": "None"})) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("DefaultEndpointsProtocol=https;AccountName=Shop;EndpointSuffix=core.windows.net", {"account": "shop"}),
        ("AccountName=../x;", {}),
        ("@Microsoft.KeyVault(VaultName=KV-Shop;SecretName=s)", {"vault": "kv-shop"}),
        ("@Microsoft.KeyVault(SecretUri=https://kv-1.vault.azure.net/secrets/s/)", {"vault": "kv-1"}),
        ("Server=tcp:SQL-1.database.windows.net,1433;User ID=app", {"server": "sql-1.database.windows.net"}),
        ("Data Source=sql-1;Initial Catalog=shop", {"server": "sql-1"}),
        ("Server=../x;", {}),
        (None, {}),
        (7, {}),
        ("text", {}),
    ],
)
def test_what_a_setting_names(value: object, found: dict[str, str]) -> None:
    assert backing(value) == found
