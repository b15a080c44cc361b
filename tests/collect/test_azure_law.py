"""Law 1 from end to end: denying any call changes a status to unknown or not at all."""

from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from bartizan.model import Observation
from bartizan.normalize import sources
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import collected, faults
from tests.golden.verdicts import rules
from tests.remade import Tables

pytestmark = pytest.mark.slow

Statuses = dict[tuple[str, str, str], str]
"""By rule, table and resource."""
AZURE = {name for name in sources() if name.startswith("azure_")}
GRAPH = "arm:POST Microsoft.ResourceGraph/resources"
DENIED = [
    "arm:GET Microsoft.Web/sites",
    "arm:GET Microsoft.ContainerRegistry/registries",
    "arm:GET Microsoft.Authorization/roleAssignments",
    "arm:GET Microsoft.Authorization/roleDefinitions",
    "arm:GET Microsoft.ManagedIdentity/userAssignedIdentities",
    "arm:GET Microsoft.Storage/storageAccounts",
    "arm:GET Microsoft.Insights/diagnosticSettings",
    "arm:GET Microsoft.Sql/servers/firewallRules",
    "arm:POST Microsoft.Web/sites/config/*/list",
]
"""What Resource Graph answers for while it does, and what no rule reads; the others are denied in tests/golden."""


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


@pytest.fixture
def engine() -> Iterator[Engine]:
    with unread() as engine:
        yield engine


@contextmanager
def unread() -> Iterator[Engine]:
    """Give an engine that knows of no code."""
    with Engine(threads=1) as engine:
        # No code is read here: with that component off, rules about code excuse themselves.
        engine.create("component", "select 'packages' as name, false as is_on")
        yield engine


def load(observations: list[Observation], tmp_path: Path, engine: Engine) -> None:
    with ObservationSpool(tmp_path / "observations") as spool:
        for each in observations:
            spool.write(each)
    engine.load_observations(spool.path)


def statuses(engine: Engine, only: Collection[str]) -> Statuses:
    """The status of every rule for every resource of these tables."""
    found: Statuses = {}
    for table in only:
        asked = {rule.id: rule.status_sql for rule in rules() if table in rule.table}
        verdicts = "".join(f', {sql} as "{rule}"' for rule, sql in asked.items())
        for row in engine.rows(f"select id{verdicts} from {table}"):
            found |= {(rule, table, row["id"]): row[rule] for rule in asked}
    return found


async def test_denying_a_call_makes_statuses_unknown_and_nothing_else(
    arm: RunningArm, tmp_path: Path, engine: Engine
) -> None:
    load((await collected(arm.url)).observations, tmp_path, engine)
    make_tables(engine)
    before = statuses(engine, AZURE)
    assert {"pass", "fail", "unknown", "not_applicable"} == set(before.values())
    with unread() as listed:
        await faults(arm.url, {"operation": GRAPH, "action": "deny"})
        load((await collected(arm.url)).observations, tmp_path, listed)
        tables = Tables(listed)
        assert turned(before, statuses(listed, AZURE)) == {}
        for operation in DENIED:
            await faults(arm.url, *({"operation": each, "action": "deny"} for each in (GRAPH, operation)))
            answered = (await collected(arm.url)).observations
            with tables.changed(partial(load, answered, tmp_path)) as made:
                assert turned(before, statuses(listed, AZURE & made)) == {}, operation


def turned(before: Statuses, after: Statuses) -> dict[tuple[str, str, str], tuple[str | None, str]]:
    """Return the statuses that are neither unknown nor what they were, with what they were."""
    return {key: (before.get(key), now) for key, now in after.items() if now not in {"unknown", before.get(key)}}


async def test_if_nothing_was_denied_nothing_is_unknown(arm: RunningArm, tmp_path: Path, engine: Engine) -> None:
    result = await collected(arm.url)
    unread = {id_ for _, id_, _ in result.unread()}
    load(result.observations, tmp_path, engine)
    make_tables(engine)
    found = {(rule, id_): status for (rule, _, id_), status in statuses(engine, AZURE).items()}
    unknown = {key for key, status in found.items() if status == "unknown"} - {
        # Whether a store stands behind an app is said by the settings of the apps of its subscription.
        (rule, id_)
        for rule, id_ in found
        if "behind_app" in rule and any(_subscription(id_) == _subscription(app) for app in unread)
    }
    assert {id_ for _, id_ in unknown} <= unread


def _subscription(id_: str) -> str:
    return id_.split("/")[2]
