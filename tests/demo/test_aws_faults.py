"""Faults, counts and quotas of the AWS emulator, as a client meets them."""

import json
import time
import urllib.error
import urllib.request

import aiohttp
import orjson
import pytest
from botocore.exceptions import ClientError

from tests.conftest import Emulators
from tests.demo.aws_client import client, signed
from tests.demo.test_aws_shapes import code_of


@pytest.mark.parametrize(
    ("service", "operation", "ask", "code"),
    [
        ("lambda", "lambda:ListFunctions", "list_functions", "AccessDeniedException"),
        ("apigateway", "apigateway:GetRestApis", "get_rest_apis", "AccessDeniedException"),
        ("apigatewayv2", "apigatewayv2:GetApis", "get_apis", "AccessDeniedException"),
        ("iam", "iam:GetAccountAuthorizationDetails", "get_account_authorization_details", "AccessDenied"),
        ("sts", "sts:GetCallerIdentity", "get_caller_identity", "AccessDenied"),
        ("s3", "s3:ListBuckets", "list_buckets", "AccessDenied"),
        ("ec2", "ec2:DescribeRegions", "describe_regions", "UnauthorizedOperation"),
    ],
)
async def test_denied(emulators: Emulators, service: str, operation: str, ask: str, code: str) -> None:
    await emulators.fault(operation, "deny", times=1)
    asked = getattr(client(emulators.aws, service), ask)
    with pytest.raises(ClientError) as error:
        asked()
    assert code_of(error) == (code, 403)
    assert "is not authorized to perform" in error.value.response["Error"]["Message"]
    asked()


@pytest.mark.parametrize(
    ("service", "ask", "expected"),
    [
        ("lambda", "list_functions", ("TooManyRequestsException", 429)),
        ("iam", "get_account_authorization_details", ("Throttling", 400)),
        ("s3", "list_buckets", ("SlowDown", 503)),
        ("ec2", "describe_regions", ("RequestLimitExceeded", 503)),
    ],
)
async def test_throttled(emulators: Emulators, service: str, ask: str, expected: tuple[str, int]) -> None:
    await emulators.fault(f"{service}:*", "throttle")
    with pytest.raises(ClientError) as error:
        getattr(client(emulators.aws, service), ask)()
    assert code_of(error) == expected


async def body(emulators: Emulators) -> bytes:
    """Ask without a client of AWS's: boto3 takes half an answer for a whole one."""
    url, patience = f"{emulators.aws}/2015-03-31/functions", aiohttp.ClientTimeout(total=1)
    async with aiohttp.ClientSession(headers=signed("lambda"), timeout=patience) as http, http.get(url) as response:
        return await response.read()


async def test_timed_out(emulators: Emulators) -> None:
    await emulators.fault("lambda:ListFunctions", "timeout", times=1)
    with pytest.raises(TimeoutError):
        await body(emulators)
    assert orjson.loads(await body(emulators))["Functions"]


async def test_cut(emulators: Emulators) -> None:
    await emulators.fault("lambda:ListFunctions", "cut", times=1)
    with pytest.raises(aiohttp.ClientPayloadError):
        await body(emulators)
    assert orjson.loads(await body(emulators))["Functions"]


async def test_malformed(emulators: Emulators) -> None:
    await emulators.fault("lambda:ListFunctions", "malformed")
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(await body(emulators))


async def test_an_error_of_choice(emulators: Emulators) -> None:
    await emulators.fault("sts:GetCallerIdentity", "error", code="ExpiredToken", status=403)
    with pytest.raises(ClientError) as error:
        client(emulators.aws, "sts").get_caller_identity()
    assert code_of(error) == ("ExpiredToken", 403)


async def test_one_resource_of_many(emulators: Emulators) -> None:
    await emulators.fault("lambda:GetPolicy", "deny", resource="orders-create")
    functions = client(emulators.aws, "lambda")
    functions.get_policy(FunctionName="checkout-webhook")
    with pytest.raises(ClientError) as error:
        functions.get_policy(FunctionName="orders-create")
    assert "function:orders-create" in error.value.response["Error"]["Message"]


async def test_calls_are_counted(emulators: Emulators) -> None:
    functions = client(emulators.aws, "lambda")
    for _ in range(3):
        functions.get_function(FunctionName="orders-create")
    functions.list_layers()
    assert await emulators.calls() == {"lambda:GetFunction": 3, "lambda:ListLayers": 1}


async def test_quotas_are_played_back(emulators: Emulators) -> None:
    await emulators.quota(**{"lambda": True})
    functions = client(emulators.aws, "lambda")
    with pytest.raises(ClientError) as error:
        for _ in range(40):
            functions.get_policy(FunctionName="checkout-webhook")
    assert code_of(error) == ("TooManyRequestsException", 429)
    assert error.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
    functions.get_function(FunctionName="checkout-webhook")


async def test_latency(emulators: Emulators) -> None:
    await emulators.quota(latency_ms=150)
    sts = client(emulators.aws, "sts")
    started = time.perf_counter()
    sts.get_caller_identity()
    assert time.perf_counter() - started > 0.15


async def test_a_bad_fault_is_refused(emulators: Emulators) -> None:
    request = urllib.request.Request(f"{emulators.aws}/_bartizan/faults", json.dumps([{"action": "deny"}]).encode())
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=5)
    assert error.value.code == 400


async def test_an_unsigned_request_is_refused(emulators: Emulators) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{emulators.aws}/2015-03-31/functions", timeout=5)
    assert error.value.code == 403
