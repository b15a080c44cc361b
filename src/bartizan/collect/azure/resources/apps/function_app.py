"""Function apps, their slots and their functions."""

from dataclasses import replace
from typing import Any

from bartizan.collect.azure.engine.collector import Answers, AzureCollector, Body, Question
from bartizan.collect.azure.resources.apps.diagnostics import DIAGNOSTICS
from bartizan.collect.azure.resources.apps.site import QUESTIONS, SITES, kind_tokens, settings

_BINDING_KEYS = ("type", "direction", "authLevel", "methods", "route", "name")


def is_function_app(body: Body) -> bool:
    """Return whether a site is a function app: a token of its kind, wherever it stands (``app,functionapp``)."""
    tokens = kind_tokens(body)
    return "functionapp" in tokens and "workflowapp" not in tokens


def _settings(answer: Any) -> Answers:
    """Read app settings as those of any app; the runtime of functions does not start without some of its own."""
    if not answer["properties"]:
        raise ValueError("a function app has settings")
    return settings(answer)


def _functions(answer: Any) -> Answers:
    return {"functions": {"value": [_function(each) for each in answer["value"]]}}


def _function(item: Any) -> Body:
    """Return one function without its source, its test data and its settings' names.

    One whose bindings have no known form has none here, so that its trigger is unknown and no other function's.
    """
    properties = item["properties"]
    config = _object(properties.get("config"))
    bindings = config.get("bindings")
    is_known = isinstance(bindings, list) and all(_is_binding(each) for each in bindings)
    address = properties.get("invoke_url_template")
    kept = {
        "language": str(properties.get("language") or ""),
        "isDisabled": properties.get("isDisabled") is True or config.get("disabled") is True,
        "config": {"bindings": [_binding(each) for each in bindings or ()]} if is_known else None,
        "invoke_url_template": address.partition("?")[0] if isinstance(address, str) else None,
    }
    stated = {key: value for key, value in kept.items() if value is not None}
    return {"id": str(item["id"]), "name": str(item.get("name") or ""), "properties": stated}


def _object(node: Any) -> Body:
    return node if isinstance(node, dict) else {}


def _is_binding(node: Any) -> bool:
    return isinstance(node, dict) and all(
        isinstance(node.get(key) or "", str) for key in ("type", "authLevel", "route")
    )


def _binding(each: Body) -> Body:
    return {key: each[key] for key in _BINDING_KEYS if each.get(key) is not None}


FUNCTION_APP = AzureCollector(
    "azure_function_app",
    SITES,
    is_function_app,
    (
        *(replace(each, read=_settings) if each.tells_code else each for each in QUESTIONS),
        Question(
            "/functions", ("functions",), "Microsoft.Web/sites/functions/read", _functions,
            is_paged=True, has_none=True, is_soon=True, max_age_hours=24.0,
        ),
        DIAGNOSTICS,
    ),
    parts={"functions": "azure_function"},
    has_principals=True,
)  # fmt: skip
