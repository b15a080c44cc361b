"""What the Azure engine keeps from the last scan, and in which order it asks."""

import asyncio
import datetime
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bartizan.collect.azure import collect
from bartizan.collect.azure.engine.collector import Item, Lane
from bartizan.collect.azure.resources.apps.function_app import FUNCTION_APP
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import LIST, SELF, Observation, Outcome, now
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import QUICK, Collected, collected, faults

pytestmark = pytest.mark.slow

KNOWN = {Outcome.OK, Outcome.ABSENT}
SITES = ("azure_web_app", "azure_function_app")


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


def memory_of(result: Collected, hours: float = 0.0) -> Memory:
    """What the store would recall of a run that was so many hours ago."""
    at = now() - datetime.timedelta(hours=hours)
    markers = {(o.kind, o.id): o.marker for o in result.observations if o.aspect == SELF and o.marker}
    answered = {
        (o.kind, o.id, o.aspect): at for o in result.observations if o.aspect not in {SELF, LIST} and o.outcome in KNOWN
    }
    return Memory(markers, answered)


async def again(arm: RunningArm, memory: Memory) -> Collected:
    result = Collected()
    target = AzureTarget((), arm.url, None)
    await collect(target, result.observations.append, result.usage, memory=memory, patience=QUICK)
    return result


def asked(result: Collected, ending: str) -> int:
    return sum(n for name, n in result.usage.calls.items() if name.endswith(ending))


async def test_an_unchanged_estate_is_listed_and_not_asked(arm: RunningArm) -> None:
    first = await collected(arm.url)
    second = await again(arm, memory_of(first))
    assert {(o.kind, o.id, o.aspect) for o in second.observations} == {
        (o.kind, o.id, o.aspect) for o in first.observations
    }
    for kind in SITES:
        assert second.outcomes(kind, "auth") <= {"kept", "failed"}
        assert second.outcomes(kind, "config") == {"ok", "kept"} or second.outcomes(kind, "config") == {"ok"}
    assert second.outcomes("azure_function", SELF) == {"kept"}
    assert asked(second, "authsettingsV2") == len(
        [o for kind in SITES for o in first.of(kind, "auth") if o.outcome not in KNOWN]
    )
    assert {o.marker for o in second.of("azure_function", SELF)} == {o.marker for o in first.of("azure_function", SELF)}


async def test_access_facts_grow_old_in_a_day_and_the_others_in_a_week(arm: RunningArm) -> None:
    first = await collected(arm.url)
    after_a_day = await again(arm, memory_of(first, hours=25))
    assert "kept" not in after_a_day.outcomes("azure_function_app", "auth")
    assert "kept" in after_a_day.outcomes("azure_function_app", "settings")
    assert "kept" not in (await again(arm, memory_of(first, hours=169))).outcomes("azure_function_app", "settings")


async def test_a_changed_app_is_asked_again(arm: RunningArm) -> None:
    first = await collected(arm.url)
    memory = memory_of(first)
    changed = next(o for o in first.of("azure_function_app", "auth") if o.outcome is Outcome.OK)
    markers = {**memory.markers, (changed.kind, changed.id): "2001-01-01"}
    second = await again(arm, Memory(markers, memory.answered))
    told = {o.id: o.outcome for o in second.of("azure_function_app", "auth")}
    assert told.pop(changed.id) is Outcome.OK
    assert Outcome.OK not in told.values()


async def test_what_decides_exposure_is_answered_before_soon(arm: RunningArm) -> None:
    soon, before, after = asyncio.Event(), Collected(), Collected()

    def sink(told: Observation) -> None:
        (after if soon.is_set() else before).observations.append(told)

    await faults(arm.url, {"operation": "arm:GET *basicPublishing*", "action": "error", "times": 4})
    await collect(AzureTarget((), arm.url, None), sink, before.usage, soon=soon, patience=QUICK)
    assert soon.is_set()
    for aspect in ("auth", "config", "detail", "functions", LIST):
        late = [o.kind for o in after.observations if o.aspect == aspect]
        assert not {*SITES, "azure_function"} & set(late), aspect
    assert {o.aspect for o in after.observations} & {"basic_auth_scm", "diagnostics"}


def test_list_actions_have_a_lane_of_their_own() -> None:
    lanes = {question.path: question.lane for question in FUNCTION_APP.questions}
    assert lanes["/config/appsettings/list"] is lanes["/config/connectionstrings/list"] is Lane.ACTIONS
    assert {lanes[path] for path in ("", "/config/web", "/config/authsettingsV2", "/functions")} == {Lane.SOON}
    assert lanes["/basicPublishingCredentialsPolicies"] is Lane.LATE


def test_the_marker_is_when_an_app_changed_and_its_etag() -> None:
    body = {"etag": '"1"', "location": "West Europe", "properties": {"lastModifiedTimeUtc": "2026-01-01", "x": 1}}
    item = Item("/x", body)
    assert item.marker == item.slim().marker == '2026-01-01 "1"'
    assert item.slim().region == item.region == "westeurope"
    assert item.slim().properties == {"lastModifiedTimeUtc": "2026-01-01"}
    assert Item("/x", {}).marker == ""
    assert Item("/x", body, is_whole=True).slim().body is body
