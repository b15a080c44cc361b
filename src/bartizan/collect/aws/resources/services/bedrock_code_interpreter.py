"""Bedrock AgentCore's code interpreters and the roles that their sessions have.

Source: https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GetCodeInterpreter.html
"""

from bartizan.collect.aws.engine.collector import NOT_OFFERED, AwsCall, AwsCollector, Each
from bartizan.collect.shared.target import OTHER_SERVICES

BEDROCK_CODE_INTERPRETER = AwsCollector(
    kind="aws_bedrock_code_interpreter",
    option=OTHER_SERVICES,
    list=AwsCall(
        "bedrock-agentcore-control:ListCodeInterpreters",
        {"type": "CUSTOM", "maxResults": 100},
        absent=NOT_OFFERED,
        permission="bedrock-agentcore:ListCodeInterpreters",
    ),
    items="codeInterpreterSummaries",
    id="{codeInterpreterArn}",
    aspects={
        "detail": Each(
            AwsCall(
                "bedrock-agentcore-control:GetCodeInterpreter",
                {"codeInterpreterId": "{codeInterpreterId}"},
                permission="bedrock-agentcore:GetCodeInterpreter",
            )
        )
    },
)
