"""How events reach Lambda functions and where they go afterwards, in AWS's shapes; and what an account may use."""

from typing import Any

from moto.awslambda.models import lambda_backends

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import function, functions, paged
from bartizan_demo.emulators.shared.dates import EPOCH

_CONCURRENCY = 1000
"""Executions at once that a new account may have in a region."""


def list_event_source_mappings(call: Call) -> EmulatedAnswer:
    """Answer ListEventSourceMappings: pages of at most 100, of one function or source where it is named."""
    source, name = call.params.get("EventSourceArn", ""), call.params.get("FunctionName", "")
    found = lambda_backends[call.account][call.region].list_event_source_mappings(source, name.split(":")[-1])
    items, marker = paged(list(found), call.params, most=100)
    bodies = [mapping.get_configuration() | {"LastModified": EPOCH} for mapping in items]
    return json_answer({"EventSourceMappings": bodies, "NextMarker": marker})


def list_function_event_invoke_configs(call: Call) -> EmulatedAnswer:
    """Answer ListFunctionEventInvokeConfigs: those of the function and of its qualifiers; none is an empty list."""
    items, marker = paged(function(call).event_invoke_config, call.params)
    return json_answer({"FunctionEventInvokeConfigs": [_invoke_config(c) for c in items], "NextMarker": marker})


def _invoke_config(config: Any) -> dict[str, Any]:
    # AWS names the unqualified function by its $LATEST, and fills the destinations that are not set.
    arn = config.arn if config.arn.count(":") > 6 else f"{config.arn}:$LATEST"
    destinations = {"OnSuccess": {}, "OnFailure": {}} | config.config.get("DestinationConfig", {})
    numbers = {k: v for k, v in config.config.items() if k.startswith("Maximum")}
    return {"FunctionArn": arn, "LastModified": EPOCH, "DestinationConfig": destinations} | numbers


def get_account_settings(call: Call) -> EmulatedAnswer:
    """Answer GetAccountSettings: AWS's default limits and what the region's functions use of them."""
    every = functions(call.account, call.region)
    reserved = sum(fn.reserved_concurrency or 0 for fn in every)
    limit = {
        "TotalCodeSize": 80530636800,
        "CodeSizeUnzipped": 262144000,
        "CodeSizeZipped": 52428800,
        "ConcurrentExecutions": _CONCURRENCY,
        "UnreservedConcurrentExecutions": max(0, _CONCURRENCY - reserved),
    }
    usage = {"TotalCodeSize": sum(fn.code_size for fn in every), "FunctionCount": len(every)}
    return json_answer({"AccountLimit": limit, "AccountUsage": usage})
