"""What moto's Systems Manager leaves out."""

import orjson

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call


def name_parameters(call: Call, answer: EmulatedAnswer) -> EmulatedAnswer:
    """Complete DescribeParameters by each parameter's ARN, which AWS tells since 2024."""
    if answer.status != 200:
        return answer
    body = orjson.loads(answer.body)
    for parameter in body.get("Parameters", ()):
        name = parameter["Name"].removeprefix("/")
        parameter["ARN"] = f"arn:aws:ssm:{call.region}:{call.account}:parameter/{name}"
    return json_answer(body)
