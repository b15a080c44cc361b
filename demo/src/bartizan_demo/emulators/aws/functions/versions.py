"""Lambda's versions and aliases in AWS's shapes, with the policies and URLs that belong to a qualifier."""

import json
from collections.abc import Iterator
from typing import Any

from moto.awslambda.models import FunctionUrlConfig, lambda_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import (
    NO_RESOURCE,
    function,
    functions,
    listed,
    paged,
    statement,
    url,
)
from bartizan_demo.emulators.aws.functions.state import kept


def list_functions(call: Call) -> EmulatedAnswer:
    """Answer ListFunctions: pages of at most 50, NextMarker null on the last; with every version when asked for ALL."""
    if call.params.get("FunctionVersion") == "ALL":
        every, write = list(_versions(call.account, call.region)), _version
    else:
        every, write = functions(call.account, call.region), listed
    items, marker = paged(every, call.params)
    return json_answer({"Functions": [write(fn) for fn in items], "NextMarker": marker})


def list_versions_by_function(call: Call) -> EmulatedAnswer:
    """Answer ListVersionsByFunction: the unpublished version first, then those that were published."""
    latest = function(call)
    group = lambda_backends[call.account][call.region]._lambdas._functions[latest.function_name]
    items, marker = paged([latest, *group["versions"]], call.params)
    return json_answer({"Versions": [_version(fn) for fn in items], "NextMarker": marker})


def _versions(account: str, region: str) -> Iterator[Any]:
    for group in lambda_backends[account][region]._lambdas._functions.values():
        if group["latest"] is not None:
            yield group["latest"]
        yield from group["versions"]


def _version(fn: Any) -> dict[str, Any]:
    body = listed(fn)
    is_latest = body["Version"] == "$LATEST"
    return body | ({"FunctionArn": f"{fn.function_arn}:$LATEST"} if is_latest else {})


def aliases(fn: Any) -> dict[str, Any]:
    """Return moto's aliases of a function by name."""
    found: dict[str, Any] = lambda_backends[fn.account_id][fn.region]._lambdas._aliases[fn.function_arn]
    return found


def alias_urls(fn: Any) -> dict[str, Any]:
    """Return the URLs of a function's aliases by name, which moto has no place for."""
    return kept(fn, "alias_urls", dict[str, Any])


def add_alias_url(fn: Any, alias: str, config: dict[str, Any], date: str) -> None:
    """Give an alias a URL, as CreateFunctionUrlConfig with a Qualifier does."""
    made = FunctionUrlConfig(function=fn, config=config)
    made.created = made.last_modified = date
    alias_urls(fn)[alias] = made


def list_aliases(call: Call) -> EmulatedAnswer:
    """Answer ListAliases, by name."""
    wanted = call.params.get("FunctionVersion")
    found = [a for _, a in sorted(aliases(function(call)).items()) if wanted in (None, a.function_version)]
    items, marker = paged(found, call.params)
    return json_answer({"Aliases": [_alias(a) for a in items], "NextMarker": marker})


def _alias(alias: Any) -> dict[str, Any]:
    body = alias.to_json()
    return {k: v for k, v in body.items() if v is not None}


def get_policy(call: Call) -> EmulatedAnswer:
    """Answer GetPolicy of a function, version or alias; 404 where nobody was given anything, or there is none such."""
    fn, qualifier = _qualified(call)
    statements = [statement(s) for s in fn.policy.statements if _qualifier(str(s.get("Resource", ""))) == qualifier]
    if not statements:
        raise AwsError("ResourceNotFoundException", NO_RESOURCE, 404)
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": statements}
    return json_answer({"Policy": json.dumps(policy, separators=(",", ":")), "RevisionId": fn.policy.revision})


def _qualified(call: Call) -> tuple[Any, str]:
    """Return a function and the qualifier that is asked about, empty for none; AwsError where there is no such."""
    fn, qualifier = function(call), call.params.get("Qualifier", "").removeprefix("$LATEST")
    group = lambda_backends[call.account][call.region]._lambdas._functions[fn.function_name]
    known = {"", *aliases(fn), *(str(version.version) for version in group["versions"])}
    if qualifier not in known:
        raise AwsError("ResourceNotFoundException", f"Function not found: {fn.function_arn}:{qualifier}", 404)
    return fn, qualifier


def _qualifier(resource: str) -> str:
    """Return the qualifier that a statement's function ARN ends in; moto writes the unqualified one as $LATEST."""
    return resource.partition(":function:")[2].partition(":")[2].removeprefix("$LATEST").removeprefix(":")


def get_function_url_config(call: Call) -> EmulatedAnswer:
    """Answer GetFunctionUrlConfig; 404 where the function, or the alias asked about, has no URL."""
    fn, qualifier = _qualified(call)
    config = alias_urls(fn).get(qualifier) if qualifier else fn.url_config
    if config is None:
        raise AwsError("ResourceNotFoundException", NO_RESOURCE, 404)
    return json_answer(url(config, qualifier))


def list_function_url_configs(call: Call) -> EmulatedAnswer:
    """Answer ListFunctionUrlConfigs: the function's own URL and those of its aliases."""
    fn = function(call)
    own = [url(fn.url_config, "")] if fn.url_config else []
    items, marker = paged([*own, *(url(config, name) for name, config in alias_urls(fn).items())], call.params)
    return json_answer({"FunctionUrlConfigs": items, "NextMarker": marker})
