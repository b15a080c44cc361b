"""ECS clusters: whether tasks and container instances run in them.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.shared.target import OTHER_SERVICES

ECS_CLUSTER = AwsCollector(
    kind="aws_ecs_cluster",
    option=OTHER_SERVICES,
    list=AwsCall("ecs:ListClusters", {"maxResults": 100}),
    items="clusterArns",
    id="{Text}",
    aspects={"detail": Each(AwsCall("ecs:DescribeClusters", {"clusters": ["{Text}"]}))},
)
