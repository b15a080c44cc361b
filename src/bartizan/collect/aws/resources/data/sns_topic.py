"""SNS topics: who may publish and subscribe, and how they are encrypted."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each
from bartizan.collect.aws.engine.tagging import pairs, tags

SNS_TOPIC = Collector(
    kind="aws_sns_topic",
    needs="aws_lambda_function",
    list=Call("sns:ListTopics"),
    items="Topics",
    id="{TopicArn}",
    aspects={
        "attributes": Each(
            Call("sns:GetTopicAttributes", {"TopicArn": "{TopicArn}"}, documents=("Attributes.Policy",)),
        ),
        "tags": tags(
            Call("sns:ListTagsForResource", {"ResourceArn": "{TopicArn}"}), lambda all_: {"Tags": pairs(all_)}
        ),
    },
)
