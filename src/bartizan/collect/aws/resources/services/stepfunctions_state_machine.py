"""Step Functions' state machines and the roles that their steps run as; what the steps are is left out.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.shared.target import OTHER_SERVICES

STEPFUNCTIONS_STATE_MACHINE = AwsCollector(
    kind="aws_stepfunctions_state_machine",
    option=OTHER_SERVICES,
    list=AwsCall("stepfunctions:ListStateMachines", {"maxResults": 1000}, permission="states:ListStateMachines"),
    items="stateMachines",
    id="{stateMachineArn}",
    aspects={
        "detail": Each(
            AwsCall(
                "stepfunctions:DescribeStateMachine",
                {"stateMachineArn": "{stateMachineArn}", "includedData": "METADATA_ONLY"},
                drop=("definition",),
                permission="states:DescribeStateMachine",
            )
        )
    },
)
