"""SNS subscriptions of an account: who listens to which topic, all of a region in one listing.

Those that other accounts own are in their listings alone; a topic's own attributes tell how many there are in all.
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

SNS_SUBSCRIPTION = AwsCollector(
    kind="aws_sns_subscription",
    needs="aws_lambda_function",
    # People's addresses, telephone numbers and web addresses with passwords in them are nobody's business here.
    list=AwsCall("sns:ListSubscriptions", drop=("Subscriptions[].Endpoint!arn:",)),
    items="Subscriptions",
    id="{SubscriptionArn}",
    unless=("SubscriptionArn", "PendingConfirmation"),
)
