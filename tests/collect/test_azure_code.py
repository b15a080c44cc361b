"""Where the code of web and function apps is: links that can be followed, and why there is none."""

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bartizan.collect.azure import collect
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import CODE, LIST, SELF, CodeLink, Observation, Outcome, Usage, now
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import QUICK, faults

pytestmark = pytest.mark.slow

CONTAINER_READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"


@dataclass
class Read:
    """One collection that asks for code."""

    links: list[CodeLink] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def of(self, ending: str) -> CodeLink:
        (found,) = [each for each in self.links if each.id.endswith(f"/{ending}")]
        return found

    def memory(self) -> Memory:
        told = [o for o in self.observations if o.aspect not in {SELF, LIST} and o.outcome in {"ok", "absent"}]
        answered = {(o.kind, o.id, o.aspect): now() for o in told}
        answered |= {(each.kind, each.id, CODE): now() for each in self.links if each.outcome is Outcome.OK}
        markers = {(o.kind, o.id): o.marker for o in self.observations if o.aspect == SELF and o.marker}
        return Memory(markers, answered)


@pytest.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


async def read(arm: RunningArm, memory: Memory = Memory(), **options: Any) -> Read:  # noqa: B008
    done = Read()
    target = replace(AzureTarget(arm_url=arm.url, quota_share=None), **options)
    await collect(target, done.observations.append, done.usage, memory=memory, code=done.links.append, patience=QUICK)
    return done


async def followed(link: CodeLink) -> tuple[int, bytes]:
    headers = dict(await link.headers()) if link.headers else {}
    async with aiohttp.ClientSession() as session, session.get(URL(link.url, encoded=True), headers=headers) as answer:
        return answer.status, await answer.read()


async def test_every_app_and_slot_is_told_once(arm: RunningArm) -> None:
    done = await read(arm)
    apps = {o.id for o in done.observations if o.aspect == SELF and o.kind in {"azure_function_app", "azure_web_app"}}
    assert sorted(each.id for each in done.links) == sorted(apps)


async def test_flex_consumption_leads_to_the_released_package(arm: RunningArm) -> None:
    done = await read(arm)
    link = done.of("func-customer-consent")
    assert (link.outcome, link.operation, link.permission) == (Outcome.OK, "blob:GetBlob", CONTAINER_READ)
    status, content = await followed(link)
    assert (status, len(content)) == (200, link.size)
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == link.digest
    assert zipfile.ZipFile(io.BytesIO(content)).namelist()


async def test_url_with_a_signature_needs_no_token_and_is_never_shown(arm: RunningArm) -> None:
    done = await read(arm)
    link = done.of("func-fleet-tracking")
    assert link.headers
    assert await link.headers() == {}
    assert "sig=" in link.url
    assert (await followed(link))[0] == 200
    assert "sig=" not in repr(done.links)
    assert "sig=" not in repr(done.observations)


async def test_what_only_the_deployment_site_reads_is_asked_after_opting_in(arm: RunningArm) -> None:
    without = await read(arm)
    assert without.of("func-orders-intake").reason == "not_opted_in"
    assert not [name for name in without.usage.calls if name.startswith("kudu:")]
    done = await read(arm, kudu=True)
    packaged, unpacked = done.of("func-orders-intake"), done.of("app-partner-exchange")
    assert packaged.operation == "kudu:GET vfs"
    assert packaged.url.endswith("/api/vfs/data/SitePackages/20260115080000.zip")
    assert unpacked.operation == "kudu:GET zip"
    for link in (packaged, unpacked):
        assert (await followed(link))[0] == 200
        assert link.permission == "Microsoft.Web/sites/publish/Action"


async def test_ineligible_apps_cost_nothing_unless_wanted(arm: RunningArm) -> None:
    done = await read(arm)
    assert done.of("app-legacy-intranet").reason == "not_running"
    assert sum(each.reason == "kind_not_supported" for each in done.links) == 12
    assert done.of("func-label-printing").reason == "container_image"
    everything = await read(arm, assess_ineligible=True)
    assert {each.reason for each in everything.links} == {"", "container_image", "not_opted_in"}


@pytest.mark.parametrize(
    ("operation", "action", "app", "expected"),
    [
        ("blob:ListBlobs", "deny", "func-customer-consent", (Outcome.DENIED, CONTAINER_READ)),
        ("blob:ListBlobs", "error", "func-customer-consent", (Outcome.FAILED, "")),
        ("kudu:GET vfs", "deny", "func-orders-intake", (Outcome.DENIED, "Microsoft.Web/sites/publish/Action")),
    ],
)
async def test_refusal_names_what_would_help(
    arm: RunningArm, operation: str, action: str, app: str, expected: tuple[Outcome, str]
) -> None:
    await faults(arm.url, {"operation": operation, "action": action})
    link = (await read(arm, kudu=True)).of(app)
    assert ((link.outcome, link.permission), link.url) == (expected, "")
    assert link.operation == operation


async def test_settings_that_may_not_be_read_leave_the_code_unknown(arm: RunningArm) -> None:
    await faults(arm.url, {"operation": "arm:POST Microsoft.Web/sites/config/appsettings/list", "action": "deny"})
    link = (await read(arm)).of("func-fleet-tracking")
    assert (link.outcome, link.permission) == (Outcome.DENIED, "Microsoft.Web/sites/config/list/action")


async def test_unchanged_app_is_not_asked_again(arm: RunningArm) -> None:
    before = await read(arm)
    after = await read(arm, before.memory())
    kept = {o.id for o in after.observations if o.aspect == CODE and o.outcome is Outcome.KEPT}
    assert before.of("func-fleet-tracking").id in kept
    # What is in the container may be new though the app says that it is unchanged.
    assert kept.isdisjoint({each.id for each in after.links})
    assert after.of("func-customer-consent").digest == before.of("func-customer-consent").digest


async def test_opting_in_asks_again_for_what_was_left_out(arm: RunningArm) -> None:
    before = await read(arm)
    after = await read(arm, before.memory(), kudu=True)
    assert after.of("func-orders-intake").url
