"""AWS operations as botocore's service models describe them: requests from parameters, answers from bodies.

The only module that knows botocore's serializers, parsers and paginators.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

import botocore.parsers
import botocore.serialize
import orjson
from botocore.model import OperationModel, ServiceModel
from botocore.session import Session

from bartizan.collect.aws.transport.expected import MAY_BE_EMPTY, MEMBERS, ROOTS, at, lacking
from bartizan.collect.aws.transport.fitting import Fit, MisfitError, fitted
from bartizan.collect.aws.transport.xml import is_leaf, parser, read_root, root_text

Body = dict[str, Any]


@dataclass(frozen=True)
class Paging:
    """How an operation is read on: which parameters carry on from which members of an answer, each a path (``A.B``)."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    more: str

    def following(self, body: Body) -> dict[str, Any]:
        """Return the parameters that ask for the page after this one; empty when it was the last."""
        if self.more and not at(body, self.more):
            return {}
        tokens = {name: at(body, path) for name, path in zip(self.inputs, self.outputs, strict=True)}
        return {name: token for name, token in tokens.items() if token}


class Operation:
    """One operation, such as ``lambda:GetFunction``: how to write its request and read its answer."""

    def __init__(
        self,
        name: str,
        service: ServiceModel,
        model: OperationModel,
        paging: Paging | None,
        items: Collection[str] = (),
    ) -> None:
        self.name = name
        self.service = service
        self.paging = paging
        self._model = model
        required = model.output_shape.required_members if model.output_shape else ()
        self.members = () if name in MAY_BE_EMPTY else MEMBERS.get(name) or (*required, *items)
        """Paths of what each good answer has."""
        protocol = service.resolved_protocol
        self._serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
        self._parser = parser(protocol, _iso, model.output_shape)
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
        """Return the answer in the shape that botocore documents, without nulls, times as ISO texts.

        An item of a list that is not what the model says is a :class:`Misfit`.

        Raises:
            ValueError: the answer is not what the model says, or lacks what it must have.
        """
        answer = self._fitted(body) if self._is_json else self._from_xml(status, headers, body)
        if missing := lacking(self.members, answer):
            raise ValueError(f"the answer lacks {missing}")
        return answer

    def _fitted(self, body: bytes) -> Body:
        try:
            parsed = orjson.loads(body) if body else {}
        except ValueError:
            raise ValueError("the answer is not JSON") from None
        try:
            answer: Body = self._fit(parsed)
        except MisfitError as error:
            raise ValueError(f"the answer {error}" if parsed.__class__ is not dict else str(error)) from None
        except RecursionError:
            raise ValueError("the answer is nested too deep") from None
        if parsed and not answer and not self.members and any(each is not None for each in parsed.values()):
            raise ValueError("the answer has none of the members that it may have")
        return answer

    def _from_xml(self, status: int, headers: Mapping[str, str], body: bytes) -> Body:
        root = read_root(body)
        if root != (expected := self._root) and expected:
            raise ValueError(f"the answer is no {expected}")
        if self.name == "s3:GetBucketLocation" and is_leaf(body):
            # The one answer whose root is its value; botocore's clients read it by a handler of their own.
            return {"LocationConstraint": place} if (place := root_text(body)) else {}
        try:
            answer = self._parsed(status, headers, body)
        except (LookupError, TypeError, AttributeError, RecursionError, OverflowError, RuntimeError) as error:
            raise ValueError(f"the answer is not of the documented form ({type(error).__name__})") from error
        answer.pop("ResponseMetadata", None)
        if self.name in ROOTS and not answer and not is_leaf(body):
            raise ValueError("the answer has none of the members that it may have")
        return answer

    @cached_property
    def _root(self) -> str:
        """The root element of a good answer in XML; empty where the members that it must have tell it apart."""
        if self.name in ROOTS or self.service.resolved_protocol == "rest-xml":
            return ROOTS.get(self.name, "")
        return f"{self._model.name}Response"

    @cached_property
    def _fit(self) -> Fit:
        shape = self._model.output_shape
        return fitted(shape, _iso) if shape else (lambda _: {})

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
            self._known[name] = Operation(name, service, model, *self._paging(service_name, operation_name))
        return self._known[name]

    def _paging(self, service: str, operation: str) -> tuple[Paging | None, Sequence[str]]:
        """Return how an operation is read on, and the members that hold its items."""
        try:
            config = self._session.get_paginator_model(service).get_paginator(operation)
        except ValueError:
            return _WITHOUT_PAGINATOR.get(f"{service}:{operation}"), ()
        inputs, outputs = _listed(config["input_token"]), _listed(config["output_token"])
        return Paging(tuple(inputs), tuple(outputs), config.get("more_results", "")), _listed(config["result_key"])


_WITHOUT_PAGINATOR = {
    "apprunner:ListServices": Paging(("NextToken",), ("NextToken",), ""),
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
        stated = orjson.loads(body) if body else {}
    except ValueError:
        stated = body.decode(errors="replace")
    message = stated.get("message", stated.get("Message", "")) if isinstance(stated, dict) else stated
    return kind.split(":", 1)[0].rsplit("#", 1)[-1], str(message or "")


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
