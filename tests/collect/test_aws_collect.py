"""The AWS collector against the emulator, over HTTP: what is asked, what lands, and what never does."""

from collections import Counter

import orjson
import pytest

from bartizan.collect.aws import collect
from bartizan.collect.aws.collectors import COLLECTORS
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import CODE, LIST, SELF, Outcome, Usage
from bartizan_demo.process import Estate
from tests.collect.aws_support import ACCOUNT, Collected, collected
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

REGIONS = ("eu-west-1", "us-east-1")
FUNCTION = "aws_lambda_function"


def target(estate: Estate, **more: object) -> AwsTarget:
    return AwsTarget(regions=REGIONS, endpoint_url=estate.aws, role_arns=estate.role_arns, **more)  # type: ignore[arg-type]


NOT_IN_THE_COMPANY = {"aws_cloudtrail_event_data_store"}
"""Kinds that the made-up company has none of; their table cases cover them."""


async def read(emulators: Emulators) -> Collected:
    return await collected(target(emulators.estate))


async def test_every_kind_is_listed_in_every_account_and_region(emulators: Emulators) -> None:
    result = await collected(target(emulators.estate, other_services=True))
    for collector in COLLECTORS:
        regions = ("",) if collector.level == "account" else REGIONS
        listed = {(o.scope, o.region): o.outcome for o in result.of(collector.kind, LIST)}
        assert listed == {(a, r): Outcome.OK for a in emulators.estate.accounts for r in regions}, collector.kind
    assert {c.kind for c in COLLECTORS if not result.ids(c.kind)} == NOT_IN_THE_COMPANY
    assert len(result.ids(FUNCTION)) >= 40


async def test_every_resource_has_one_row_of_each_aspect(emulators: Emulators) -> None:
    result = await read(emulators)
    assert max(Counter((o.kind, o.scope, o.region, o.id, o.aspect) for o in result.observations).values()) == 1
    for collector in COLLECTORS:
        for aspect in collector.aspects.keys() - {CODE}:
            asked = {(o.scope, o.id) for o in result.of(collector.kind, aspect)}
            assert asked == {(o.scope, o.id) for o in result.of(collector.kind, SELF)}, (collector.kind, aspect)


async def test_calls_are_few_and_all_are_counted(emulators: Emulators) -> None:
    result = await read(emulators)
    functions = len(result.ids(FUNCTION))
    calls = result.usage.calls
    assert calls == await emulators.calls()
    per_function = ("GetFunction", "GetPolicy", "GetFunctionUrlConfig", "GetRuntimeManagementConfig")
    aliases = len(result.ids("aws_lambda_alias"))  # each has a policy and may have a URL of its own
    assert sum(calls[f"lambda:{name}"] for name in per_function) <= 4 * functions + 2 * aliases
    assert calls["lambda:GetFunctionCodeSigningConfig"] == 0
    assert calls["iam:GetAccountAuthorizationDetails"] == len(emulators.estate.accounts)
    assert result.usage.bytes_read > 10_000


async def test_no_secret_and_no_presigned_link_lands(emulators: Emulators) -> None:
    result = await read(emulators)
    text = orjson.dumps([[o.body, o.detail] for o in result.observations])
    assert b"X-Amz-" not in text
    details = [o for o in result.of(FUNCTION, "detail") if o.outcome is Outcome.OK]
    assert details
    assert not any("Location" in o.body["Code"] for o in details)
    for o in (*result.of(FUNCTION, SELF), *details):
        configuration = o.body.get("Configuration", o.body)
        for setting in configuration.get("Environment", {}).get("Variables", {}).values():
            assert {"form", "secret"} <= set(setting) <= {"form", "secret", "url", "is_signed", "expires"}
    found = {v["secret"] for o in result.of(FUNCTION, SELF) for v in _variables(o.body).values() if v["secret"]}
    assert {"aws_access_key", "github_token", "slack_token", "stripe_key", "url_password", "jwt"} <= found


def _variables(body: dict[str, dict[str, dict[str, dict[str, str]]]]) -> dict[str, dict[str, str]]:
    return body.get("Environment", {}).get("Variables", {})


async def test_documents_are_opened(emulators: Emulators) -> None:
    result = await read(emulators)
    policies = [o.body["Policy"] for o in result.of(FUNCTION, "policy") if o.outcome is Outcome.OK]
    assert policies
    assert all(isinstance(policy["Statement"], list) for policy in policies)
    assert all(isinstance(o.body["AssumeRolePolicyDocument"], dict) for o in result.of("aws_iam_role", SELF))
    inline = [p for o in result.of("aws_iam_role", SELF) for p in o.body["RolePolicyList"]]
    assert inline
    assert all(isinstance(policy["PolicyDocument"], dict) for policy in inline)
    versions = [v for o in result.of("aws_iam_policy", SELF) for v in o.body["PolicyVersionList"]]
    assert all(isinstance(version["Document"], dict) for version in versions)


async def test_signing_comes_in_bulk_and_images_are_not_asked_for_their_runtime(emulators: Emulators) -> None:
    result = await read(emulators)
    assert set(result.outcomes(FUNCTION, "code_signing")) == {"ok", "absent"}
    signed = next(o for o in result.of(FUNCTION, "code_signing") if o.outcome is Outcome.OK)
    assert signed.body["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"] in {"Warn", "Enforce"}
    images = {o.id for o in result.of(FUNCTION, SELF) if o.body["PackageType"] == "Image"}
    assert images
    modes = result.of(FUNCTION, "runtime_management")
    assert {o.id for o in modes if o.outcome is Outcome.ABSENT} == images


async def test_layers_of_other_accounts_are_asked_for_once_each(emulators: Emulators) -> None:
    result = await read(emulators)
    used = {
        layer["Arn"].rpartition(":")[0]
        for o in result.of(FUNCTION, SELF)
        for layer in o.body.get("Layers", ())
        if layer["Arn"].split(":")[4] != o.scope
    }
    asked = result.of("aws_lambda_layer", "versions")
    assert {o.id for o in asked} == used <= result.ids("aws_lambda_layer")
    assert result.usage.calls["lambda:ListLayerVersions"] == len(used)


async def test_own_credentials_alone_read_their_account(emulators: Emulators) -> None:
    result = await collected(AwsTarget(regions=("eu-west-1",), endpoint_url=emulators.aws))
    assert {o.scope for o in result.observations} == {ACCOUNT}
    assert result.usage.calls["sts:AssumeRole"] == 0


async def test_without_regions_all_enabled_ones_are_read(emulators: Emulators) -> None:
    result = await collected(AwsTarget(endpoint_url=emulators.aws))
    regions = {o.region for o in result.of(FUNCTION, LIST)}
    assert {*REGIONS, "ap-southeast-2"} <= regions
    assert "me-central-1" not in regions


async def test_region_that_is_not_enabled_is_failed_and_says_so(emulators: Emulators) -> None:
    result = await collected(AwsTarget(regions=("eu-west-1", "me-central-1"), endpoint_url=emulators.aws))
    listed = {o.region: o for o in result.of(FUNCTION, LIST)}
    assert listed["eu-west-1"].outcome is Outcome.OK
    assert listed["me-central-1"].outcome is Outcome.FAILED
    assert "not enabled" in listed["me-central-1"].detail


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA"])
async def test_endpoint_comes_from_the_environment_too(
    emulators: Emulators, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", emulators.aws)
    monkeypatch.setenv(variable, emulators.aws)
    result = await collected(AwsTarget(regions=("eu-west-1",)))
    assert result.ids(FUNCTION)


async def test_quotas_hold_without_a_single_refusal(emulators: Emulators) -> None:
    await emulators.quota(**{"lambda": True})
    usage = Usage()
    landed: list[object] = []
    await collect(AwsTarget(regions=("us-east-1",), endpoint_url=emulators.aws), landed.append, usage)
    assert usage.calls["lambda:GetPolicy"] == usage.calls["lambda:GetFunction"] > 0
    assert usage.calls["lambda:ListFunctions"] == 1  # the functions and their published versions in one
