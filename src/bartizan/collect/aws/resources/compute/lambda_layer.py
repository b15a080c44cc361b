"""Lambda layers: the account's own with who may use them, and those of other accounts that its functions use."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, CodeAt, Each, Mentions

_POLICY = AwsCall(
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


def _code(*, is_own: bool) -> Mentions:
    """Return the layer versions that functions name, of the account or of others, each with its package."""
    # Functions go on running a version that its owner deleted, and nobody can look into it any more.
    call = AwsCall(
        "lambda:GetLayerVersion",
        {"LayerName": "{LayerArn}", "VersionNumber": "{Version}"},
        absent=frozenset({"ResourceNotFoundException"}),
    )
    at = CodeAt("Content.Location", "Content.CodeSha256", "Content.CodeSize")
    return Mentions(
        kind="aws_lambda_layer_version",
        path="Layers[].Arn",
        id=r"((?P<LayerArn>.+):(?P<Version>\d+))$",
        member="LayerVersionArn",
        aspects={"code": Each(call, code=at)},
        is_own=is_own,
        is_listed=True,
    )


OWN_LAYER_CODE = _code(is_own=True)
FOREIGN_LAYER_CODE = _code(is_own=False)
"""Their code runs in the account's functions, but they are resources of another account."""

LAYER_VERSIONS_IN_USE = _own_versions("Layers[].Arn")

LAMBDA_LAYER = AwsCollector(
    kind="aws_lambda_layer",
    list=AwsCall("lambda:ListLayers", {"MaxItems": 50}),
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
    aspects={"versions": Each(AwsCall("lambda:ListLayerVersions", {"LayerName": "{LayerArn}", "MaxItems": 50}))},
)
