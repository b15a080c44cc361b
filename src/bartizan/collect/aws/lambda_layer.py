"""Lambda layers: the account's own, and those of other accounts that its functions use."""

from bartizan.collect.aws.collector import Call, Collector, Each, Mentions

LAMBDA_LAYER = Collector(
    kind="aws_lambda_layer",
    list=Call("lambda:ListLayers", {"MaxItems": 50}),
    items="Layers",
    id="{LayerArn}",
)

FOREIGN_LAYERS = Mentions(
    kind="aws_lambda_layer",
    path="Layers[].Arn",
    id=r"(.+):\d+$",
    member="LayerArn",
    # One page: the newest versions come first, and only the highest number counts.
    aspects={"versions": Each(Call("lambda:ListLayerVersions", {"LayerName": "{LayerArn}", "MaxItems": 50}))},
)
