"""Puts one of each kind there that runs as a role and is no function: builds, workflows, notebooks, containers."""

from typing import Any

from bartizan_demo.company.aws.fill.iam import fill_role
from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION, Grant, Role
from bartizan_demo.emulators.aws.services.canned_listings import shelve
from bartizan_demo.emulators.shared.dates import CREATED


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{IRELAND}:{PRODUCTION}:{resource}"


_PROVISIONING, _REMINDERS = (_arn("states", f"stateMachine:{name}") for name in ("provisioning", "order-reminders"))

_STEPS = Role(
    "provisioning-steps",
    owner="team-platform",
    managed=("AdministratorAccess",),
    trusts={"Service": "states.amazonaws.com"},
)
_REMINDER_STEPS = Role(
    "order-reminder-steps",
    owner="team-orders",
    grants=(Grant(("lambda:InvokeFunction",), (_arn("lambda", "function:orders-receipt"),)),),
    trusts={"Service": "states.amazonaws.com"},
)
# Releases workflows: it may change one whose steps may do everything, and one whose steps may do next to nothing.
_RELEASE = Role(
    "workflow-release",
    owner="team-platform",
    grants=(Grant(("states:UpdateStateMachine", "states:StartExecution"), (_PROVISIONING, _REMINDERS)),),
    trusts={"Service": "codebuild.amazonaws.com"},
)
_SCIENCE = Role(
    "demand-forecast",
    owner="team-data",
    grants=(Grant(("s3:GetObject",), ("arn:aws:s3:::company-prod-artefacts/*",)),),
    trusts={"Service": ["sagemaker.amazonaws.com", "glue.amazonaws.com"]},
)


def fill_other_services() -> None:
    """Fill production, with the roles that only these have."""
    for role in (_STEPS, _REMINDER_STEPS, _RELEASE, _SCIENCE):
        fill_role(role)
    for kind, items in {**_builds(), **_science(), **_containers()}.items():
        shelve(PRODUCTION, IRELAND, kind, *items)


def _builds() -> dict[str, list[dict[str, Any]]]:
    project = {"name": "workflow-release", "serviceRole": _RELEASE.arn}
    stack = {"StackName": "network", "StackId": _arn("cloudformation", "stack/network/5e1f"), "CreationTime": CREATED}
    return {
        "codebuild_project": [project | {"tags": [{"key": "owner", "value": "team-platform"}]}],
        "state_machine": [_machine(_PROVISIONING, _STEPS), _machine(_REMINDERS, _REMINDER_STEPS)],
        "stack": [stack | {"StackStatus": "CREATE_COMPLETE"}],
        "stack_set": [{"StackSetName": "baseline", "StackSetId": "baseline:77aa", "Status": "ACTIVE"}],
    }


def _machine(arn: str, role: Role) -> dict[str, Any]:
    listed = {"stateMachineArn": arn, "name": arn.rpartition(":")[2], "type": "STANDARD"}
    listed["creationDate"] = CREATED.isoformat()
    return listed | {"_detail": {**listed, "definition": "{}", "roleArn": role.arn}}


def _science() -> dict[str, list[dict[str, Any]]]:
    notebook = {"NotebookInstanceName": "forecast", "NotebookInstanceArn": _arn("sagemaker", "notebook-instance/x")}
    arn = _arn("bedrock-agentcore", "code-interpreter-custom/forecast-1a2b")
    session = {"codeInterpreterId": "forecast-1a2b", "codeInterpreterArn": arn, "name": "forecast", "status": "READY"}
    session |= {"createdAt": CREATED.isoformat()}
    return {
        "notebook_instance": [notebook | {"_detail": {**notebook, "RoleArn": _SCIENCE.arn}}],
        "dev_endpoint": [{"EndpointName": "forecast", "RoleArn": _SCIENCE.arn, "Status": "READY"}],
        "glue_job": [{"Name": "forecast-nightly"}],
        "code_interpreter": [session | {"_detail": session | {"networkConfiguration": {"networkMode": "SANDBOX"}}}],
    }


def _containers() -> dict[str, list[dict[str, Any]]]:
    service = {"ServiceName": "status-page", "ServiceArn": _arn("apprunner", "service/status-page/8d2c")}
    cluster = {"clusterArn": _arn("ecs", "cluster/workers"), "clusterName": "workers", "status": "ACTIVE"}
    definition = {"jobDefinitionName": "forecast", "jobDefinitionArn": _arn("batch", "job-definition/forecast:1")}
    queue = {"jobQueueName": "forecast", "jobQueueArn": _arn("batch", "job-queue/forecast"), "state": "ENABLED"}
    return {
        "apprunner_service": [service | {"_detail": {**service, "InstanceConfiguration": {"Cpu": "1024"}}}],
        "ecs_cluster": [cluster | {"registeredContainerInstancesCount": 0, "runningTasksCount": 2}],
        "job_definition": [definition | {"revision": 1, "status": "ACTIVE", "type": "container"}],
        "job_queue": [queue | {"priority": 1, "computeEnvironmentOrder": []}],
    }
