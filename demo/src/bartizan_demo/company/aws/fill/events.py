"""Puts what feeds functions, where their events go afterwards and their log groups straight into moto."""

from moto.awslambda.models import EventInvokeConfig, EventSourceMapping, lambda_backends
from moto.logs.models import LogGroup, logs_backends

from bartizan_demo.company.aws.nouns import Function
from bartizan_demo.emulators.shared.dates import CREATED, LAMBDA_DATE


def fill_events(function: Function) -> None:
    """Map a function's sources to it, say where its failed events go, and make the log group it writes to."""
    backend = lambda_backends[function.account][function.region]
    for source in function.sources:
        spec = {"RegionName": function.region, "AccountId": function.account, "FunctionName": function.name}
        # moto's base classes declare abstract methods that it never defines nor calls
        mapping = EventSourceMapping(  # type: ignore[abstract]
            spec | {"EventSourceArn": source, "FunctionArn": function.arn}
        )
        backend._event_source_mappings[mapping.uuid] = mapping
    if function.on_failure:
        config = {"MaximumRetryAttempts": 1, "DestinationConfig": {"OnFailure": {"Destination": function.on_failure}}}
        made = EventInvokeConfig(function.arn, LAMBDA_DATE, config)
        backend.get_function(function.name).event_invoke_config.append(made)
    if function.log_days >= 0:
        add_log_group(function.account, function.region, f"/aws/lambda/{function.name}", function.log_days)


def add_log_group(account: str, region: str, name: str, days: int = 0) -> None:
    """Make a log group that keeps its events for so many days, 0 for ever."""
    group = LogGroup(account, region, name, RetentionInDays=days or None)  # type: ignore[abstract]
    group.creation_time = CREATED
    logs_backends[account][region].groups[name] = group
