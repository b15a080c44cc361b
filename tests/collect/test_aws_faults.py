"""When AWS refuses, stalls, breaks off or babbles: what lands, what is tried again, and what ends the run."""

import pytest

from bartizan.collect.shared.target import AwsTarget
from bartizan.model import LIST, SELF, UNANSWERED, BartizanError, Observation, Outcome, UsageError
from tests.collect.aws_support import ACCOUNT, QUICK, Collected, collected
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

FUNCTION = "aws_lambda_function"
OTHER = "444455556666"


async def read(emulators: Emulators, *role_arns: str) -> Collected:
    return await collected(AwsTarget(("us-east-1",), emulators.aws, None, role_arns), QUICK)


def only(observations: list[Observation]) -> Observation:
    (observation,) = observations
    return observation


async def test_denied_question_names_the_permission_it_takes(emulators: Emulators) -> None:
    await emulators.fault("lambda:GetPolicy", "deny")
    await emulators.fault("apigateway:GetStages", "deny")
    await emulators.fault("s3:GetBucketEncryption", "deny")
    result = await collected(AwsTarget(("eu-west-1",), emulators.aws))
    for kind, aspect, permission in (
        (FUNCTION, "policy", "lambda:GetPolicy"),
        ("aws_apigateway_rest_api", "stages", "apigateway:GET"),
        ("aws_s3_bucket", "encryption", "s3:GetEncryptionConfiguration"),
    ):
        asked = result.of(kind, aspect)
        assert asked
        assert {(o.outcome, o.permission, o.body) for o in asked} == {(Outcome.DENIED, permission, None)}
    assert set(result.outcomes(FUNCTION, "detail")) == {"ok"}
    assert result.outcomes(FUNCTION, LIST) == {"ok": 1}


@pytest.mark.parametrize("action", ["throttle", "cut", "timeout", "error"])
async def test_passing_trouble_is_tried_again(emulators: Emulators, action: str) -> None:
    await emulators.fault("lambda:GetPolicy", action, times=2)
    result = await read(emulators)
    assert set(result.outcomes(FUNCTION, "policy")) <= {"ok", "absent"}
    assert result.usage.calls["lambda:GetPolicy"] == len(result.ids(FUNCTION)) + 2


@pytest.mark.parametrize("action", ["throttle", "cut", "timeout", "error", "malformed"])
async def test_lasting_trouble_with_one_resource_is_data(emulators: Emulators, action: str) -> None:
    baseline = await read(emulators)
    name = baseline.of(FUNCTION, SELF)[0].body["FunctionName"]
    await emulators.fault("lambda:GetFunction", action, resource=name)
    result = await read(emulators)
    failed = only([o for o in result.of(FUNCTION, "detail") if o.outcome is not Outcome.OK])
    assert (failed.outcome, failed.id.rpartition(":")[2]) == (Outcome.FAILED, name)
    assert failed.detail
    assert result.ids(FUNCTION) == baseline.ids(FUNCTION)


@pytest.mark.parametrize(("action", "outcome"), [("deny", Outcome.DENIED), ("cut", Outcome.FAILED)])
async def test_listing_that_brings_nothing_says_how_it_went(
    emulators: Emulators, action: str, outcome: Outcome
) -> None:
    await emulators.fault("lambda:ListFunctions", action)
    result = await read(emulators)
    listed = only(result.of(FUNCTION, LIST))
    assert (listed.outcome, listed.operation, listed.region) == (outcome, "lambda:ListFunctions", "us-east-1")
    assert listed.permission == "lambda:ListFunctions"
    assert result.ids(FUNCTION) == set()
    assert result.ids("aws_iam_role")


async def test_shared_listing_fails_for_all_its_kinds(emulators: Emulators) -> None:
    await emulators.fault("iam:GetAccountAuthorizationDetails", "deny")
    result = await read(emulators)
    for kind in ("aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_policy"):
        assert only(result.of(kind, LIST)).outcome is Outcome.DENIED
        assert result.ids(kind) == set()


async def test_denied_bulk_leaves_every_function_unknown(emulators: Emulators) -> None:
    await emulators.fault("lambda:ListCodeSigningConfigs", "deny")
    result = await read(emulators)
    assert set(result.outcomes(FUNCTION, "code_signing")) == {"denied"}


async def test_denied_part_of_a_bulk_leaves_only_the_others_unknown(emulators: Emulators) -> None:
    baseline = await collected(AwsTarget(("eu-west-1",), emulators.aws))
    configs = {o.body["CodeSigningConfigArn"] for o in baseline.of(FUNCTION, "code_signing") if o.body}
    assert len(configs) > 1
    lost = max(configs)
    await emulators.fault("lambda:ListFunctionsByCodeSigningConfig", "deny", resource=lost.rpartition(":")[2])
    result = await collected(AwsTarget(("eu-west-1",), emulators.aws))
    before = {o.id: o for o in baseline.of(FUNCTION, "code_signing")}
    for o in result.of(FUNCTION, "code_signing"):
        was = before[o.id]
        kept = was.outcome is Outcome.OK and was.body["CodeSigningConfigArn"] != lost
        assert o.outcome is (Outcome.OK if kept else Outcome.DENIED)


async def test_regions_that_cannot_be_listed_leave_regional_kinds_denied(emulators: Emulators) -> None:
    await emulators.fault("ec2:DescribeRegions", "deny")
    result = await collected(AwsTarget(endpoint_url=emulators.aws))
    listed = only(result.of(FUNCTION, LIST))
    assert (listed.outcome, listed.permission) == (Outcome.DENIED, "ec2:DescribeRegions")
    assert result.ids("aws_iam_role")


async def test_one_account_that_stays_closed_does_not_touch_the_other(emulators: Emulators) -> None:
    open_role, closed_role = emulators.estate.role_arns
    await emulators.fault("sts:AssumeRole", "deny", resource=OTHER)
    closed = closed_role.replace("bartizan-scan", "no-such-role")
    result = await read(emulators, open_role, closed)
    by_scope = {o.scope: o for o in result.of(FUNCTION, LIST)}
    assert by_scope[ACCOUNT].outcome is Outcome.OK
    assert by_scope[OTHER].outcome is Outcome.DENIED
    assert by_scope[OTHER].permission == "sts:AssumeRole"
    assert {o.aspect for o in result.observations if o.scope == OTHER} == {LIST}


async def test_no_role_at_all_ends_the_run(emulators: Emulators) -> None:
    with pytest.raises(BartizanError, match=r"none of the roles could be assumed.*trust policies"):
        await read(emulators, "arn:aws:iam::444455556666:role/no-such-role")


@pytest.mark.parametrize(
    ("code", "said"),
    [("ExpiredToken", "expired; sign in again"), ("InvalidClientTokenId", "does not accept the credentials")],
)
async def test_credentials_that_aws_refuses_end_the_run(emulators: Emulators, code: str, said: str) -> None:
    await emulators.fault("sts:GetCallerIdentity", "deny", code=code)
    with pytest.raises(UsageError, match=said):
        await read(emulators)


async def test_missing_credentials_end_the_run(emulators: Emulators, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(UsageError, match="no AWS credentials were found; set AWS_PROFILE"):
        await read(emulators)


@pytest.mark.usefixtures("emulators")
async def test_unreachable_endpoint_ends_the_run_and_is_named() -> None:
    with pytest.raises(UsageError, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        await collected(AwsTarget(("us-east-1",), "http://127.0.0.1:9"))


@pytest.mark.usefixtures("emulators")
@pytest.mark.parametrize(
    ("target", "said"),
    [
        (AwsTarget(regions=("Ireland",)), "'Ireland' is not the name of an AWS region"),
        (AwsTarget(role_arns=("bartizan",)), "'bartizan' is not the ARN of a role"),
        (AwsTarget(profile="nobody"), "profile"),
    ],
)
async def test_names_that_cannot_be_right_end_the_run(target: AwsTarget, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        await collected(target)


async def test_what_stayed_throttled_is_said_to_be_no_proper_answer(emulators: Emulators) -> None:
    name = sorted((await read(emulators)).ids(FUNCTION))[0].rpartition(":")[2]
    await emulators.fault("lambda:GetFunction", "throttle", resource=name)
    lost = only([o for o in (await read(emulators)).of(FUNCTION, "detail") if o.outcome is not Outcome.OK])
    assert lost.detail == f"{UNANSWERED}TooManyRequestsException: Rate exceeded"


async def test_a_function_that_is_gone_since_it_was_listed_is_gone(emulators: Emulators) -> None:
    name = sorted((await read(emulators)).ids(FUNCTION))[0].rpartition(":")[2]
    await emulators.fault("lambda:GetFunction", "error", resource=name, code="ResourceNotFoundException", status=404)
    gone = only([o for o in (await read(emulators)).of(FUNCTION, "detail") if o.outcome is not Outcome.OK])
    assert (gone.outcome, gone.id.rpartition(":")[2], gone.detail) == (Outcome.ABSENT, name, "")


@pytest.mark.parametrize("action", ["html", "object", "other", "wrong", "number"])
async def test_a_lie_about_one_resource_touches_no_other(emulators: Emulators, action: str) -> None:
    before = await read(emulators)
    name = sorted(before.ids(FUNCTION))[0].rpartition(":")[2]
    await emulators.fault("lambda:Get*", action, resource=name)
    after = await read(emulators)
    for aspect in ("detail", "policy", "url", "runtime_management"):
        changed = {o.id for o in after.of(FUNCTION, aspect)} & {
            o.id
            for o in after.of(FUNCTION, aspect)
            if o.outcome is not next(b.outcome for b in before.of(FUNCTION, aspect) if b.id == o.id)
        }
        assert {id_.rpartition(":")[2] for id_ in changed} <= {name}
        told = only([o for o in after.of(FUNCTION, aspect) if o.id.endswith(f":{name}")])
        assert (told.outcome, told.body) == (Outcome.FAILED, None)
        assert told.detail.startswith(f"{UNANSWERED}MalformedAnswer: ")
