"""Glue's development endpoints with their roles, and the names of its jobs. Arguments of both may hold secrets.

Sources: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-dev-endpoint.html and
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector
from bartizan.collect.shared.target import OTHER_SERVICES

GLUE_DEV_ENDPOINT = AwsCollector(
    kind="aws_glue_dev_endpoint",
    option=OTHER_SERVICES,
    list=AwsCall("glue:GetDevEndpoints", {"MaxResults": 1000}, drop=("DevEndpoints[].Arguments",)),
    items="DevEndpoints",
    id="arn:{partition}:glue:{region}:{scope}:devEndpoint/{EndpointName}",
)

GLUE_JOB = AwsCollector(
    kind="aws_glue_job",
    option=OTHER_SERVICES,
    list=AwsCall("glue:ListJobs", {"MaxResults": 1000}),
    items="JobNames",
    id="arn:{partition}:glue:{region}:{scope}:job/{Text}",
)
