"""Law 1 from end to end: denying any call changes a status to unknown or not at all."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bartizan.assess import load_rules
from bartizan.base.bundled import bundled
from bartizan.model import Observation
from bartizan.normalize import schemas
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import collected, faults

Statuses = dict[tuple[str, str], str]
GRAPH = "arm:POST Microsoft.ResourceGraph/resources"
DENIED = [
    "arm:GET Microsoft.Web/sites",
    "arm:GET Microsoft.Web/sites/config/web",
    "arm:GET Microsoft.Web/sites/config/authsettingsV2",
    "arm:GET Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    "arm:GET Microsoft.Web/sites/functions",
    "arm:GET Microsoft.Web/sites/slots*",
    "arm:GET Microsoft.Web/sites/config/slotConfigNames",
    "arm:GET Microsoft.ContainerRegistry/registries",
    "arm:GET Microsoft.Authorization/roleAssignments",
    "arm:GET Microsoft.Authorization/roleDefinitions",
    "arm:GET Microsoft.ManagedIdentity/userAssignedIdentities",
    "arm:GET Microsoft.Storage/storageAccounts",
    "arm:GET Microsoft.Insights/diagnosticSettings",
    "arm:GET Microsoft.Sql/servers/firewallRules",
    "arm:POST Microsoft.Web/sites/config/*/list",
]


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


def statuses(observations: list[Observation], tmp_path: Path) -> Statuses:
    """The status of every Azure rule for every resource."""
    with ObservationSpool(tmp_path / "observations") as spool:
        for each in observations:
            spool.write(each)
    rules = load_rules([bundled("rules")], schemas()).values()
    with Engine() as engine:
        engine.load_observations(spool.path)
        # No code is read here: with that component off, rules about code excuse themselves.
        engine.create("component", "select 'packages' as name, false as is_on")
        make_tables(engine)
        return {
            (rule.id, row["id"]): row["status"]
            for rule in rules
            for table in rule.table
            if table.startswith("azure_")
            for row in engine.rows(f"select id, {rule.status_sql} as status from {table}")
        }


async def test_denying_a_call_makes_statuses_unknown_and_nothing_else(arm: RunningArm, tmp_path: Path) -> None:
    before = statuses((await collected(arm.url)).observations, tmp_path)
    assert {"pass", "fail", "unknown", "not_applicable"} == set(before.values())
    for operation in DENIED:
        denied = [{"operation": each, "action": "deny"} for each in (GRAPH, operation)]
        await faults(arm.url, *denied)
        after = statuses((await collected(arm.url)).observations, tmp_path)
        wrong = {key: (before[key], now) for key, now in after.items() if now not in {"unknown", before[key]}}
        assert not wrong, operation


async def test_if_nothing_was_denied_nothing_is_unknown(arm: RunningArm, tmp_path: Path) -> None:
    result = await collected(arm.url)
    unread = {id_ for _, id_, _ in result.unread()}
    found = statuses(result.observations, tmp_path)
    unknown = {(rule, id_) for (rule, id_), status in found.items() if status == "unknown"} - {
        # Whether a store stands behind an app is said by the settings of the apps of its subscription.
        (rule, id_)
        for rule, id_ in found
        if "behind_app" in rule and any(_subscription(id_) == _subscription(app) for app in unread)
    }
    assert {id_ for _, id_ in unknown} <= unread


def _subscription(id_: str) -> str:
    return id_.split("/")[2]
