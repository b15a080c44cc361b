"""Published versions of Lambda functions with their policies, and the aliases of the functions that have any.

They share the listing of the functions; only functions with a published version are asked for aliases.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each, Finds, Mentions
from bartizan.collect.aws.resources.compute.lambda_function import LAMBDA_FUNCTION, PACKAGE

_NONE = frozenset({"ResourceNotFoundException"})


def _versions(alias: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ARNs of the versions that an alias leads to."""
    function = str(alias.get("AliasArn") or "").rpartition(":")[0]
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    for version in (alias.get("FunctionVersion"), *weights):
        yield f"{function}:{version}"


def _code(function: str, version: str, *, if_used: bool) -> Each:
    call = AwsCall("lambda:GetFunction", {"FunctionName": function, "Qualifier": version})
    return Each(call, code=PACKAGE, if_used=if_used)


_ALIASES = Finds(
    kind="aws_lambda_alias",
    items="Aliases",
    id="{AliasArn}",
    uses=_versions,
    aspects={
        "policy": Each(
            AwsCall(
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
            AwsCall("lambda:ListAliases", {"FunctionName": "{FunctionArn}", "MaxItems": 50}, items="Aliases"),
            finds=_ALIASES,
        ),
        # The one answer that names the URLs of aliases too.
        "urls": Each(
            AwsCall(
                "lambda:ListFunctionUrlConfigs",
                {"FunctionName": "{FunctionArn}", "MaxItems": 50},
                items="FunctionUrlConfigs",
            )
        ),
    },
)

VERSIONS_READING_EVENTS = Mentions(
    kind="aws_lambda_version",
    path="FunctionArn",
    id=r"((?P<Function>.+:function:[^:]+):(?P<Version>\d+))$",
    member="FunctionArn",
    is_own=True,
    is_listed=True,
    aspects={"code": _code("{Function}", "{Version}", if_used=False)},
)
"""The versions that event source mappings name; without an ARN of a version there is none."""

LAMBDA_VERSION = AwsCollector(
    kind="aws_lambda_version",
    list=LAMBDA_FUNCTION.list,
    items=LAMBDA_FUNCTION.items,
    by_name=LAMBDA_FUNCTION.by_name,
    id="{FunctionArn}",
    unless=("Version", "$LATEST"),
    marker=("RevisionId", "CodeSha256", "LastModified"),
    drop=("RevisionId",),
    settings=("Environment.Variables",),
    aspects={
        "policy": Each(
            AwsCall(
                "lambda:GetPolicy",
                {"FunctionName": "{FunctionName}", "Qualifier": "{Version}"},
                absent=_NONE,
                documents=("Policy",),
            ),
            max_age_hours=24,
            shows_use=True,
        ),
        "code": _code("{FunctionName}", "{Version}", if_used=True),
    },
    mentions=(PUBLISHING_FUNCTIONS,),
)
