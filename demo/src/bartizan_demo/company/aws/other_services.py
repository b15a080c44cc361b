"""What runs as a role and is no function: whose roles those are, and what functions may start or change."""

from bartizan_demo.company.aws.data import decrypt, objects, parameter, table
from bartizan_demo.company.aws.nouns import ANALYTICS, IRELAND, PRODUCTION, VIRGINIA, Grant, Role


def arn(service: str, resource: str, account: str = PRODUCTION) -> str:
    """Return the ARN of something in Ireland."""
    return f"arn:aws:{service}:{IRELAND}:{account}:{resource}"


def _role(name: str, owner: str, service: str, *grants: Grant, account: str = PRODUCTION) -> Role:
    return Role(name, account, owner, grants, trusts={"Service": f"{service}.amazonaws.com"})


PROVISIONING, REMINDERS = (arn("states", f"stateMachine:{name}") for name in ("provisioning", "order-reminders"))
QUERIES, QUERY_BUILD = arn("states", "stateMachine:queries", ANALYTICS), arn("codebuild", "project/queries", ANALYTICS)
STATUS_PAGE, NETWORK = arn("apprunner", "service/status-page/8d2c"), arn("cloudformation", "stack/network/5e1f")
WORKERS = arn("ecs", "cluster/workers")
JOB, JOB_QUEUE = arn("batch", "job-definition/forecast:1"), arn("batch", "job-queue/forecast")
NOTEBOOK, ENDPOINT = arn("sagemaker", "notebook-instance/forecast"), arn("glue", "devEndpoint/forecast")
INTERPRETER = arn("bedrock-agentcore", "code-interpreter-custom/forecast-1a2b")

STEPS = Role(
    "provisioning-steps",
    owner="team-platform",
    managed=("AdministratorAccess",),
    trusts={"Service": "states.amazonaws.com"},
)
REMINDER_STEPS = _role(
    "order-reminder-steps",
    "team-orders",
    "states",
    Grant(("lambda:InvokeFunction",), (arn("lambda", "function:orders-receipt"),)),
)
# Releases workflows: it may change one whose steps may do everything, and one whose steps may do next to nothing.
RELEASE = _role(
    "workflow-release",
    "team-platform",
    "codebuild",
    Grant(("states:UpdateStateMachine", "states:StartExecution"), (PROVISIONING, REMINDERS)),
)
# Each of these reads one thing that the function which starts or changes what runs as it does not read.
STATUS = _role("status-page", "team-platform", "tasks.apprunner", objects("company-prod-logs"))
STACK = _role("network-stack", "team-platform", "cloudformation", parameter("fleet/map-provider"), decrypt())
WORKER = _role("order-worker", "team-orders", "ecs-tasks", table("orders", "GetItem"), decrypt())
JOBS = _role("forecast-jobs", "team-data", "ecs-tasks", objects("company-prod-telemetry"))
SESSIONS = _role("forecast-sessions", "team-data", "bedrock-agentcore", table("events", "GetItem"), decrypt())
FEATURES = _role("forecast-features", "team-data", "glue", objects("company-prod-customer-data"), decrypt())
SCIENCE = _role("demand-forecast", "team-data", "sagemaker", table("orders", "GetItem"), decrypt())
QUERY_STEPS = _role(
    "query-steps",
    "team-data",
    "states",
    objects("company-analytics-lake"),
    decrypt(ANALYTICS),
    account=ANALYTICS,
)
QUERY_BUILDER = _role(
    "query-builder",
    "team-data",
    "codebuild",
    objects("company-analytics-reports"),
    decrypt(ANALYTICS, VIRGINIA),
    account=ANALYTICS,
)

ROLES = (
    *(STEPS, REMINDER_STEPS, RELEASE, STATUS, STACK, WORKER),
    *(JOBS, SESSIONS, FEATURES, SCIENCE, QUERY_STEPS, QUERY_BUILDER),
)

_TASK = Grant(("ecs:RegisterTaskDefinition", "ecs:RunTask"), (arn("ecs", "task-definition/order-worker:*"),))
REPAIRS = (
    Grant(("apprunner:UpdateService",), (STATUS_PAGE,)),
    Grant(("cloudformation:UpdateStack",), (NETWORK,)),
    _TASK,
    Grant(("iam:PassRole",), (WORKER.arn,)),
)
"""Changes a service and a stack, and runs tasks of its own."""
FORECASTS = (
    Grant(("batch:SubmitJob",), (JOB, JOB_QUEUE)),
    Grant(("bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"), (INTERPRETER,)),
    Grant(("glue:UpdateDevEndpoint",), (ENDPOINT,)),
    Grant(("sagemaker:CreatePresignedNotebookInstanceUrl",), (NOTEBOOK,)),
)
"""Starts or opens whatever makes forecasts."""
LOOKS = (
    Grant(("apprunner:DescribeService",), (STATUS_PAGE,)),
    Grant(("cloudformation:DescribeStacks",), (NETWORK,)),
    _TASK,
    Grant(("iam:GetRole",), (WORKER.arn,)),
    Grant(("batch:DescribeJobDefinitions",)),
    Grant(("bedrock-agentcore:StartCodeInterpreterSession",), (INTERPRETER,)),
    Grant(("glue:GetDevEndpoint",), (ENDPOINT,)),
    Grant(("sagemaker:DescribeNotebookInstance",), (NOTEBOOK,)),
)
"""Both of these but for one action each: it looks at what there is, passes no role and runs no code in a session."""
QUERYING = (
    Grant(("codebuild:StartBuild",), (QUERY_BUILD,)),
    Grant(("states:UpdateStateMachine", "states:StartExecution"), (QUERIES,)),
)
"""Builds queries and changes the workflow that runs them."""
