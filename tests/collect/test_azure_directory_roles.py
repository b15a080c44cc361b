"""Roles of the directory: read once for all subscriptions, page by page, and what is said where they are not."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from bartizan.collect.azure.engine.directory_role import (
    DIRECTORY_ROLE_KINDS,
    ROLE_PERMISSION,
    read_directory_roles,
    role_principals,
)
from bartizan.model import LIST
from bartizan_demo.company.azure.directory import DIRECTORY_TEAM
from bartizan_demo.company.azure.powers import ON_CALL_GROUP
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import client, collected, faults, serving

HELD, ELIGIBLE = DIRECTORY_ROLE_KINDS
LISTS = ("roleAssignments", "roleEligibilityScheduleInstances", "roleDefinitions")
SOMEONE = "aaaaaaaa-0000-4000-8000-000000000001"
ROLE = "62e90394-69f5-4237-9190-012177145e10"


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


def assignment(number: int = 1, **more: Any) -> dict[str, Any]:
    own = {"id": f"role-{number}", "principalId": SOMEONE, "roleDefinitionId": ROLE, "directoryScopeId": "/"}
    return {**own, "appScopeId": None, "principal": None, **more}


async def listed(handler: Any) -> Any:
    async with serving(handler) as url, client(url) as arm:
        return await read_directory_roles(arm)


async def test_the_directory_is_read_once_for_all_subscriptions(arm: RunningArm) -> None:
    result = await collected(arm.url)
    assert [result.usage.calls[f"arm:GET graph/roleManagement/{each}"] for each in LISTS] == [1, 1, 1]
    holders = {o.body["principalId"]: o.body for o in result.of(HELD, "self")}
    assert holders[DIRECTORY_TEAM]["principalType"] == "User"
    assert {o.body["roleName"] for o in result.of(HELD, "self") if o.body["isCustom"]} == {"Badge printing"}
    (eligible,) = result.of(ELIGIBLE, "self")
    assert eligible.body["principalId"] == ON_CALL_GROUP
    assert len(result.of(HELD, LIST)) == len(arm.subscriptions)


async def test_a_refused_list_is_refused_in_every_subscription(arm: RunningArm) -> None:
    before = (await collected(arm.url)).unread()
    await faults(arm.url, {"operation": "arm:GET graph/roleManagement/roleAssignments", "action": "deny"})
    result = await collected(arm.url)
    assert {(o.outcome.value, o.permission) for o in result.of(HELD, LIST)} == {("denied", ROLE_PERMISSION)}
    assert {kind for kind, _, _ in result.unread() - before} == {HELD}


async def test_every_page_is_read_and_what_is_no_member_is_not_kept() -> None:
    def answer(request: web.Request) -> object:
        if "roleDefinitions" in request.path:
            return {"value": [{"id": "own", "displayName": None}]}
        if "skip" in request.query:
            return {"value": [assignment(2, roleDefinitionId="OWN", directoryScopeId=None)]}
        principal = {"@odata.type": "#microsoft.graph.servicePrincipal", "displayName": "it"}
        link = f"{request.scheme}://{request.host}{request.path_qs}&skip=1"
        return {"value": [assignment(principal=principal)], "@odata.nextLink": link}

    roles = await listed(answer)
    first, second = (item.body for item in roles[HELD].items.values())
    assert first == {
        "id": "role-1", "principalId": SOMEONE, "roleDefinitionId": ROLE, "directoryScopeId": "/",
        "principalType": "ServicePrincipal", "isCustom": False, "roleName": "",
    }  # fmt: skip
    assert (second["isCustom"], second["directoryScopeId"], second["principalType"]) == (True, "/", "")
    assert set(role_principals(roles)) == {("azure_service_principal", SOMEONE)}


@pytest.mark.parametrize("odd", [7, None, {}, assignment(principalId=None), assignment(roleDefinitionId=3)])
async def test_an_odd_assignment_makes_the_list_a_failed_one(odd: object) -> None:
    roles = await listed(lambda _: {"value": [odd]})
    assert {each.error.code for each in roles.values()} == {"UnexpectedShape"}


async def test_custom_roles_that_are_not_read_are_not_known_to_be_none() -> None:
    def answer(request: web.Request) -> object:
        if "roleDefinitions" in request.path:
            return web.json_response({"error": {"code": "Authorization_RequestDenied", "message": "no"}}, status=403)
        return {"value": [assignment()]}

    (item,) = (await listed(answer))[HELD].items.values()
    assert "isCustom" not in item.body


async def test_a_directory_without_the_license_has_no_eligible_ones() -> None:
    def answer(request: web.Request) -> object:
        if "Eligibility" in request.path:
            error = {"code": "AadPremiumLicenseRequired", "message": "The tenant needs to have Microsoft Entra ID P2."}
            return web.json_response({"error": error}, status=400)
        return {"value": []}

    assert [each.error for each in (await listed(answer)).values()] == [None, None]


async def test_a_throttled_list_is_asked_again() -> None:
    asked: list[str] = []

    def answer(request: web.Request) -> object:
        asked.append(request.path)
        if asked.count(request.path) == 1:
            return web.json_response({"error": {"code": "TooManyRequests"}}, status=429, headers={"Retry-After": "0"})
        return {"value": []}

    roles = await listed(answer)
    assert [each.error for each in roles.values()] == [None, None]
    assert len(asked) == 2 * len(LISTS)
