"""Published versions of Lambda functions with their policies, and the aliases of the functions that have any.

They share the listing of the functions; only functions with a published version are asked for aliases.
"""

from bartizan.collect.aws.collector import Call, Collector, Each, Finds, Mentions
from bartizan.collect.aws.lambda_function import LAMBDA_FUNCTION

_NONE = frozenset({"ResourceNotFoundException"})

_ALIASES = Finds(
    kind="aws_lambda_alias",
    items="Aliases",
    id="{AliasArn}",
    aspects={
        "policy": Each(
            Call(
                "lambda:GetPolicy",
                {"FunctionName": "{FunctionArn}", "Qualifier": "{Name}"},
                absent=_NONE,
                documents=("Policy",),
            )
        )
    },
)

PUBLISHING_FUNCTIONS = Mentions(
    kind="aws_lambda_function",
    path="FunctionArn",
    id=r"(.+):\d+$",
    member="FunctionArn",
    is_own=True,
    is_listed=True,
    aspects={
        "aliases": Each(
            Call("lambda:ListAliases", {"FunctionName": "{FunctionArn}", "MaxItems": 50}, items="Aliases"),
            finds=_ALIASES,
        ),
        # The one answer that names the URLs of aliases too.
        "urls": Each(
            Call(
                "lambda:ListFunctionUrlConfigs",
                {"FunctionName": "{FunctionArn}", "MaxItems": 50},
                items="FunctionUrlConfigs",
            )
        ),
    },
)

LAMBDA_VERSION = Collector(
    kind="aws_lambda_version",
    list=LAMBDA_FUNCTION.list,
    items=LAMBDA_FUNCTION.items,
    id="{FunctionArn}",
    unless=("Version", "$LATEST"),
    marker=("RevisionId", "CodeSha256", "LastModified"),
    settings=("Environment.Variables",),
    aspects={
        "policy": Each(
            Call(
                "lambda:GetPolicy",
                {"FunctionName": "{FunctionName}", "Qualifier": "{Version}"},
                absent=_NONE,
                documents=("Policy",),
            ),
            max_age_hours=24,
        )
    },
    mentions=(PUBLISHING_FUNCTIONS,),
)
