"""SQS queues: who may send to them and read from them, how they are encrypted, where failed messages go."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.aws.engine.tagging import tags

SQS_QUEUE = AwsCollector(
    kind="aws_sqs_queue",
    needs="aws_lambda_function",
    # Only with a page size does the answer say that there is more than one page.
    list=AwsCall("sqs:ListQueues", {"MaxResults": 1000}),
    items="QueueUrls",
    id="arn:{partition}:sqs:{region}:{scope}:{Name}",
    aspects={
        "attributes": Each(
            AwsCall(
                "sqs:GetQueueAttributes",
                {"QueueUrl": "{Text}", "AttributeNames": ["All"]},
                documents=("Attributes.Policy", "Attributes.RedrivePolicy"),
            )
        ),
        "tags": tags(AwsCall("sqs:ListQueueTags", {"QueueUrl": "{Text}"}), lambda all_: {"Tags": all_}),
    },
)
