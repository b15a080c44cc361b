"""The client by itself: signatures, pages, redirects, waiting, and answers read as botocore reads them."""

import time
from collections.abc import Mapping

import botocore.session
import pytest
from aiohttp import web
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from bartizan.collect.aws.transport.endpoint import Endpoint, Endpoints
from bartizan.collect.aws.transport.operation import Operations
from bartizan.collect.aws.transport.pace import AwsPatience
from bartizan.collect.aws.transport.signing import signed
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome
from tests.collect.aws_support import QUICK, Answering, served

SESSION = botocore.session.Session()
OPERATIONS = Operations(SESSION)


def answering(*answers: web.Response) -> tuple[Answering, list[Mapping[str, str]]]:
    """Return a handler that gives these answers one after another, the last one for ever, and the queries it saw."""
    seen: list[Mapping[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(dict(request.query))
        given = answers[min(len(seen), len(answers)) - 1]
        return web.Response(status=given.status, body=given.body, headers=given.headers)

    return answer, seen


@pytest.mark.parametrize(
    ("name", "params", "signer"),
    [
        ("lambda:GetFunction", {"FunctionName": "arn:aws:lambda:eu-west-1:111122223333:function:a"}, SigV4Auth),
        ("apigateway:GetResources", {"restApiId": "a b", "embed": ["methods"], "limit": 5}, SigV4Auth),
        ("iam:GetAccountAuthorizationDetails", {"MaxItems": 1000, "Marker": "a+b/c="}, SigV4Auth),
        ("s3:GetBucketPolicy", {"Bucket": "company-data"}, S3SigV4Auth),
    ],
)
def test_signature_is_botocores_own(name: str, params: dict[str, object], signer: type[SigV4Auth]) -> None:
    operation = OPERATIONS[name]
    endpoint = Endpoint("https://example.amazonaws.com", "eu-west-1", operation.service.signing_name)
    credentials = ReadOnlyCredentials("key", "not" + "-a-secret", "token")
    request = signed(operation.request(params), endpoint, credentials)
    bare = {k: v for k, v in request.headers.items() if k.lower() not in {"authorization", "x-amz-security-token"}}
    again = AWSRequest(method=request.method, url=request.url, headers=bare, data=request.body)
    reference = signer(credentials, endpoint.signing_name, "eu-west-1")
    again.context["timestamp"] = request.headers["X-Amz-Date"]
    again.headers["X-Amz-Security-Token"] = "token"
    text = reference.string_to_sign(again, reference.canonical_request(again))
    assert request.headers["Authorization"].endswith(f"Signature={reference.signature(text, again)}")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("lambda:GetPolicy", b'{"Policy": "{}", "RevisionId": "r"}'),
        (
            "lambda:ListFunctions",
            b'{"Functions": [{"FunctionName": "a", "Layers": [{"Arn": "b"}]}], "NextMarker": "m"}',
        ),
        ("apigatewayv2:GetApis", b'{"items": [{"apiId": "a", "createdDate": "2026-01-01T00:00:00Z"}]}'),
        ("apigateway:GetRestApis", b'{"item": [{"id": "a", "createdDate": 1767225600}]}'),
    ],
)
def test_answers_are_read_in_the_documented_shape(name: str, body: bytes) -> None:
    answer = OPERATIONS[name].answer(200, {"content-type": "application/json"}, body)
    members = OPERATIONS[name].service.operation_model(name.partition(":")[2]).output_shape.members
    assert set(answer) <= set(members)
    assert "2026-01-01T00:00:00+00:00" in str(answer) or b"reatedDate" not in body


def test_partitions_have_their_own_endpoints() -> None:
    endpoints = Endpoints(SESSION, None)

    def found(service: str, region: str) -> tuple[str, str]:
        endpoint = endpoints.endpoint(SESSION.get_service_model(service), region, "111122223333")
        return endpoint.url, endpoint.signing_region

    assert found("lambda", "eu-west-1") == ("https://lambda.eu-west-1.amazonaws.com", "eu-west-1")
    assert found("iam", "eu-west-1") == ("https://iam.amazonaws.com", "us-east-1")
    assert found("iam", "cn-north-1") == ("https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1")
    assert found("lambda", "us-gov-west-1")[0] == "https://lambda.us-gov-west-1.amazonaws.com"
    assert found("s3control", "eu-west-1")[0] == "https://111122223333.s3-control.eu-west-1.amazonaws.com"
    assert endpoints.home_region("cn-northwest-1") == "cn-north-1"
    assert endpoints.home_region("eu-west-1") == "us-east-1"


async def test_pages_follow_the_token_and_stop() -> None:
    first = web.json_response({"Functions": [{"FunctionName": "a"}], "NextMarker": "m1"})
    last = web.json_response({"Functions": [{"FunctionName": "b"}], "NextMarker": None})
    answer, seen = answering(first, last)
    async with served(answer) as (client, _):
        pages = [page async for page in client.pages("lambda:ListFunctions", {"MaxItems": 50}, "eu-west-1")]
    assert [page["Functions"][0]["FunctionName"] for page in pages] == ["a", "b"]
    assert [query.get("Marker") for query in seen] == [None, "m1"]


async def test_listing_that_turns_in_a_circle_fails_and_keeps_what_was_read() -> None:
    answer, _ = answering(web.json_response({"Functions": [{"FunctionName": "a"}], "NextMarker": "same"}))
    read = []
    async with served(answer) as (client, _usage):
        with pytest.raises(CallError, match="leads to an earlier one"):
            async for page in client.pages("lambda:ListFunctions", {}, "eu-west-1"):
                read.append(page)
    assert read


async def test_bucket_of_another_region_is_asked_there() -> None:
    signed_for = []

    async def answer(request: web.Request) -> web.Response:
        region = request.headers["Authorization"].split("/")[2]
        signed_for.append(region)
        if region != "eu-central-1":
            return web.Response(status=301, headers={"x-amz-bucket-region": "eu-central-1"})
        return web.Response(body=b"{}", headers={"Content-Type": "application/json"})

    async with served(answer) as (client, _):
        for _ in range(2):
            await client.call("s3:GetBucketPolicy", {"Bucket": "company-data"}, "us-east-1")
    assert signed_for == ["us-east-1", "eu-central-1", "eu-central-1"]


async def test_throttled_call_waits_as_long_as_it_is_told() -> None:
    slow = web.json_response({"message": "slow down"}, status=429, headers={"Retry-After": "0.3"})
    answer, seen = answering(slow, web.json_response({"Policy": "{}"}))
    async with served(answer) as (client, usage):
        start = time.monotonic()
        assert await client.call("lambda:GetPolicy", {"FunctionName": "a"}, "eu-west-1")
        assert time.monotonic() - start >= 0.29
    assert len(seen) == usage.calls["lambda:GetPolicy"] == 2


async def test_throttling_ends_with_the_time_budget_not_with_the_attempts() -> None:
    answer, seen = answering(web.json_response({"message": "no"}, status=429))
    patience = AwsPatience(attempts=1, throttled=0.5, backoff=0.02, longest_backoff=0.05)
    async with served(answer, patience) as (client, _):
        with pytest.raises(CallError) as caught:
            await client.call("lambda:GetPolicy", {"FunctionName": "a"}, "eu-west-1")
    assert caught.value.outcome is Outcome.FAILED
    assert len(seen) > 5


@pytest.mark.parametrize(
    ("status", "body", "outcome", "attempts"),
    [
        (403, {"__type": "AccessDeniedException", "message": "no"}, Outcome.DENIED, 1),
        (404, {"__type": "ResourceNotFoundException", "message": "none"}, Outcome.ABSENT, 1),
        (400, {"__type": "ValidationException", "message": "bad"}, Outcome.FAILED, 1),
        (403, {"__type": "UnrecognizedClientException", "message": "who"}, Outcome.FAILED, 1),
        (500, {"__type": "ServiceException", "message": "oops"}, Outcome.FAILED, QUICK.attempts),
        (502, None, Outcome.FAILED, QUICK.attempts),
    ],
)
async def test_errors_are_told_apart(status: int, body: dict[str, str] | None, outcome: Outcome, attempts: int) -> None:
    html = web.Response(status=status, body=b"<html>Bad gateway", content_type="text/html")
    answer, seen = answering(web.json_response(body, status=status) if body else html)
    async with served(answer) as (client, _):
        with pytest.raises(CallError) as caught:
            absent = frozenset({"ResourceNotFoundException"})
            await client.call("lambda:GetPolicy", {"FunctionName": "a"}, "eu-west-1", absent=absent)
    assert (caught.value.outcome, len(seen)) == (outcome, attempts)


@pytest.mark.parametrize("body", [b"{not json", b"[]", b"<html>"])
async def test_answer_that_is_not_what_it_should_be_has_failed(body: bytes) -> None:
    answer, _ = answering(web.Response(body=body, content_type="application/json"))
    async with served(answer) as (client, _usage):
        with pytest.raises(CallError) as caught:
            await client.call("lambda:GetPolicy", {"FunctionName": "a"}, "eu-west-1")
    assert (caught.value.outcome, caught.value.code) == (Outcome.FAILED, "MalformedAnswer")
