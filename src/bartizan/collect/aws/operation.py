"""AWS operations as botocore's service models describe them: requests from parameters, answers from bodies.

The only module that knows botocore's serializers, parsers and paginators.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

import botocore.parsers
import botocore.serialize
import orjson
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.session import Session

Body = dict[str, Any]


@dataclass(frozen=True)
class Paging:
    """How an operation is read on: which parameters carry on from which members of an answer."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    more: str

    def following(self, body: Body) -> dict[str, Any]:
        """Return the parameters that ask for the page after this one; empty when it was the last."""
        if self.more and not body.get(self.more):
            return {}
        tokens = dict(zip(self.inputs, map(body.get, self.outputs), strict=True))
        return {name: token for name, token in tokens.items() if token}


class Operation:
    """One operation, such as ``lambda:GetFunction``: how to write its request and read its answer."""

    def __init__(self, name: str, service: ServiceModel, model: OperationModel, paging: Paging | None) -> None:
        self.name = name
        self.service = service
        self.paging = paging
        self._model = model
        protocol = service.resolved_protocol
        self._serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
        self._parser = _PARSERS.create_parser(protocol)
        self._is_json = protocol in {"json", "rest-json"}
        self._is_rest_json = protocol == "rest-json"

    def request(self, params: Body) -> dict[str, Any]:
        """Return botocore's request dictionary: method, url_path, query_string, headers and body."""
        if self._plain_places is not None and self._plain_places.keys() >= params.keys():
            return self._plain_request(params, self._plain_places)
        request: dict[str, Any] = self._serializer.serialize_to_request(params, self._model)
        # The endpoint knows where an account's own host is; below a configured address there is none.
        request.pop("host_prefix", None)
        return request

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> Body:
        """Return the answer in the shape that botocore documents, times as ISO texts.

        Raises:
            ValueError: the body is not what the model says.
        """
        if self._is_plain_json:
            parsed = orjson.loads(body) if body else {}
            if not isinstance(parsed, dict):
                raise ValueError("the answer is not a JSON object")
            return parsed
        answer = self._parsed(status, headers, body)
        answer.pop("ResponseMetadata", None)
        return answer

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """Return the code and message of an error answer; the status where the body tells neither."""
        try:
            if self._is_rest_json and "x-amzn-errortype" in headers:
                return _json_error(headers["x-amzn-errortype"], body)
            error = self._parsed(status, headers, body).get("Error", {})
        except (ValueError, KeyError, AttributeError, TypeError):
            error = {}
        return str(error.get("Code") or status), str(error.get("Message") or "")

    def _parsed(self, status: int, headers: Mapping[str, str], body: bytes) -> Body:
        lower = {name.lower(): value for name, value in headers.items()}
        response = {"status_code": status, "headers": lower, "body": body}
        try:
            parsed: Body = self._parser.parse(response, self._model.output_shape)
        except botocore.parsers.ResponseParserError as error:
            raise ValueError(str(error)) from error
        return parsed

    def _plain_request(self, params: Body, places: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
        """Return what botocore's serializer would, for parameters that are texts and numbers of the address."""
        path, query = {}, {}
        for member, value in params.items():
            place, name = places[member]
            if place == "uri":
                path[name] = quote(str(value), safe="-._~")
            else:
                query[name] = value
        http = self._model.http
        way = http["requestUri"].format_map(path)
        return {"url_path": way, "query_string": query, "method": http["method"], "headers": {}, "body": b""}

    @cached_property
    def _plain_places(self) -> Mapping[str, tuple[str, str]] | None:
        """Where each text or number goes that is a part of the address, by member; None where a body must follow."""
        shape = self._model.input_shape
        if not self._is_rest_json or self._model.http["method"] != "GET" or shape is None:
            return None
        if "+}" in self._model.http["requestUri"] or self._model.endpoint or "payload" in shape.serialization:
            return None
        return {
            name: (member.serialization["location"], member.serialization.get("name", name))
            for name, member in shape.members.items()
            if member.type_name in {"string", "integer", "long"}
            and member.serialization.get("location") in {"uri", "querystring"}
        }

    @cached_property
    def _is_plain_json(self) -> bool:
        # Where the names on the wire are the model's own, botocore's walk over every member changes nothing.
        return self._is_json and _is_wire_equal(self._model.output_shape, frozenset())


class Operations:
    """botocore's models by operation name, loaded on first use."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Operation] = {}

    def __getitem__(self, name: str) -> Operation:
        if name not in self._known:
            service_name, _, operation_name = name.partition(":")
            service = self._session.get_service_model(service_name)
            model = service.operation_model(operation_name)
            self._known[name] = Operation(name, service, model, self._paging(service_name, operation_name))
        return self._known[name]

    def _paging(self, service: str, operation: str) -> Paging | None:
        try:
            config = self._session.get_paginator_model(service).get_paginator(operation)
        except ValueError:
            return _WITHOUT_PAGINATOR.get(f"{service}:{operation}")
        inputs, outputs = _listed(config["input_token"]), _listed(config["output_token"])
        return Paging(tuple(inputs), tuple(outputs), config.get("more_results", ""))


_WITHOUT_PAGINATOR = {
    "wafv2:ListWebACLs": Paging(("NextMarker",), ("NextMarker",), ""),
    "cloudtrail:ListEventDataStores": Paging(("NextToken",), ("NextToken",), ""),
    "apigatewayv2:GetApiMappings": Paging(("NextToken",), ("NextToken",), ""),
    "iam:GetServiceLastAccessedDetails": Paging(("Marker",), ("Marker",), "IsTruncated"),
}
"""Listings that come in pages though botocore has no paginator for them."""


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _json_error(kind: str, body: bytes) -> tuple[str, str]:
    """Return code and message of an error whose code is in its headers, as Lambda's are."""
    try:
        told = orjson.loads(body) if body else {}
    except ValueError:
        told = body.decode(errors="replace")
    message = told.get("message", told.get("Message", "")) if isinstance(told, dict) else told
    return kind.split(":", 1)[0].rsplit("#", 1)[-1], str(message or "")


def _is_wire_equal(shape: Shape | None, seen: frozenset[str]) -> bool:
    if shape is None:
        return True
    if shape.name in seen:
        return True
    seen |= {shape.name}
    if shape.type_name == "structure":
        return "payload" not in shape.serialization and all(
            "location" not in member.serialization
            and member.serialization.get("name", name) == name
            and _is_wire_equal(member, seen)
            for name, member in shape.members.items()
        )
    if shape.type_name == "list":
        return _is_wire_equal(shape.member, seen)
    if shape.type_name == "map":
        return _is_wire_equal(shape.value, seen)
    return shape.type_name not in {"timestamp", "blob"}


def _iso(value: Any) -> str:
    """Return a time of the wire (epoch seconds, ISO 8601 or RFC 822) as ISO text in UTC."""
    parsed: datetime.datetime
    try:
        # Nearly all of them, and twenty times as fast as the parser that knows every form; one without a zone is UTC.
        parsed = datetime.datetime.fromisoformat(value)
        parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.UTC)
    except (ValueError, TypeError):
        parsed = botocore.parsers.DEFAULT_TIMESTAMP_PARSER(value)
    return parsed.astimezone(datetime.UTC).isoformat()


_PARSERS = botocore.parsers.ResponseParserFactory()
_PARSERS.set_parser_defaults(timestamp_parser=_iso)
