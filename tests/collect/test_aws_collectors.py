"""The collectors are values: each names operations, members and permissions that AWS knows."""

from string import Formatter

import botocore.session
import pytest

from bartizan.collect.aws import permissions
from bartizan.collect.aws.collectors import COLLECTORS
from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector
from bartizan.collect.aws.engine.shape import filled, leave_out, mask_settings, open_documents, texts, try_documents

SESSION = botocore.session.Session()
CALLS = [call for collector in COLLECTORS for call in collector.calls]


def members(call: AwsCall, of: str) -> set[str]:
    service, _, operation = call.operation.partition(":")
    model = SESSION.get_service_model(service).operation_model(operation)
    shape = model.input_shape if of == "input" else model.output_shape
    return set(shape.members) if shape else set()


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_calls_name_parameters_and_members_that_exist(call: AwsCall) -> None:
    assert set(call.params) <= members(call, "input")
    wanted = {path.split(".")[0].removesuffix("[]") for path in (*call.settings, *call.documents, *call.drop)}
    assert wanted | ({call.items} - {""}) <= members(call, "output")


@pytest.mark.parametrize("collector", COLLECTORS, ids=lambda collector: collector.kind)
def test_listings_name_members_that_exist(collector: AwsCollector) -> None:
    assert collector.items == "" or collector.items.split(".")[0] in members(collector.list, "output")
    assert all(name for _, name, _, _ in Formatter().parse(collector.id) if name is not None)


def test_kinds_stand_once() -> None:
    kinds = [collector.kind for collector in COLLECTORS]
    assert len(kinds) == len(set(kinds))


def test_permissions_only_read() -> None:
    actions = permissions()
    assert actions == sorted(set(actions))
    assert {"lambda:GetPolicy", "sts:GetCallerIdentity", "ec2:DescribeRegions", "apigateway:GET"} <= set(actions)
    # AWS has this one among its reading actions: it writes a report for anyone who asks.
    verbs = {action.partition(":")[2] for action in actions} - {"GenerateCredentialReport"}
    assert all(verb.startswith(("Get", "List", "Describe", "GET")) for verb in verbs), verbs


def test_paths_reach_into_lists_and_any_key() -> None:
    body = {"a": [{"b": {"x": {"t": "1", "u": "2"}, "y": {"t": "3"}}}, {"b": None}, "text"], "n": None}
    assert texts(body, "a[].b.*.t") == ["1", "3"]
    assert texts(body, "a[].missing.t") == texts(body, "n.t") == texts(body, "a.b") == []
    leave_out(body, ("a[].b.*.t", "missing.path"))
    assert body["a"][0] == {"b": {"x": {"u": "2"}, "y": {}}}  # type: ignore[index]


def test_settings_are_masked_wherever_they_stand() -> None:
    body = {"items": [{"variables": {"A": "text"}}, {"variables": None}, {}]}
    mask_settings(body, ("items[].variables",))
    assert body == {"items": [{"variables": {"A": {"form": "text", "secret": None}}}, {"variables": None}, {}]}


@pytest.mark.parametrize("text", ['{"Version": "1"}', "%7B%22Version%22%3A%20%221%22%7D", '{\\"Version\\":\\"1\\"}'])
def test_documents_open_in_each_of_their_encodings(text: str) -> None:
    body: dict[str, object] = {"Policy": text}
    open_documents(body, ("Policy",))
    assert body == {"Policy": {"Version": "1"}}


@pytest.mark.parametrize("text", ["", "no json", "[1]", '"text"'])
def test_text_that_is_no_document_is_an_error_or_stays(text: str) -> None:
    body = {"Policy": text}
    with pytest.raises(ValueError):
        open_documents(body, ("Policy",))
    try_documents(body, ("Policy", "Missing"))
    assert body == {"Policy": text}


def test_templates_are_filled_from_the_item_and_only_once() -> None:
    params = {"FunctionName": "{Name}", "MaxItems": 50, "ResourceArns": ["{Name}", "all"]}
    assert filled(params, {"Name": "{scope}"}) == {
        "FunctionName": "{scope}",
        "MaxItems": 50,
        "ResourceArns": ["{scope}", "all"],
    }
