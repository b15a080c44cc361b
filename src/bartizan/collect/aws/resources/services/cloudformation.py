"""CloudFormation's stacks, whose roles are in the listing, and its stack sets. Parameters and outputs may hold secrets.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSets.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector
from bartizan.collect.shared.target import OTHER_SERVICES

CLOUDFORMATION_STACK = AwsCollector(
    kind="aws_cloudformation_stack",
    option=OTHER_SERVICES,
    list=AwsCall("cloudformation:DescribeStacks", drop=("Stacks[].Parameters", "Stacks[].Outputs")),
    items="Stacks",
    id="{StackId}",
)

CLOUDFORMATION_STACK_SET = AwsCollector(
    kind="aws_cloudformation_stack_set",
    option=OTHER_SERVICES,
    list=AwsCall("cloudformation:ListStackSets", {"Status": "ACTIVE", "MaxResults": 100}),
    items="Summaries",
    id="arn:{partition}:cloudformation:{region}:{scope}:stackset/{StackSetId}",
)
