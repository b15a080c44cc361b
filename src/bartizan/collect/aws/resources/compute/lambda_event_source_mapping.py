"""Event source mappings: the queues, streams and topics that Lambda reads for functions, all in one listing."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector
from bartizan.collect.aws.resources.compute.lambda_version import VERSIONS_READING_EVENTS

LAMBDA_EVENT_SOURCE_MAPPING = AwsCollector(
    kind="aws_lambda_event_source_mapping",
    needs="aws_lambda_function",
    list=AwsCall("lambda:ListEventSourceMappings", {"MaxItems": 100}),
    items="EventSourceMappings",
    id="arn:{partition}:lambda:{region}:{scope}:event-source-mapping:{UUID}",
    mentions=(VERSIONS_READING_EVENTS,),
)
