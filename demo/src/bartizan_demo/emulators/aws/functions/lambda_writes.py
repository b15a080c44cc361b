"""Lambda's writing operations, completed: what moto drops of a request is kept, so that a reader gets it back."""

import datetime

import orjson

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import configuration, function
from bartizan_demo.emulators.aws.functions.state import extras


def keep_configuration(call: Call, answer: EmulatedAnswer) -> EmulatedAnswer:
    """Keep what CreateFunction or UpdateFunctionConfiguration said beyond moto's model; answer the whole of it."""
    if answer.status >= 300:
        return answer
    spec = orjson.loads(call.body)
    name = str(spec.get("FunctionName") or call.params["FunctionName"])
    fn = function(Call(call.service, call.operation, call.account, call.region, "", "", params={"FunctionName": name}))
    extras(fn).take(spec)
    if call.operation == "UpdateFunctionConfiguration":
        extras(fn).last_modified = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%S}.000+0000"
    fn.tracing_config = spec.get("TracingConfig", fn.tracing_config)
    fn.kms_key_arn = spec.get("KMSKeyArn", fn.kms_key_arn)
    return json_answer(configuration(fn), answer.status)
