"""The Azure collector against the ARM emulator, over HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bartizan.collect.azure import collectors
from bartizan.collect.shared.masking import secret_kind
from bartizan.model import LIST, SELF, Outcome, UsageError
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.collect.azure_support import SUBSCRIPTION, collected, control, faults

pytestmark = pytest.mark.slow

ARG = "arm:POST Microsoft.ResourceGraph/resources"
ASPECTS = ("config", "auth", "basic_auth_scm", "basic_auth_ftp", "settings", "connection_strings")


@pytest_asyncio.fixture
async def arm(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", running.token)
    yield running
    await running.close()


async def test_every_kind_is_listed_in_every_subscription(arm: RunningArm) -> None:
    result = await collected(arm.url)
    for kind in collectors.kinds():
        listed = {o.scope: o.outcome for o in result.of(kind, LIST)}
        assert listed == dict.fromkeys(arm.subscriptions, Outcome.OK), kind
        assert result.ids(kind), kind
    for kind in ("azure_web_app", "azure_function_app"):
        assert len(result.ids(kind)) >= 15
        assert any("/slots/" in each for each in result.ids(kind))
        for aspect in ASPECTS:
            assert {o.id for o in result.of(kind, aspect)} == result.ids(kind), aspect
    assert all(o.id == o.id.lower() and o.scope in arm.subscriptions for o in result.observations)
    assert {o.id.partition("/functions/")[0] for o in result.of("azure_function", SELF)} <= result.ids(
        "azure_function_app"
    )


async def test_configuration_comes_in_bulk(arm: RunningArm) -> None:
    result = await collected(arm.url)
    apps = len(result.ids("azure_web_app") | result.ids("azure_function_app"))
    calls = result.usage.calls
    asked = sum(n for name, n in calls.items() if name.endswith("/config/web"))
    assert asked < apps / 10
    assert calls["arm:GET subscriptions"] == 1
    assert sum(calls.values()) < 9 * apps
    assert result.usage.bytes_read > 100_000
    assert result.usage.planned == result.usage.answered


async def test_a_denied_setting_list_is_asked_once_and_names_its_permission(arm: RunningArm) -> None:
    result = await collected(arm.url)
    denied = [o for o in result.observations if o.outcome is Outcome.DENIED]
    assert {o.aspect for o in denied} == {"settings", "connection_strings"}
    assert {o.permission for o in denied} <= {*collectors.list_permissions()}
    by_setting = sum(n for name, n in result.usage.calls.items() if name.endswith("appsettings/list"))
    by_string = sum(n for name, n in result.usage.calls.items() if name.endswith("connectionstrings/list"))
    assert by_setting - by_string == len(denied) / 2


async def test_no_secret_leaves(arm: RunningArm) -> None:
    result = await collected(arm.url)
    secrets = []
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {arm.token}"}) as session:
        for each in result.ids("azure_web_app") | result.ids("azure_function_app"):
            for path in ("appsettings", "connectionstrings"):
                url = f"{arm.url}{each}/config/{path}/list?api-version=2023-12-01"
                async with session.post(url) as answer:
                    values = (await answer.json()).get("properties") or {}
                for name, value in values.items():
                    text = value["value"] if isinstance(value, dict) else value
                    secrets += [text] if secret_kind(name, text) else []
    assert len(secrets) >= 5
    text = result.text
    assert not [secret for secret in secrets if secret in text or secret[-20:] in text]


async def test_without_resource_graph_arm_tells_the_same(arm: RunningArm) -> None:
    normal = await collected(arm.url)
    await faults(arm.url, {"operation": ARG, "action": "deny"})
    result = await collected(arm.url)
    for kind in ("azure_web_app", "azure_function_app", "azure_logic_app", "azure_user_assigned_identity"):
        assert result.ids(kind) == normal.ids(kind)
        assert result.outcomes(kind, LIST) == {"ok"}
    # Only Resource Graph tells what stands above a subscription.
    assert {(kind, aspect) for kind, _, aspect in result.unread() - normal.unread()} == {
        ("azure_subscription", "ancestors")
    }
    assert sum(n for name, n in result.usage.calls.items() if name.endswith("/config/web")) > 40


async def test_a_denied_listing_leaves_no_resource_and_says_so(arm: RunningArm) -> None:
    await faults(
        arm.url,
        {"operation": ARG, "action": "deny"},
        {"operation": "arm:GET Microsoft.Web/sites", "action": "deny", "resource": arm.subscriptions[0]},
        {"operation": "arm:GET resources", "action": "deny", "resource": arm.subscriptions[0]},
    )
    result = await collected(arm.url)
    listed = {o.scope: o for o in result.of("azure_web_app", LIST)}
    first = listed[arm.subscriptions[0]]
    assert (first.outcome, first.permission) == (Outcome.DENIED, "Microsoft.Web/sites/read")
    assert listed[arm.subscriptions[1]].outcome is Outcome.OK
    assert {o.scope for o in result.of("azure_web_app", SELF)} == {arm.subscriptions[1]}


async def test_slots_that_cannot_be_listed_fail_the_listing_but_keep_the_apps(arm: RunningArm) -> None:
    await faults(arm.url, {"operation": ARG, "action": "deny"}, {"operation": "arm:GET *resources", "action": "error"})
    result = await collected(arm.url)
    assert result.outcomes("azure_web_app", LIST) == {"failed"}
    assert result.ids("azure_web_app")


@pytest.mark.parametrize("action", ["deny", "timeout", "cut", "malformed", "error"])
async def test_one_broken_app_leaves_the_others_alone(arm: RunningArm, action: str) -> None:
    before = (await collected(arm.url)).unread()
    operation = "arm:GET Microsoft.Web/sites/config/authsettingsV2"
    await faults(arm.url, {"operation": operation, "action": action, "resource": "app-handbook"})
    result = await collected(arm.url)
    new = result.unread() - before
    assert {(kind, id_.rpartition("/")[2], aspect) for kind, id_, aspect in new} == {
        ("azure_web_app", "app-handbook", "auth")
    }
    (told,) = result.of("azure_web_app", "auth", "/app-handbook")
    assert told.outcome.value == ("denied" if action == "deny" else "failed")
    assert told.permission == ("Microsoft.Web/sites/config/read" if action == "deny" else "")
    assert told.detail


async def test_functions_that_cannot_be_read_fail_the_list_of_functions(arm: RunningArm) -> None:
    await faults(arm.url, {"operation": "arm:GET Microsoft.Web/sites/functions", "action": "deny"})
    result = await collected(arm.url)
    assert not result.outcomes("azure_function", LIST) & {"ok"}
    assert result.outcomes("azure_function_app", LIST) == {"ok"}


async def test_a_hiccup_is_not_seen(arm: RunningArm) -> None:
    before = (await collected(arm.url)).unread()
    spoiled = (("error", 1), ("cut", 1), ("throttle", 5))
    await faults(arm.url, *({"operation": "arm:*", "action": action, "times": times} for action, times in spoiled))
    result = await collected(arm.url)
    assert result.unread() == before


async def test_throttling_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    arm = await start_tenant("apps:60")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", arm.token)
    await control(arm.url, "POST", "quota", {"arm": True})
    result = await collected(arm.url)
    await arm.close()
    assert len(result.ids("azure_web_app") | result.ids("azure_function_app")) == 60
    assert result.unread() == set()


async def test_the_share_of_the_quota_keeps_azure_from_throttling(monkeypatch: pytest.MonkeyPatch) -> None:
    arm = await start_tenant("apps:40")
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", arm.token)
    await control(arm.url, "POST", "quota", {"arm": True})
    result = await collected(arm.url, share=0.8)
    await arm.close()
    apps = result.ids("azure_web_app") | result.ids("azure_function_app")
    assert sum(n for name, n in result.usage.calls.items() if name.endswith("authsettingsV2")) == len(apps) == 40
    assert result.unread() == set()


async def test_only_the_wanted_subscriptions_are_read(arm: RunningArm) -> None:
    result = await collected(arm.url, arm.subscriptions[1].upper(), SUBSCRIPTION)
    assert {o.scope for o in result.observations} == {arm.subscriptions[1], SUBSCRIPTION}
    missing = [o for o in result.observations if o.scope == SUBSCRIPTION]
    assert {(o.aspect, o.outcome.value) for o in missing} == {(LIST, "denied")}
    assert {o.kind for o in missing} == set(collectors.kinds())


@pytest.mark.parametrize("wanted", ["production", SUBSCRIPTION, "../../x"])
async def test_a_subscription_that_is_not_there_is_an_error_of_use(arm: RunningArm, wanted: str) -> None:
    with pytest.raises(UsageError, match=r"no subscription id|do not see"):
        await collected(arm.url, wanted)


async def test_a_refused_token_says_to_log_in(arm: RunningArm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", "stale")
    with pytest.raises(UsageError, match="az login"):
        await collected(arm.url)


async def test_a_denied_or_broken_first_call_is_explained(arm: RunningArm) -> None:
    for action, told in (("deny", "Reader role"), ("malformed", "--arm-url"), ("cut", "Cannot reach")):
        await faults(arm.url, {"operation": "arm:GET *ubscriptions", "action": action})
        with pytest.raises(UsageError, match=told):
            await collected(arm.url)


async def test_each_database_server_is_asked_for_its_firewall_rules(arm: RunningArm) -> None:
    result = await collected(arm.url)
    told = {o.id: o.body["value"] for o in result.of("azure_sql_server", "firewall_rules")}
    assert set(told) == result.ids("azure_sql_server")
    (open_,) = (rules for rules in told.values() if rules)
    assert {rule["properties"]["startIpAddress"] for rule in open_} == {"0.0.0.0", "203.0.113.0"}
    assert result.usage.calls["arm:GET Microsoft.Sql/servers/firewallRules"] == len(told)


async def test_denied_firewall_rules_name_their_permission(arm: RunningArm) -> None:
    await faults(arm.url, {"operation": "arm:GET Microsoft.Sql/servers/firewallRules", "action": "deny"})
    denied = (await collected(arm.url)).of("azure_sql_server", "firewall_rules")
    assert {(o.outcome, o.permission) for o in denied} == {(Outcome.DENIED, "Microsoft.Sql/servers/firewallRules/read")}
