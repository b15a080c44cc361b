"""The ARM client against servers that misbehave, and the ways to log in."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from azure.core.exceptions import ClientAuthenticationError
from yarl import URL

from bartizan.collect.azure.engine.collector import GraphQuery
from bartizan.collect.azure.engine.resource_graph import graph_rows
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.azure.transport.clouds import CLOUDS
from bartizan.collect.azure.transport.login import DefaultChain, FixedToken, login
from bartizan.collect.azure.transport.patience import ArmPatience
from bartizan.collect.azure.transport.refusal import refusal
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import BartizanError, Outcome, UsageError
from tests.collect.azure_support import QUICK, SUBSCRIPTION, client, collected, serving

READ = ArmCall("arm:GET things", "Microsoft.Things/read")


async def code_of(arm: ArmClient, path: str = "/subscriptions/x") -> str:
    with pytest.raises(CallError) as caught:
        [page async for page in arm.pages(READ, arm.address(path, "1"))]
    assert caught.value.outcome is Outcome.FAILED
    return caught.value.code


async def test_a_foreign_next_link_gets_no_token() -> None:
    asked: list[str] = []

    def trap(request: web.Request) -> Any:
        asked.append(request.headers.get("Authorization", ""))
        return {"value": []}

    async with serving(trap) as elsewhere:
        for link in (f"{elsewhere}/more", "//evil.example/x", "http://[", "file:///etc/passwd", "/relative", 7):
            answer = {"value": [1], "nextLink": link}
            async with serving(lambda _, answer=answer: answer) as url, client(url) as arm:  # type: ignore[misc]
                assert await code_of(arm) in {"ForeignAddress", "BadNextLink"}
    assert asked == []


async def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def redirect(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(status=307, headers={"Location": "/stolen"})

    async with serving(redirect) as url, client(url) as arm:
        assert await code_of(arm) == "HTTP 307"
    assert seen == ["/subscriptions/x"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ([1], "UnexpectedShape"),
        ({"value": {}}, "UnexpectedShape"),
        (web.Response(text="<html>"), "MalformedAnswer"),
        (web.Response(text='{"value": ["\\ud800'), "MalformedAnswer"),
        (web.Response(text="[" * 5000), "MalformedAnswer"),
    ],
)
async def test_answers_of_a_wrong_shape_are_failures(answer: Any, code: str) -> None:
    async with serving(lambda _: answer) as url, client(url) as arm:
        assert await code_of(arm) == code


async def test_a_page_that_links_to_itself_ends() -> None:
    async with serving(lambda request: {"value": [1], "nextLink": str(request.url)}) as url, client(url) as arm:
        assert await code_of(arm) == "EndlessPaging"


async def test_an_endless_body_is_cut_off() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"x" * 4096)
        return response

    small = ArmPatience(largest_answer=100_000, pause_seconds=0.01)
    async with serving(endless) as url, client(url, patience=small) as arm:
        assert await code_of(arm) == "TooLarge"


async def test_throttling_ends_after_its_time() -> None:
    impatient = ArmPatience(throttled_seconds=0.2, pause_seconds=0.01)
    throttle = web.Response
    async with (
        serving(lambda _: throttle(status=429, headers={"Retry-After": "0.1"})) as url,
        client(url, patience=impatient) as arm,
    ):
        assert await code_of(arm) == "HTTP 429"


@pytest.mark.parametrize("retry_after", ["soon", "nan", "-5", "inf"])
async def test_an_odd_retry_after_is_survived(retry_after: str) -> None:
    answers = [web.Response(status=429, headers={"Retry-After": retry_after})]
    quick = ArmPatience(throttled_seconds=0.05, pause_seconds=0.01)
    async with (
        serving(lambda _: answers.pop() if answers else {"value": []}) as url,
        client(url, patience=quick) as arm,
    ):
        if retry_after == "-5":
            assert [page async for page in arm.pages(READ, arm.address("/subscriptions/x", "1"))] == [[]]


async def test_a_renewed_token_is_tried_once() -> None:
    given = iter(("old", "new", "newest"))
    entry = DefaultChain("scope", lambda: Credential(given))

    def check(request: web.Request) -> Any:
        return {"value": [1]} if request.headers["Authorization"] == "Bearer new" else web.Response(status=401)

    async with serving(check) as url, client(url, entry) as arm:
        assert [page async for page in arm.pages(READ, arm.address("/a", "1"))] == [[1]]
    async with serving(lambda _: web.Response(status=401)) as url, client(url, FixedToken("t")) as arm:
        assert await code_of(arm) == "HTTP 401"


class Credential:
    """Stands in for azure-identity: one token after the other, each good for ``seconds``."""

    def __init__(self, tokens: Any, seconds: float = 3600) -> None:
        self.tokens, self.seconds, self.is_closed = tokens, seconds, False

    async def get_token(self, scope: str) -> Any:
        token = next(self.tokens)
        if isinstance(token, Exception):
            raise token
        return SimpleNamespace(token=token, expires_on=time.time() + self.seconds)

    async def close(self) -> None:
        self.is_closed = True


async def test_a_token_is_kept_until_five_minutes_before_its_end() -> None:
    lasting = DefaultChain("scope", lambda: Credential(iter(("a", "b"))))
    assert [await lasting.token(), await lasting.token()] == ["a", "a"]
    ending = DefaultChain("scope", lambda: Credential(iter(("a", "b")), seconds=200))
    assert [await ending.token(), await ending.token()] == ["a", "b"]
    made = Credential(iter("a"))
    chain = DefaultChain("scope", lambda: made)
    await chain.token()
    await chain.close()
    assert made.is_closed


async def test_no_credential_says_what_to_do() -> None:
    error = ClientAuthenticationError("DefaultAzureCredential failed\nmany\nlines")
    with pytest.raises(UsageError, match=r"DefaultAzureCredential failed Run `az login`") as caught:
        await DefaultChain("scope", lambda: Credential(iter([error]))).token()
    assert "\n" not in str(caught.value)


def test_a_token_from_the_environment_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", "t")
    for url in ("http://127.0.0.1:1", "https://localhost:1", "http://[::1]:1"):
        assert isinstance(login(URL(url)), FixedToken)
    for url in ("https://management.azure.com", "http://127.0.0.1.evil.example", "http://localhost.evil.example"):
        with pytest.raises(UsageError, match="only for an --arm-url on this machine"):
            login(URL(url))
    monkeypatch.delenv("BARTIZAN_ARM_TOKEN")
    with pytest.raises(UsageError, match="clear text"):
        login(URL("http://arm.example"))
    assert isinstance(login(URL("https://management.azure.com")), DefaultChain)


@pytest.mark.parametrize("url", ["management.azure.com", "ftp://x", "https://user:x@host", "https://h:port", ""])
async def test_an_address_that_is_none_is_an_error_of_use(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", "t")
    with pytest.raises(UsageError, match="--arm-url"):
        await collected(url)


async def test_nobody_there_is_an_error_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", "t")
    with pytest.raises(UsageError, match="Cannot reach"):
        await collected("http://127.0.0.1:9")


async def test_a_server_error_at_the_start_is_an_error_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARTIZAN_ARM_TOKEN", "t")
    async with serving(lambda _: web.Response(status=500)) as url:
        with pytest.raises(BartizanError) as caught:
            await collected(url)
    assert not isinstance(caught.value, UsageError)


async def test_a_token_that_cannot_be_renewed_ends_the_run() -> None:
    tokens = iter(["first", ClientAuthenticationError("expired")])
    async with (
        serving(lambda _: web.Response(status=401)) as url,
        client(url, DefaultChain("scope", lambda: Credential(tokens))) as arm,
    ):
        with pytest.raises(UsageError, match="expired"):
            await arm.ask(READ, arm.address("/a", "1"))


ROWS = GraphQuery("resources", ("microsoft.web/sites",))


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [{}], "resultTruncated": "true", "totalRecords": 1},
        {"data": [{}], "resultTruncated": "false", "totalRecords": 2},
        {"data": [{}], "$skipToken": "same", "totalRecords": 9},
        {"data": [], "$skipToken": "more"},
        {"data": [1]},
        {"data": None},
        [],
    ],
)
async def test_resource_graph_answers_that_are_not_whole_are_refused(answer: Any) -> None:
    async with serving(lambda _: answer) as url, client(url) as arm:
        with pytest.raises(CallError):
            await graph_rows(arm, ROWS, [SUBSCRIPTION])


async def test_resource_graph_pages_by_skip_token() -> None:
    async def page(request: web.Request) -> Any:
        token = (await request.json())["options"].get("$skipToken", "0")
        more = {"$skipToken": str(int(token) + 1)} if int(token) < 2 else {}
        return {"data": [{"id": token}], "totalRecords": 3, "resultTruncated": "false", **more}

    async with serving(page) as url, client(url) as arm:
        assert [row["id"] for row in await graph_rows(arm, ROWS, [SUBSCRIPTION])] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("status", "body", "outcome", "permission"),
    [
        (404, {"error": {"code": "NotFound", "message": "none"}}, "absent", ""),
        (404, {"error": {"code": "ResourceNotFound", "message": "gone"}}, "failed", ""),
        (404, None, "absent", ""),
        (403, {"error": {"code": "AuthorizationFailed", "message": "no"}}, "denied", "P/read"),
        (
            403,
            {"error": {"code": "AuthorizationFailed", "message": "to perform action 'A/b/read' over"}},
            "denied",
            "A/b/read",
        ),
        (403, {"Code": "Forbidden", "Message": "no"}, "denied", "P/read"),
        (403, {"error": {"code": "SubscriptionNotRegistered", "message": "no"}}, "failed", ""),
        (403, {"error": "text"}, "failed", ""),
        (409, ["x"], "failed", ""),
        (400, {"error": {"code": None, "message": {"a": 1}}}, "failed", ""),
    ],
)
def test_what_a_refusal_means(status: int, body: Any, outcome: str, permission: str) -> None:
    error = refusal(status, body, "arm:GET x", "P/read")
    assert (error.outcome.value, error.permission) == (outcome, permission)


def test_the_default_is_the_public_cloud() -> None:
    assert CLOUDS[AzureTarget().cloud].arm == "https://management.azure.com"
    assert QUICK.attempts == ArmPatience().attempts
