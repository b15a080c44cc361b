"""Requests and errors written and read straight are those of botocore's serializer and parser."""

import botocore.parsers
import botocore.serialize
import pytest
from botocore.utils import percent_encode_sequence

from bartizan.collect.aws.collectors import COLLECTORS
from tests.collect.aws_answers import OPERATIONS

REST_JSON = sorted(
    name
    for name in {call.operation for collector in COLLECTORS for call in collector.calls}
    if OPERATIONS[name].service.resolved_protocol == "rest-json"
)
AWKWARD = "arn:aws:x:é /a+b~%2F"


@pytest.mark.parametrize("name", REST_JSON)
def test_request_is_botocores_own(name: str) -> None:
    model = OPERATIONS[name].service.operation_model(name.partition(":")[2])
    members = model.input_shape.members if model.input_shape else {}
    params = {
        member: 7 if shape.type_name in {"integer", "long"} else AWKWARD
        for member, shape in members.items()
        if shape.type_name in {"integer", "long", "string"} and "location" in shape.serialization
    }
    serializer = botocore.serialize.create_serializer("rest-json", include_validation=False)
    ours, theirs = OPERATIONS[name].request(dict(params)), serializer.serialize_to_request(dict(params), model)
    for part in ("method", "url_path", "headers", "body"):
        assert ours[part] == theirs[part]
    assert percent_encode_sequence(ours["query_string"]) == percent_encode_sequence(theirs["query_string"])


@pytest.mark.parametrize("kind", ["ResourceNotFoundException", "ns#ResourceNotFoundException:http://internal/"])
@pytest.mark.parametrize("body", [b'{"message": "none"}', b'{"Message": "none", "Type": "User"}', b"none", b"{}", b""])
def test_error_is_botocores_own(kind: str, body: bytes) -> None:
    headers = {"x-amzn-errortype": kind}
    model = OPERATIONS["lambda:GetPolicy"].service.operation_model("GetPolicy")
    parser = botocore.parsers.ResponseParserFactory().create_parser("rest-json")
    theirs = parser.parse({"status_code": 404, "headers": headers, "body": body}, model.output_shape)["Error"]
    ours = OPERATIONS["lambda:GetPolicy"].error(404, headers, body)
    assert ours == (theirs["Code"], theirs["Message"])


def test_error_that_is_json_but_no_object_keeps_its_code() -> None:
    ours = OPERATIONS["lambda:GetPolicy"].error(403, {"x-amzn-errortype": "AccessDeniedException"}, b'["no"]')
    assert ours[0] == "AccessDeniedException"
