"""EventBridge's buses, their rules, and the targets of each rule."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each, Finds

_OF_THE_RULE = {"Rule": "{Name}", "EventBusName": "{EventBusName}"}

_RULES = Finds(
    kind="aws_events_rule",
    items="Rules",
    id="{Arn}",
    aspects={
        "targets": Each(
            AwsCall(
                "events:ListTargetsByRule",
                _OF_THE_RULE,
                items="Targets",
                # What a target is sent can hold anything, credentials too, and no table reads it.
                drop=("Targets[].Input", "Targets[].InputTransformer", "Targets[].HttpParameters"),
            )
        )
    },
)

EVENTS_BUS = AwsCollector(
    kind="aws_events_bus",
    needs="aws_lambda_function",
    # An account has few buses: one page of a hundred, which botocore does not read on.
    list=AwsCall("events:ListEventBuses", {"Limit": 100}),
    items="EventBuses",
    id="{Arn}",
    documents=("Policy",),
    aspects={"rules": Each(AwsCall("events:ListRules", {"EventBusName": "{Name}"}, items="Rules"), finds=_RULES)},
)
