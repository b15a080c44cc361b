"""Puts one of each kind there that runs as a role and is no function: builds, workflows, notebooks, containers."""

from typing import Any

from bartizan_demo.company.aws import other_services as there
from bartizan_demo.company.aws.fill.iam import fill_role
from bartizan_demo.company.aws.nouns import ANALYTICS, IRELAND, PRODUCTION, Role
from bartizan_demo.emulators.aws.services.canned_listings import shelve
from bartizan_demo.emulators.shared.dates import CREATED


def fill_other_services() -> None:
    """Fill both accounts, with the roles that only these have."""
    for role in there.ROLES:
        fill_role(role)
    for kind, items in {**_builds(), **_science(), **_containers()}.items():
        shelve(PRODUCTION, IRELAND, kind, *items)
    shelve(ANALYTICS, IRELAND, "codebuild_project", _project("queries", there.QUERY_BUILDER))
    shelve(ANALYTICS, IRELAND, "state_machine", _machine(there.QUERIES, there.QUERY_STEPS))


def _builds() -> dict[str, list[dict[str, Any]]]:
    stack = {"StackName": "network", "StackId": there.NETWORK, "RoleARN": there.STACK.arn, "CreationTime": CREATED}
    return {
        "codebuild_project": [_project("workflow-release", there.RELEASE)],
        "state_machine": [_machine(there.PROVISIONING, there.STEPS), _machine(there.REMINDERS, there.REMINDER_STEPS)],
        "stack": [stack | {"StackStatus": "CREATE_COMPLETE"}],
        "stack_set": [{"StackSetName": "baseline", "StackSetId": "baseline:77aa", "Status": "ACTIVE"}],
    }


def _project(name: str, role: Role) -> dict[str, Any]:
    return {"name": name, "serviceRole": role.arn, "tags": [{"key": "owner", "value": role.owner}]}


def _machine(arn: str, role: Role) -> dict[str, Any]:
    listed = {"stateMachineArn": arn, "name": arn.rpartition(":")[2], "type": "STANDARD"}
    listed["creationDate"] = CREATED.isoformat()
    return listed | {"_detail": {**listed, "definition": "{}", "roleArn": role.arn}}


def _science() -> dict[str, list[dict[str, Any]]]:
    notebook = {"NotebookInstanceName": "forecast", "NotebookInstanceArn": there.NOTEBOOK}
    session = {"codeInterpreterId": "forecast-1a2b", "codeInterpreterArn": there.INTERPRETER, "name": "forecast"}
    session |= {"status": "READY"} | dict.fromkeys(("createdAt", "lastUpdatedAt"), CREATED.isoformat())
    told = session | {"executionRoleArn": there.SESSIONS.arn, "networkConfiguration": {"networkMode": "SANDBOX"}}
    return {
        "notebook_instance": [notebook | {"_detail": {**notebook, "RoleArn": there.SCIENCE.arn}}],
        "dev_endpoint": [{"EndpointName": "forecast", "RoleArn": there.FEATURES.arn, "Status": "READY"}],
        "glue_job": [{"Name": "forecast-nightly"}],
        "code_interpreter": [session | {"_detail": told}],
    }


def _containers() -> dict[str, list[dict[str, Any]]]:
    service = {"ServiceName": "status-page", "ServiceArn": there.STATUS_PAGE}
    instances = {"Cpu": "1024", "InstanceRoleArn": there.STATUS.arn}
    cluster = {"clusterArn": there.WORKERS, "clusterName": "workers", "status": "ACTIVE"}
    definition: dict[str, Any] = {"jobDefinitionName": "forecast", "jobDefinitionArn": there.JOB, "type": "container"}
    definition |= {"containerProperties": {"jobRoleArn": there.JOBS.arn}}
    queue = {"jobQueueName": "forecast", "jobQueueArn": there.JOB_QUEUE, "state": "ENABLED"}
    return {
        "apprunner_service": [service | {"_detail": {**service, "InstanceConfiguration": instances}}],
        "ecs_cluster": [cluster | {"registeredContainerInstancesCount": 0, "runningTasksCount": 2}],
        "job_definition": [definition | {"revision": 1, "status": "ACTIVE"}],
        "job_queue": [queue | {"priority": 1, "computeEnvironmentOrder": []}],
    }
