"""Lambda layers: the account's own with who may use them, and those of other accounts that its functions use."""

from bartizan.collect.aws.collector import Call, Collector, Each, Mentions

_POLICY = Call(
    "lambda:GetLayerVersionPolicy",
    {"LayerName": "{LayerArn}", "VersionNumber": "{Version}"},
    absent=frozenset({"ResourceNotFoundException"}),
    documents=("Policy",),
)


def _own_versions(path: str) -> Mentions:
    """Return the account's own layer versions that items name at a path, each with its policy."""
    return Mentions(
        kind="aws_lambda_layer_version",
        path=path,
        id=r"((?P<LayerArn>.+):(?P<Version>\d+))$",
        member="LayerVersionArn",
        aspects={"policy": Each(_POLICY)},
        is_own=True,
    )


LAYER_VERSIONS_IN_USE = _own_versions("Layers[].Arn")

LAMBDA_LAYER = Collector(
    kind="aws_lambda_layer",
    list=Call("lambda:ListLayers", {"MaxItems": 50}),
    items="Layers",
    id="{LayerArn}",
    mentions=(_own_versions("LatestMatchingVersion.LayerVersionArn"),),
)

FOREIGN_LAYERS = Mentions(
    kind="aws_lambda_layer",
    path="Layers[].Arn",
    id=r"(.+):\d+$",
    member="LayerArn",
    # One page: the newest versions come first, and only the highest number counts.
    aspects={"versions": Each(Call("lambda:ListLayerVersions", {"LayerName": "{LayerArn}", "MaxItems": 50}))},
)
