"""What is read of power beside assigned roles: eligible roles, members, owners, roles of databases, containers."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from bartizan.collect.azure.engine.listing import arm_listing
from bartizan.collect.azure.engine.principal import (
    DIRECTORY_PERMISSION,
    GROUP_PERMISSION,
    read_groups,
    read_services,
    role_holders,
)
from bartizan.collect.azure.resources.identity.role_eligibility import ROLE_ELIGIBILITY
from bartizan.model import LIST, Observation, Outcome
from bartizan_demo.company.azure.directory import DELEGATIONS
from bartizan_demo.company.azure.powers import (
    DESK_TEAM,
    ELIGIBLE,
    ON_CALL_GROUP,
    PLATFORM_GROUP,
    RELEASE_TEAM,
    SERVICES,
)
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import SUBSCRIPTION, client, collected, faults, serving

QUERY = "arm:POST Microsoft.ResourceGraph/resources"
BATCH = "arm:POST graph/$batch"
SOMEONE = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


async def test_the_company_tells_who_may_become_what(arm: RunningArm) -> None:
    result = await collected(arm.url)
    (eligible,) = result.of("azure_role_eligibility", "self")
    assert eligible.body["properties"]["principalId"] == ELIGIBLE[0].principal == ON_CALL_GROUP
    (members,) = result.of("azure_group", "members", ON_CALL_GROUP)
    assert [each["id"] for each in members.body["value"]] == [DESK_TEAM]
    (owners,) = result.of("azure_service_principal", "application_owners", SERVICES[0].principal)
    assert [each["id"] for each in owners.body["value"]] == [RELEASE_TEAM]
    (trusted,) = result.of("azure_service_principal", "federated_credentials", SERVICES[0].principal)
    assert [(each["issuer"], each["subject"]) for each in trusted.body["value"]] == [*SERVICES[0].federated]
    (owners,) = result.of("azure_group", "owners", PLATFORM_GROUP)
    assert [each["id"] for each in owners.body["value"]] == [RELEASE_TEAM]
    (group,) = (o.body["value"] for o in result.of("azure_group", "entity", ON_CALL_GROUP))
    assert [(each["displayName"], each["isAssignableToRole"]) for each in group] == [("on call", True)]
    (roles,) = (o for o in result.of("azure_cosmos_account", "data_roles", "/cosmos-events"))
    assert len(roles.body["value"]) == 1
    (containers,) = result.of("azure_storage_account", "containers", "/steventsretail")
    assert {each["name"]: each["properties"]["publicAccess"] for each in containers.body["value"]}["posters"] == "Blob"
    partners = {o.body["name"]: o.body["properties"] for o in result.of("azure_delegation", "self")}
    offers = [each["registrationDefinition"]["properties"] for each in partners.values()]
    assert {each["managedByTenantId"] for each in offers} == {each.tenant for each in DELEGATIONS}
    (machine,) = result.ids("azure_resource_with_identity")
    assert machine.endswith("/aa-nightly")


async def test_what_has_an_identity_is_the_same_without_resource_graph(arm: RunningArm) -> None:
    with_graph = await collected(arm.url)
    await faults(arm.url, {"operation": QUERY, "action": "deny"})
    without = await collected(arm.url)
    for kind in ("azure_resource_with_identity", "azure_role_eligibility", "azure_group"):
        assert without.ids(kind) == with_graph.ids(kind) != set()


@pytest.mark.parametrize(
    ("operation", "kind", "aspect"),
    [
        ("arm:GET Microsoft.Authorization/roleEligibilityScheduleInstances", "azure_role_eligibility", LIST),
        ("arm:GET Microsoft.ManagedServices/registrationAssignments", "azure_delegation", LIST),
        ("arm:GET Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments", "azure_cosmos_account", "data_roles"),
        (
            "arm:GET Microsoft.Storage/storageAccounts/blobServices/default/containers",
            "azure_storage_account",
            "containers",
        ),
    ],
)
async def test_what_is_denied_is_told_as_denied(arm: RunningArm, operation: str, kind: str, aspect: str) -> None:
    await faults(arm.url, {"operation": operation.replace("/default", ""), "action": "deny"})
    result = await collected(arm.url)
    assert result.outcomes(kind, aspect) == {"denied"}
    assert all(o.permission.endswith("/read") for o in result.of(kind, aspect))


async def test_each_part_of_the_directory_names_its_own_permission(arm: RunningArm) -> None:
    await faults(arm.url, {"operation": BATCH, "action": "deny"})
    result = await collected(arm.url)
    for aspect in ("members", "owners", "entity"):
        assert {o.permission for o in result.of("azure_group", aspect)} == {GROUP_PERMISSION}
    for aspect in ("entity", "owners", "application_owners", "federated_credentials"):
        found = result.of("azure_service_principal", aspect)
        assert {(o.outcome, o.permission) for o in found} == {(Outcome.DENIED, DIRECTORY_PERMISSION)}


@pytest.mark.parametrize(("code", "outcome"), [("AadPremiumLicenseRequired", None), ("Odd", Outcome.FAILED)])
async def test_a_directory_without_the_license_has_no_eligible_roles(code: str, outcome: Outcome | None) -> None:
    body = {"error": {"code": code, "message": "The tenant needs to have Microsoft Entra ID P2."}}
    async with serving(lambda _: web.json_response(body, status=400)) as url, client(url) as arm:
        listed = await arm_listing(arm, ROLE_ELIGIBILITY.listing, SUBSCRIPTION)
    assert (listed.error.outcome if listed.error else None) is outcome


async def test_a_managed_identity_has_no_application_to_ask_about() -> None:
    async def answer(request: web.Request) -> object:
        entity = {"id": SOMEONE, "appId": SOMEONE, "servicePrincipalType": "ManagedIdentity"}
        requests = (await request.json())["requests"]
        value = {each["id"]: [entity] if "$filter" in each["url"] else [] for each in requests}
        return {"responses": [{"id": id_, "status": 200, "body": {"value": found}} for id_, found in value.items()]}

    told: list[Observation] = []
    async with serving(answer) as url, client(url) as arm:
        await read_services(arm, told.append, SUBSCRIPTION, [SOMEONE])
    for aspect in ("application_owners", "federated_credentials"):
        (none,) = (o for o in told if o.aspect == aspect)
        assert (none.outcome, none.body) == (Outcome.OK, {"value": []})


@pytest.mark.parametrize(
    ("entity", "outcome"),
    [
        ({"displayName": "ops", "groupTypes": [], "isAssignableToRole": None}, Outcome.OK),
        # Who may not read the group gets nulls for all that it is.
        ({"displayName": None, "groupTypes": None, "isAssignableToRole": None}, Outcome.FAILED),
    ],
)
async def test_a_group_without_a_name_was_not_read(entity: dict[str, object], outcome: Outcome) -> None:
    async def answer(request: web.Request) -> object:
        requests = (await request.json())["requests"]
        assert len(requests) <= 20
        return {
            "responses": [
                {"id": each["id"], "status": 200, "body": {"value": [{"id": SOMEONE, **entity}]}} for each in requests
            ]
        }

    told: list[Observation] = []
    async with serving(answer) as url, client(url) as arm:
        await read_groups(arm, told.append, SUBSCRIPTION, [SOMEONE] * 15)
    assert {o.outcome for o in told if o.aspect == "entity"} == {outcome}
    assert {o.outcome for o in told if o.aspect == "owners"} == {Outcome.OK}


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"principalType": "Group", "principalId": SOMEONE.upper()}, [("azure_group", SOMEONE)]),
        ({"principalType": "ServicePrincipal", "principalId": SOMEONE}, [("azure_service_principal", SOMEONE)]),
        ({"principalType": "User", "principalId": SOMEONE}, []),
        ({"principalType": "Group", "principalId": "../x"}, []),
        ({"principalType": None}, []),
        (None, []),
        ("odd", []),
    ],
)
def test_whom_the_directory_is_asked_about(properties: object, found: list[tuple[str, str]]) -> None:
    assert list(role_holders({"properties": properties})) == found
