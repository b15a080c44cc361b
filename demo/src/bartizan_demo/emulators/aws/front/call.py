"""Which AWS operation a request asks for: service and region from its signature, the name from botocore's models."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, unquote

from bartizan_demo.emulators.aws.front.models import description

_SCOPE = re.compile(r"(?:^|Credential=)([^/=\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_PACKAGE = re.compile(r"^/awslambda-([a-z0-9-]+)-(?:tasks|layers)/snapshots/(\d{12})/")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it came in: path and query still encoded, headers under any case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as AWS would see it.

    ``service`` is botocore's name (``code`` for a package download); ``params`` holds the labels of a REST path, the
    query and the fields of a form, all decoded; ``access_key`` is empty where the request is not signed.
    """

    service: str
    operation: str
    account: str
    region: str
    method: str
    path: str
    access_key: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def name(self) -> str:
        """The operation as faults and counts name it, ``lambda:GetPolicy`` say."""
        return f"{self.service}:{self.operation}"

    @property
    def target(self) -> str:
        """Account, region, decoded path and parameters in one text: what a fault's ``resource`` is looked for in."""
        return " ".join((self.account, self.region, unquote(self.path), *(f"{k}={v}" for k, v in self.params.items())))


def name_call(sent: Sent, account_of: Callable[[str], str]) -> Call:
    """Return the call that a request makes.

    An operation that no model knows is named after its method; an unsigned request has the service ``unsigned``.
    """
    params = dict(parse_qsl(sent.query, keep_blank_values=True))
    package = _PACKAGE.match(sent.path)
    if package:
        params["Range"] = sent.headers.get("Range", "")
        return Call("code", "download", package[2], package[1], sent.method, sent.path, "", params)
    signed = _SCOPE.search(sent.headers.get("Authorization", "")) or _SCOPE.search(params.get("X-Amz-Credential", ""))
    if signed is None:
        return Call("unsigned", sent.method, "", "", sent.method, sent.path, "", params, sent.body)
    key, region, signing_name = signed.groups()
    if sent.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        params |= dict(parse_qsl(sent.body.decode("utf-8", "replace"), keep_blank_values=True))
    service, operation, labels = _operation(signing_name, sent, params)
    at = (account_of(key), region, sent.method, sent.path, key)
    return Call(service, operation, *at, params | labels, sent.body)


def _operation(signing_name: str, sent: Sent, params: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    """Return service, operation and the labels of its path."""
    if "Action" in params:
        return _BOTOCORE_NAMES.get(signing_name, signing_name), params["Action"], {}
    if "X-Amz-Target" in sent.headers:
        return _BOTOCORE_NAMES.get(signing_name, signing_name), sent.headers["X-Amz-Target"].rsplit(".", 1)[-1], {}
    service = _rest_service(signing_name, sent.path)
    return service, *_rest_operation(service, sent.method, sent.path, params)


_BOTOCORE_NAMES = {
    "elasticloadbalancing": "elbv2",
    "tagging": "resourcegroupstaggingapi",
    "access-analyzer": "accessanalyzer",
    "bedrock-agentcore": "bedrock-agentcore-control",
    "states": "stepfunctions",
}


def _rest_service(signing_name: str, path: str) -> str:
    """Tell apart the services that sign with one name."""
    if signing_name == "s3" and path.startswith("/v20180820/"):
        return "s3control"
    if signing_name == "apigateway" and path.startswith("/v2/"):
        return "apigatewayv2"
    return _BOTOCORE_NAMES.get(signing_name, signing_name)


def _rest_operation(service: str, method: str, path: str, params: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    for pattern, flags, operation in _rest_operations(service).get(method, ()):
        match = pattern.fullmatch(path) if all(f in params for f in flags) else None
        if match:
            return operation, {k: unquote(v) for k, v in match.groupdict().items()}
    return method, {}


@cache
def _rest_operations(service: str) -> dict[str, list[tuple[re.Pattern[str], frozenset[str], str]]]:
    """Return path pattern, query keys that must be there and name of each operation by method, most specific first."""
    found: dict[str, list[tuple[re.Pattern[str], frozenset[str], str]]] = {}
    for name, operation in description(service).get("operations", {}).items():
        if operation.get("deprecated"):
            continue  # S3's GetBucketNotification has the same address as the operation that replaced it
        path, _, query = operation["http"]["requestUri"].partition("?")
        flags = frozenset(part.partition("=")[0] for part in query.split("&") if part)
        found.setdefault(operation["http"]["method"], []).append((_pattern(path), flags, name))
    for operations in found.values():
        operations.sort(key=lambda o: (-len(o[1]), o[0].pattern.count("(?P<"), -len(o[0].pattern)))
    return found


def _pattern(path: str) -> re.Pattern[str]:
    """Turn ``/restapis/{restapi_id}`` into a pattern over the encoded path; ``{Key+}`` may span slashes."""
    parts = re.split(r"\{([^}]+)\}", path.rstrip("/"))
    for i in range(1, len(parts), 2):
        name, kind = parts[i].rstrip("+"), ".+" if parts[i].endswith("+") else "[^/]+"
        parts[i] = f"(?P<{name.replace('-', '_')}>{kind})"
    parts[::2] = [re.escape(p) for p in parts[::2]]
    return re.compile("".join(parts) + "/?")
