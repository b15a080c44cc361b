"""The services that run what is no function as roles: what stands on the shelf, listed and described."""

from collections.abc import Callable

import orjson

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.front.front import Native
from bartizan_demo.emulators.aws.services.canned_listings import XML, Shelf

_PROJECTS = Shelf("codebuild_project")
_MACHINES = Shelf("state_machine")
_NOTEBOOKS = Shelf("notebook_instance")
_SERVICES = Shelf("apprunner_service")
_CLUSTERS = Shelf("ecs_cluster")
_INTERPRETERS = Shelf("code_interpreter")


def _names(shelf: Shelf, member: str, key: str) -> Callable[[Call], EmulatedAnswer]:
    """Return what lists only the names, or the ARNs, of what stands there."""
    return lambda call: json_answer({member: [item[key] for item in shelf.items(call)]})


def _chosen(shelf: Shelf, member: str, key: str, parameter: str) -> Callable[[Call], EmulatedAnswer]:
    """Return what describes the items that a list in the request names."""

    def answer(call: Call) -> EmulatedAnswer:
        wanted = orjson.loads(call.body)[parameter]
        return json_answer({member: [item for item in shelf.items(call) if item[key] in wanted]})

    return answer


OTHER_SERVICES: dict[str, Native] = {
    "apprunner:ListServices": _SERVICES.listed("ServiceSummaryList"),
    "apprunner:DescribeService": _SERVICES.told(
        "ServiceArn", "ServiceArn", "ResourceNotFoundException", "Service", "_detail"
    ),
    "batch:DescribeJobDefinitions": Shelf("job_definition").listed("jobDefinitions"),
    "batch:DescribeJobQueues": Shelf("job_queue").listed("jobQueues"),
    "bedrock-agentcore-control:ListCodeInterpreters": _INTERPRETERS.listed("codeInterpreterSummaries"),
    "bedrock-agentcore-control:GetCodeInterpreter": _INTERPRETERS.told(
        "codeInterpreterId", "codeInterpreterId", "ResourceNotFoundException", inside="_detail"
    ),
    "cloudformation:DescribeStacks": Shelf("stack", write=XML).listed("Stacks"),
    "cloudformation:ListStackSets": Shelf("stack_set", write=XML).listed("Summaries"),
    "codebuild:ListProjects": _names(_PROJECTS, "projects", "name"),
    "codebuild:BatchGetProjects": _chosen(_PROJECTS, "projects", "name", "names"),
    "ecs:ListClusters": _names(_CLUSTERS, "clusterArns", "clusterArn"),
    "ecs:DescribeClusters": _chosen(_CLUSTERS, "clusters", "clusterArn", "clusters"),
    "glue:GetDevEndpoints": Shelf("dev_endpoint").listed("DevEndpoints"),
    "glue:ListJobs": _names(Shelf("glue_job"), "JobNames", "Name"),
    "sagemaker:ListNotebookInstances": _NOTEBOOKS.listed("NotebookInstances"),
    "sagemaker:DescribeNotebookInstance": _NOTEBOOKS.told(
        "NotebookInstanceName", "NotebookInstanceName", "ValidationException", inside="_detail"
    ),
    "stepfunctions:ListStateMachines": _MACHINES.listed("stateMachines"),
    "stepfunctions:DescribeStateMachine": _MACHINES.told(
        "stateMachineArn", "stateMachineArn", "StateMachineDoesNotExist", inside="_detail"
    ),
}
"""What answers each of these operations."""
