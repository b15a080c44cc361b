"""Decide one request of which everything is known, step by step as AWS documents it. Slow and plain on purpose.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
"""

import datetime
import ipaddress
from collections.abc import Callable
from typing import Any

Request = dict[str, Any]
Keys = dict[str, list[str]]


def is_allowed(request: Request, keys: Keys) -> bool:
    """Return whether a request goes through; ``keys`` are all its condition keys, in lower case."""
    caller = {**request["caller"], "has_boundary": request["boundary"] is not None}
    resource = request["resource"]
    is_bound = not (caller["is_service_linked"] or request["is_management"])
    levels = request["levels"] if is_bound else []
    controls = [] if caller["is_service_linked"] else request["controls"]
    own = [request["identity"], *([] if request["boundary"] is None else [request["boundary"]])]
    everything = [statement for layer in (*own, *levels, controls) for statement in layer]
    if any(each["Effect"] == "Deny" and applies(each, request, keys) for each in everything):
        return False
    policy = [each for each in resource["policy"] if names(each, caller)]
    if any(each["Effect"] == "Deny" and applies(each, request, keys) for each in policy):
        return False
    if not all(allows(level, request, keys) for level in levels):
        return False
    bounded = request["boundary"] is None or allows(request["boundary"], request, keys)
    by_identity = allows(request["identity"], request, keys) and bounded
    grants = {names(each, caller) for each in policy if each["Effect"] == "Allow" and applies(each, request, keys)}
    grants |= {granted(grant, request, keys) for grant in request["grants"]} - {""}
    if caller["account"] != resource["account"]:
        return by_identity and bool(grants)
    if "user" in grants or ("role" in grants and bounded) or ("anyone" in grants and bounded):
        return True
    is_closed = request["action"] == "sts:AssumeRole" or request["action"].startswith("kms:")
    return by_identity and (bool(grants) or not is_closed)


def granted(grant: dict[str, Any], request: Request, keys: Keys) -> str:
    """Return how a grant of a key that allows the operation names the caller; empty where it does not.

    It names one principal, which may be an account as in a key policy, and operations. Its constraints are about the
    encryption context, whose keys have no case, or about the resource for which a service asks, which no request of a
    principal names.

    Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    """
    caller = request["caller"]
    accounts = {f"arn:aws:iam::{caller['account']}:root": "account"}
    named = {caller["arn"]: str(caller["kind"]), **accounts}.get(grant["grantee"], "")
    if "SourceArn" in grant["constraints"] or request["action"].removeprefix("kms:") not in grant["operations"]:
        return ""
    start = "kms:encryptioncontext:"
    context = {key.removeprefix(start): values[0] for key, values in keys.items() if key.startswith(start) and values}
    limits = {
        name: {key.lower(): value for key, value in pairs.items()} for name, pairs in grant["constraints"].items()
    }
    is_whole = limits.get("EncryptionContextEquals", context) == context
    return named if is_whole and limits.get("EncryptionContextSubset", {}).items() <= context.items() else ""


def names(statement: dict[str, Any], caller: dict[str, Any]) -> str:
    """Return how a resource's statement names the caller; empty where it does not."""
    if "NotPrincipal" in statement:
        if statement["Effect"] == "Deny" and caller["has_boundary"]:
            return "anyone"
        spared = {**statement, "Principal": statement["NotPrincipal"]}
        del spared["NotPrincipal"]
        return "" if names(spared, caller) else "anyone"
    principal = statement["Principal"]
    listed = ["*"] if principal == "*" else principal.get("AWS", [])
    listed = [listed] if isinstance(listed, str) else listed
    if caller["arn"] in listed:
        return str(caller["kind"])
    if "*" in listed:
        return "anyone"
    account = caller["account"]
    return "account" if account in listed or f"arn:aws:iam::{account}:root" in listed else ""


def allows(layer: list[dict[str, Any]], request: Request, keys: Keys) -> bool:
    return any(each["Effect"] == "Allow" and applies(each, request, keys) for each in layer)


def applies(statement: dict[str, Any], request: Request, keys: Keys) -> bool:
    """Return whether a statement is about the request and its conditions hold."""
    is_new = statement["version"] == "2012-10-17"
    if not is_about(statement, "Action", request["action"].lower(), lambda text: text.lower()):
        return False

    def meant(text: str) -> str | None:
        return replaced(text, keys) if is_new else text

    if ("Resource" in statement or "NotResource" in statement) and not is_about(
        statement, "Resource", request["resource"]["arn"], meant
    ):
        return False
    lines = [(op, key, wanted) for op, each in statement.get("Condition", {}).items() for key, wanted in each.items()]
    return all(holds(op, key, wanted, keys, is_new=is_new) for op, key, wanted in lines)


def is_about(statement: dict[str, Any], element: str, text: str, meant: Any) -> bool:
    if element in statement:
        return any((pattern := meant(each)) is not None and glob(pattern, text) for each in statement[element])
    return not any((pattern := meant(each)) is not None and glob(pattern, text) for each in statement[f"Not{element}"])


def replaced(text: str, keys: Keys) -> str | None:
    """Return a text with its variables filled in; None where one has no value and no default."""
    while "${" in text:
        before, _, rest = text.partition("${")
        inside, _, after = rest.partition("}")
        name, comma, default = (part.strip() for part in inside.partition(","))
        values = keys.get(name.lower())
        if values:
            value = values[0]
        elif comma:
            value = default.strip("'")
        else:
            return None
        text = before + value + after
    return text


def holds(operator: str, key: str, wanted: Any, keys: Keys, *, is_new: bool) -> bool:
    """Return whether one line of a Condition holds."""
    listed = [str(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
    values = keys.get(key.lower(), [])
    over, _, plain = operator.rpartition(":")
    if plain == "Null":
        return any((each == "true") == (not values) for each in listed)
    is_if_exists = plain.endswith("IfExists")
    plain = plain.removesuffix("IfExists")
    is_negated = "Not" in plain
    if not values:
        if is_if_exists or over == "ForAllValues":
            return True
        return is_negated and over != "ForAnyValue"
    if is_new:
        listed = [each for text in listed if (each := replaced(text, keys)) is not None]
    met = [any(compare(plain.replace("Not", ""), one, value) for one in listed) != is_negated for value in values]
    return all(met) if over == "ForAllValues" else any(met)


def compare(operator: str, wanted: str, value: str) -> bool:
    """Return whether a value of a request is as a policy wants it."""
    if operator.startswith("Numeric"):
        return ordered(operator.removeprefix("Numeric"), float(value), float(wanted))
    if operator.startswith("Date"):
        moments = [datetime.datetime.fromisoformat(each).timestamp() for each in (value, wanted)]
        return ordered(operator.removeprefix("Date"), *moments)
    comparisons: dict[str, Callable[[], bool]] = {
        "StringEquals": lambda: wanted == value,
        "StringEqualsIgnoreCase": lambda: wanted.lower() == value.lower(),
        "Bool": lambda: wanted.lower() == value.lower(),
        "StringLike": lambda: glob(wanted, value),
        "ArnLike": lambda: is_like(wanted, value),
        "ArnEquals": lambda: is_like(wanted, value),
        "IpAddress": lambda: ipaddress.ip_address(value) in ipaddress.ip_network(wanted),
    }
    return comparisons[operator]()


def is_like(wanted: str, value: str) -> bool:
    """Return whether an ARN is as a pattern of one, each of the six parts for itself."""
    parts, texts = wanted.split(":", 5), value.split(":", 5)
    return wanted == "*" or (len(parts) == len(texts) == 6 and all(map(glob, parts, texts)))


def ordered(order: str, value: float, wanted: float) -> bool:
    return {
        "Equals": value == wanted,
        "LessThan": value < wanted,
        "LessThanEquals": value <= wanted,
        "GreaterThan": value > wanted,
        "GreaterThanEquals": value >= wanted,
    }[order]


def glob(pattern: str, text: str) -> bool:
    """Return whether a pattern matches: a star is any run of characters, a question mark one."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return glob(pattern[1:], text) or (bool(text) and glob(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and glob(pattern[1:], text[1:])
