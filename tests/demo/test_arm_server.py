"""How the ARM emulator behaves: refusals in Azure's order, pages, headers, faults of any operation, quotas."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.demo.arm_asking import Asking, asking_arm

SITES = "arm:GET Microsoft.Web/sites"
AUTH = "arm:GET Microsoft.Web/sites/config/authsettingsV2"


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with asking_arm() as session:
        yield session


async def _control(asking: Asking, what: str, body: Any = None, method: str = "POST") -> Any:
    async with asking.session.request(method, f"/_bartizan/{what}", json=body) as response:
        assert response.status == 200
        return await response.json()


async def _some_site(asking: Asking) -> str:
    return str((await asking.everywhere("providers/Microsoft.Web/sites"))[0]["id"])


async def test_without_a_token(asking: Asking) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{asking.arm.url}/subscriptions") as response:
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "AuthenticationFailed"
        assert response.headers["WWW-Authenticate"].startswith("Bearer ")


async def test_a_token_that_nobody_issued(asking: Asking) -> None:
    async with asking.session.get("/subscriptions", headers={"Authorization": "Bearer x"}) as response:
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "InvalidAuthenticationToken"


async def test_a_token_that_ran_out(asking: Asking) -> None:
    old = asking.arm.directory.issue(-1)
    async with asking.session.get("/subscriptions", headers={"Authorization": f"Bearer {old}"}) as response:
        assert (await response.json())["error"]["code"] == "ExpiredAuthenticationToken"


async def test_the_api_version_is_required(asking: Asking) -> None:
    async with asking.session.get("/subscriptions") as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "MissingApiVersionParameter"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups", "SubscriptionNotFound"),
        ("{0}/resourceGroups/none/providers/Microsoft.Web/sites/x", "ResourceGroupNotFound"),
        ("{0}/resourceGroups/rg-orders-prod/providers/Microsoft.Web/sites/x", "ResourceNotFound"),
        ("{0}/providers/Microsoft.Compute/virtualMachines", "InvalidResourceType"),
    ],
)
async def test_what_is_not_there(asking: Asking, path: str, code: str) -> None:
    answer = await asking.ask(path.format(f"/subscriptions/{asking.arm.subscriptions[0]}"), status=404)
    assert answer["error"]["code"] == code


async def test_paths_are_read_in_any_case(asking: Asking) -> None:
    one = await _some_site(asking)
    assert await asking.ask(f"{one.upper()}/CONFIG/WEB") == await asking.ask(f"{one}/config/web")


async def test_lists_come_in_pages(asking: Asking) -> None:
    one = asking.arm.subscriptions[0]
    first = await asking.ask(f"/subscriptions/{one}/providers/Microsoft.Web/sites")
    assert first["nextLink"].startswith(asking.arm.url)
    second = await asking.ask(first["nextLink"].removeprefix(asking.arm.url))
    assert second["nextLink"] is None
    ids = [each["id"] for page in (first, second) for each in page["value"]]
    assert len(set(ids)) == len(ids) == 29


async def test_only_config_web_tells_the_configuration(asking: Asking) -> None:
    for item in await asking.everywhere("providers/Microsoft.Web/sites"):
        told = {name for name, value in item["properties"]["siteConfig"].items() if value is not None}
        assert told <= {
            "numberOfWorkers",
            "linuxFxVersion",
            "acrUseManagedIdentityCreds",
            "alwaysOn",
            "http20Enabled",
            "functionAppScaleLimit",
            "minimumElasticInstanceCount",
            "clusteringEnabled",
        }
        assert item["properties"]["privateEndpointConnections"] is None


async def test_every_answer_tells_its_quota_and_id(asking: Asking) -> None:
    one = await _some_site(asking)
    for method, path, kind in (
        ("GET", f"{one}/config/web", "reads"),
        ("POST", f"{one}/config/appsettings/list", "resource-requests"),
    ):
        async with asking.session.request(method, f"{path}?api-version=2023-12-01") as response:
            assert response.headers[f"x-ms-ratelimit-remaining-subscription-{kind}"].isdigit()
            assert response.headers["x-ms-request-id"] and response.headers["x-ms-correlation-request-id"]


async def test_one_subscription_keeps_its_settings_to_itself(asking: Asking) -> None:
    sites = await asking.everywhere("providers/Microsoft.Web/sites")
    own, other = asking.arm.subscriptions
    readable = next(each["id"] for each in sites if own in each["id"])
    hidden = next(each["id"] for each in sites if other in each["id"])
    await asking.ask(f"{readable}/config/appsettings/list", "POST")
    for name in ("appsettings", "connectionstrings"):
        answer = await asking.ask(f"{hidden}/config/{name}/list", "POST", 403)
        assert "'Microsoft.Web/sites/config/list/action'" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        ("deny", 403, "AuthorizationFailed"),
        ("throttle", 429, "SubscriptionRequestsThrottled"),
        ("error", 500, "InternalServerError"),
    ],
)
async def test_a_fault_answers_an_error(asking: Asking, action: str, status: int, code: str) -> None:
    one = await _some_site(asking)
    await _control(asking, "faults", [{"operation": AUTH, "action": action, "times": 1}])
    answer = await asking.ask(f"{one}/config/authsettingsV2", status=status)
    assert answer["error"]["code"] == code
    await asking.ask(f"{one}/config/authsettingsV2")


async def test_a_denial_names_the_permission_and_the_scope(asking: Asking) -> None:
    one = await _some_site(asking)
    await _control(asking, "faults", [{"operation": "arm:GET */config/*", "action": "deny"}])
    message = (await asking.ask(f"{one}/config/web", status=403))["error"]["message"]
    assert "'Microsoft.Web/sites/config/read'" in message
    assert f"'{one}/config/web'" in message


async def test_a_fault_falls_on_one_resource(asking: Asking) -> None:
    first, second, *_ = [each["id"] for each in await asking.everywhere("providers/Microsoft.Web/sites")]
    await _control(asking, "faults", [{"operation": SITES, "action": "deny", "resource": first}])
    await asking.ask(first, status=403)
    await asking.ask(second)


async def test_a_throttled_query_tells_when_to_come_back(asking: Asking) -> None:
    operation = "arm:POST Microsoft.ResourceGraph/resources"
    await _control(asking, "faults", [{"operation": operation, "action": "throttle", "resource": "appservice"}])
    path = "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01"
    async with asking.session.post(path, json={"query": "appserviceresources"}) as response:
        assert response.status == 429
        assert response.headers["Retry-After"] == "1"
        assert response.headers["x-ms-user-quota-resets-after"] == "00:00:01"
    await asking.ask(path, "POST", body={"query": "resources"})


async def test_a_call_that_never_answers(asking: Asking) -> None:
    await _control(asking, "faults", [{"operation": "arm:GET subscriptions", "action": "timeout"}])
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(asking.ask("/subscriptions"), 0.2)


async def test_a_connection_that_breaks_off(asking: Asking) -> None:
    await _control(asking, "faults", [{"operation": "arm:GET subscriptions", "action": "cut"}])
    with pytest.raises(aiohttp.ClientPayloadError):
        await asking.ask("/subscriptions")


async def test_an_answer_that_is_not_json(asking: Asking) -> None:
    await _control(asking, "faults", [{"operation": "arm:GET subscriptions", "action": "malformed"}])
    with pytest.raises(ValueError, match=r"line \d+ column \d+"):
        await asking.ask("/subscriptions")


async def test_calls_are_counted_by_operation(asking: Asking) -> None:
    one = await _some_site(asking)
    await _control(asking, "calls", method="DELETE")
    await asking.ask(f"{one}/config/web")
    await asking.ask(f"{one}/config/appsettings/list", "POST")
    assert await _control(asking, "calls", method="GET") == {
        "arm:GET Microsoft.Web/sites/config/web": 1,
        "arm:POST Microsoft.Web/sites/config/appsettings/list": 1,
    }


async def test_quotas_are_played_back(asking: Asking) -> None:
    await _control(asking, "quota", {"arm": True})
    one = asking.arm.subscriptions[0]
    for _ in range(250):
        await asking.ask(f"/subscriptions/{one}")
    answers = [await _status(asking, f"/subscriptions/{one}") for _ in range(200)]
    assert 429 in answers
    assert await _status(asking, f"/subscriptions/{asking.arm.subscriptions[1]}") == 200


async def _status(asking: Asking, path: str) -> int:
    async with asking.session.get(f"{path}?api-version=2022-12-01") as response:
        return int(response.status)


async def test_sixteen_queries_are_too_many(asking: Asking) -> None:
    await _control(asking, "quota", {"arm": True})
    path = "/providers/Microsoft.ResourceGraph/resources"
    for _ in range(15):
        await asking.ask(path, "POST", body={"query": "resources | limit 1"})
    answer = await asking.ask(path, "POST", 429, {"query": "resources | limit 1"})
    assert answer["error"]["code"] == "RateLimiting"


async def test_links_lead_to_the_host_that_was_asked(asking: Asking) -> None:
    path = f"/subscriptions/{asking.arm.subscriptions[0]}/providers/Microsoft.Web/sites?api-version=2023-12-01"
    port = asking.arm.url.rpartition(":")[2]
    async with asking.session.get(path, headers={"Host": f"localhost:{port}"}) as response:
        assert (await response.json())["nextLink"].startswith(f"http://localhost:{port}/")
    assert (await asking.ask(path))["nextLink"].startswith(asking.arm.url)
