"""SNS topics: who may publish and subscribe, and how they are encrypted."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.aws.engine.tagging import pairs, tags

SNS_TOPIC = AwsCollector(
    kind="aws_sns_topic",
    needs="aws_lambda_function",
    list=AwsCall("sns:ListTopics"),
    items="Topics",
    id="{TopicArn}",
    aspects={
        "attributes": Each(
            AwsCall("sns:GetTopicAttributes", {"TopicArn": "{TopicArn}"}, documents=("Attributes.Policy",)),
        ),
        "tags": tags(
            AwsCall("sns:ListTagsForResource", {"ResourceArn": "{TopicArn}"}), lambda all_: {"Tags": pairs(all_)}
        ),
    },
)
