"""What else runs as roles: listed only by option, and then each kind with its roles and without its secrets."""

import asyncio

import pytest

from bartizan.collect.aws.collectors import COLLECTORS, operations, optional_permissions, permissions
from bartizan.collect.shared.target import OTHER_SERVICES, AwsTarget
from bartizan_demo.process import Estate
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators, entered

KINDS = {each.kind for each in COLLECTORS if each.option == OTHER_SERVICES}
OPERATIONS = operations() - operations(())


@pytest.fixture(scope="module")
def read(estate: Estate) -> Collected:
    """What a scan reads with the option where two of its calls are refused."""
    with pytest.MonkeyPatch.context() as environment:
        return asyncio.run(_read(entered(estate, environment)))


async def _read(emulators: Emulators) -> Collected:
    await emulators.fault("glue:ListJobs", "deny")
    await emulators.fault("apprunner:DescribeService", "deny")
    return await collected(AwsTarget(("eu-west-1",), emulators.aws, other_services=True))


def test_each_kind_is_listed_once_and_each_resource_described_once(read: Collected) -> None:
    assert len(KINDS) == 12
    assert all(sum(read.outcomes(kind, "list").values()) == 1 for kind in KINDS)
    assert {kind: len(read.ids(kind)) for kind in KINDS} == dict.fromkeys(KINDS, 1) | {
        "aws_stepfunctions_state_machine": 2,
        "aws_glue_job": 0,
    }
    assert {name: read.usage.calls.get(name) for name in OPERATIONS} == dict.fromkeys(OPERATIONS, 1) | {
        "stepfunctions:DescribeStateMachine": 2
    }


def test_roles_stand_in_the_answers_and_definitions_do_not(read: Collected) -> None:
    (project,) = read.of("aws_codebuild_project", "detail")
    assert project.body["projects"][0]["serviceRole"].endswith(":role/workflow-release")
    assert not {"environment", "source", "artifacts"} & set(project.body["projects"][0])
    machines = [each.body for each in read.of("aws_stepfunctions_state_machine", "detail")]
    assert {each["roleArn"].rpartition("/")[2] for each in machines} == {"provisioning-steps", "order-reminder-steps"}
    assert not any("definition" in each for each in machines)


def test_a_refusal_is_told_with_what_to_add(read: Collected) -> None:
    told = {(o.outcome, o.permission) for o in read.of("aws_glue_job", "list")}
    assert told == {("denied", "glue:ListJobs")}
    told = {(o.outcome, o.permission) for o in read.of("aws_apprunner_service", "detail")}
    assert told == {("denied", "apprunner:DescribeService")}


def test_its_permissions_only_read_and_stand_apart() -> None:
    actions = optional_permissions(OTHER_SERVICES)
    assert len(actions) == len(OPERATIONS)
    assert not set(actions) & set(permissions())
    verbs = {action.partition(":")[2] for action in actions}
    assert all(verb.startswith(("Get", "List", "Describe", "BatchGet")) for verb in verbs)
