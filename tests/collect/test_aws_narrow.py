"""A read of what may have changed: which listings it makes, what it asks anew, and that all else stands."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.collect.aws import COLLECTORS
from bartizan.collect.aws.engine.narrowed import listed_again
from bartizan.collect.shared.narrow import NarrowRead
from bartizan.model import ChangedResource
from tests.collect.narrowed import REGION, Narrowed
from tests.conftest import Emulators
from tests.demo.aws_client import client

ACCOUNT = "444455557777"
"""An account that the demo estate does not have."""


@pytest.fixture
def narrowed(emulators: Emulators, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Narrowed]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    sqs = client(emulators.aws, "sqs", REGION, ACCOUNT)
    urls = [sqs.create_queue(QueueName=f"q{n}")["QueueUrl"] for n in range(3)]
    bucket = client(emulators.aws, "s3", REGION, ACCOUNT)
    bucket.create_bucket(Bucket="narrow-bucket", CreateBucketConfiguration={"LocationConstraint": REGION})
    table = client(emulators.aws, "dynamodb", REGION, ACCOUNT)
    key = {"KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}
    for name in ("carts", "orders"):
        table.create_table(TableName=name, AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], **key)
    yield Narrowed(emulators.aws, tmp_path)
    for url in urls:
        sqs.delete_queue(QueueUrl=url)
    bucket.delete_bucket(Bucket="narrow-bucket")
    for name in ("carts", "orders"):
        table.delete_table(TableName=name)


def arn(name: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"


async def test_only_what_may_have_changed_is_asked_about(narrowed: Narrowed, emulators: Emulators) -> None:
    await narrowed.read()
    before = narrowed.rows()
    table = client(emulators.aws, "dynamodb", REGION, ACCOUNT)
    await asyncio.to_thread(table.tag_resource, ResourceArn=arn("carts"), Tags=[{"Key": "a", "Value": "b"}])
    usage = await narrowed.read(ChangedResource("aws_dynamodb_table", ACCOUNT, REGION, arn("carts")))
    asked = {name: n for name, n in usage.calls.items() if name not in ("sts:GetCallerIdentity", "sts:AssumeRole")}
    assert asked["dynamodb:ListTables"] == 1
    assert {name for name in asked if not name.startswith("dynamodb:")} <= {"resourcegroupstaggingapi:GetResources"}
    assert asked["dynamodb:DescribeTable"] == 1
    after = narrowed.rows()
    moved = {key for key in before | after if before.get(key) != after.get(key)}
    assert moved == {("aws_dynamodb_table", arn("carts"), "tags", REGION)}


async def test_a_resource_that_is_gone_goes_and_one_that_is_new_comes(narrowed: Narrowed, emulators: Emulators) -> None:
    await narrowed.read()
    before = narrowed.rows()
    table, s3 = (client(emulators.aws, name, REGION, ACCOUNT) for name in ("dynamodb", "s3"))
    await asyncio.to_thread(table.delete_table, TableName="orders")
    place = {"LocationConstraint": REGION}
    await asyncio.to_thread(s3.create_bucket, Bucket="narrow-second", CreateBucketConfiguration=place)
    try:
        await narrowed.read(
            ChangedResource("aws_dynamodb_table", ACCOUNT, REGION, arn("orders")),
            ChangedResource("aws_s3_bucket", ACCOUNT, REGION, "arn:aws:s3:::narrow-second"),
        )
    finally:
        await asyncio.to_thread(s3.delete_bucket, Bucket="narrow-second")
        definition = [{"AttributeName": "k", "AttributeType": "S"}]
        key = [{"AttributeName": "k", "KeyType": "HASH"}]
        of = {"TableName": "orders", "AttributeDefinitions": definition, "KeySchema": key}
        await asyncio.to_thread(lambda: table.create_table(**of, BillingMode="PAY_PER_REQUEST"))
    ids = {key[1] for key in narrowed.rows()} ^ {key[1] for key in before}
    assert ids == {arn("orders"), "arn:aws:s3:::narrow-second"}


async def test_what_is_denied_now_stays_as_it_was_known(narrowed: Narrowed, emulators: Emulators) -> None:
    await narrowed.read()
    await emulators.fault("dynamodb:ListTables", "deny")
    await narrowed.read(ChangedResource("aws_dynamodb_table", ACCOUNT, REGION))
    rows = narrowed.rows()
    assert rows["aws_dynamodb_table", "", "list", REGION][0] == "denied"
    assert rows["aws_dynamodb_table", arn("carts"), "self", REGION][0] == "ok"


async def test_nothing_is_read_of_other_accounts_and_regions(narrowed: Narrowed) -> None:
    await narrowed.read()
    usage = await narrowed.read(
        ChangedResource("aws_dynamodb_table", "999900001111", REGION),
        ChangedResource("aws_dynamodb_table", ACCOUNT, "us-east-2"),
    )
    assert set(usage.calls) == {"sts:GetCallerIdentity"}


GROUPS = [tuple(each for each in COLLECTORS if each.list == one.list) for one in COLLECTORS if one.level == "region"]


def kinds(*changed: str, listed: bool = True) -> set[str]:
    return {each.kind for group in listed_again(GROUPS, changed, lambda _: listed) for each in group}


def test_what_alone_names_a_resource_is_listed_with_it() -> None:
    assert {"aws_lambda_layer", "aws_lambda_function"} <= kinds("aws_lambda_layer")
    assert kinds("aws_lambda_layer_version") >= {"aws_lambda_layer", "aws_lambda_function", "aws_lambda_version"}
    assert kinds("aws_sqs_queue") == {"aws_sqs_queue"}
    assert kinds("aws_events_rule") == {"aws_events_bus"}


def test_what_was_of_no_use_without_a_function_is_listed_with_the_first() -> None:
    assert "aws_sqs_queue" not in kinds("aws_lambda_function")
    needing = {each.kind for each in COLLECTORS if each.needs == "aws_lambda_function" and each.level == "region"}
    assert needing <= kinds("aws_lambda_function", listed=False)


APP = "/subscriptions/s/resourcegroups/g/providers/microsoft.web/sites/shop"


@pytest.mark.parametrize(
    ("id_", "is_doubted"),
    [
        (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:pay", True),
        (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:pay:7", True),
        (f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:payment", False),
        (APP, True),
        (f"{APP}/functions/f", True),
        (f"{APP}s", False),
        ("", False),
    ],
)
def test_a_resource_is_doubted_with_what_it_is_a_part_of(id_: str, is_doubted: bool) -> None:
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:pay"
    changed = {("aws_lambda_function", function), ("azure_web_app", APP), ("k", "")}
    narrow = NarrowRead(frozenset(ChangedResource(kind, "s", "", each) for kind, each in changed))
    assert narrow.doubts("any", id_) is is_doubted
    assert narrow.doubts("k", id_)
