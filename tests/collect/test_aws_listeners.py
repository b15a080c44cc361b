"""Who listens to topics, what clusters share, and an organization of which one member lets nobody in."""

from dataclasses import replace

from bartizan.collect.aws.engine.shape import leave_out
from bartizan.collect.shared.target import AwsTarget
from bartizan_demo.company.aws.nouns import ANALYTICS
from tests.collect.aws_support import ACCOUNT, collected
from tests.conftest import Emulators

REGION = "eu-west-1"


def target(emulators: Emulators) -> AwsTarget:
    return AwsTarget(regions=(REGION,), endpoint_url=emulators.aws)


def test_texts_that_begin_as_wanted_are_kept() -> None:
    body = {"Items": [{"Endpoint": "arn:aws:sqs:x"}, {"Endpoint": "a@company.example"}, {"Endpoint": None}, {}]}
    leave_out(body, ("Items[].Endpoint!arn:",))
    assert body == {"Items": [{"Endpoint": "arn:aws:sqs:x"}, {}, {}, {}]}


async def test_subscriptions_are_kept_without_addresses(emulators: Emulators) -> None:
    read = await collected(target(emulators))
    told = {o.body["Protocol"]: o.body.get("Endpoint") for o in read.of("aws_sns_subscription", "self")}
    assert told == {"sqs": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders", "email": None, "https": None}


async def test_a_refused_listing_of_subscriptions_is_told(emulators: Emulators) -> None:
    await emulators.fault("sns:ListSubscriptions", "deny")
    (listed,) = (await collected(target(emulators))).of("aws_sns_subscription", "list")
    assert (listed.outcome, listed.permission) == ("denied", "sns:ListSubscriptions")


async def test_a_member_without_the_role_is_closed_and_nothing_else_is_lost(emulators: Emulators) -> None:
    await emulators.fault("sts:AssumeRole", "deny", resource=ANALYTICS)
    read = await collected(replace(target(emulators), organization_role="bartizan-scan"))
    closed = [o for o in read.observations if o.scope == ANALYTICS]
    assert {o.outcome for o in closed} == {"denied"}
    assert {(o.aspect, o.permission) for o in closed} == {("list", "sts:AssumeRole")}
    assert read.ids("aws_organizations_policy")
    assert {o.scope for o in read.of("aws_lambda_function", "self")} == {ACCOUNT}
