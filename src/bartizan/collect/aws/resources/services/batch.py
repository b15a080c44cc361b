"""Batch's job definitions, with the roles of their jobs, and its queues. Variables and commands may hold secrets.

Sources: https://docs.aws.amazon.com/batch/latest/APIReference/API_DescribeJobDefinitions.html and
https://docs.aws.amazon.com/batch/latest/APIReference/API_DescribeJobQueues.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector
from bartizan.collect.shared.target import OTHER_SERVICES

_LEFT_OUT = (
    *("parameters", "nodeProperties", "ecsProperties", "eksProperties", "retryStrategy"),
    *(f"containerProperties.{name}" for name in ("environment", "secrets", "command", "logConfiguration")),
)

BATCH_JOB_DEFINITION = AwsCollector(
    kind="aws_batch_job_definition",
    option=OTHER_SERVICES,
    list=AwsCall(
        "batch:DescribeJobDefinitions",
        {"status": "ACTIVE", "maxResults": 100},
        drop=tuple(f"jobDefinitions[].{name}" for name in _LEFT_OUT),
    ),
    items="jobDefinitions",
    id="{jobDefinitionArn}",
)

BATCH_JOB_QUEUE = AwsCollector(
    kind="aws_batch_job_queue",
    option=OTHER_SERVICES,
    list=AwsCall("batch:DescribeJobQueues", {"maxResults": 100}),
    items="jobQueues",
    id="{jobQueueArn}",
)
