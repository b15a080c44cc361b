"""What counts as an answer of AWS: every operation, every lie, every member null and of a wrong type."""

from typing import Any

import orjson
import pytest

from bartizan.collect.aws.collectors import COLLECTORS, operations
from bartizan.collect.aws.engine.shape import open_documents
from bartizan.collect.aws.transport.expected import MAY_BE_EMPTY, MEMBERS, ROOTS, lacking
from bartizan.collect.aws.transport.fitting import Misfit
from bartizan_demo.emulators.shared.faults import Action
from bartizan_demo.emulators.shared.lies import lie
from tests.collect.aws_answers import OPERATIONS, names, output, places, put, true_answer

JSON = {"Content-Type": "application/json"}
SHAPELESS = (Action.HTML, Action.EMPTY, Action.OBJECT, Action.LIST, Action.NUMBER, Action.OTHER)


def read(name: str, answer: Any) -> dict[str, Any]:
    body = answer if isinstance(answer, bytes) else orjson.dumps(answer)
    return OPERATIONS[name].answer(200, JSON, body)


@pytest.mark.parametrize("name", names("json", "rest-json"))
def test_no_lie_in_json_is_an_answer(name: str) -> None:
    truth = orjson.dumps(true_answer(name))
    assert read(name, truth)
    for action in SHAPELESS:
        told = lie(action, truth).body
        if name in MAY_BE_EMPTY and action in {Action.EMPTY, Action.OBJECT}:
            assert read(name, told) == {}
        else:
            with pytest.raises(ValueError, match=r"lacks|is no|has none|not JSON"):
                read(name, told)


@pytest.mark.parametrize("name", names("query", "ec2", "rest-xml"))
def test_no_lie_in_xml_is_an_answer(name: str) -> None:
    root = ROOTS.get(name, f"{name.partition(':')[2]}Response")
    for action in (*SHAPELESS, Action.WRONG):
        told = lie(action, f"<{root}><a>1</a></{root}>".encode()).body
        if name in ROOTS and action is Action.OBJECT:
            assert not any(read(name, told).values())
        elif name == "s3:GetBucketLocation" and action is Action.WRONG:
            assert read(name, told) == {"LocationConstraint": "seven"}  # whose value is its text
        else:
            with pytest.raises(
                ValueError, match=r"lacks|is no|has none|form|Unable|holds a text|character|zero-length"
            ):
                opened(name, read(name, told))


def opened(name: str, answer: dict[str, Any]) -> None:
    """Open the one answer that is a document itself, as a scan does, and look for what it must have."""
    if name == "s3:GetBucketPolicy":
        open_documents(answer, ("Policy",))
        missing = lacking(MEMBERS[name], answer)
        raise ValueError(f"it lacks {missing}")


@pytest.mark.parametrize("name", names("json", "rest-json"))
def test_null_and_absent_are_the_same_everywhere(name: str) -> None:
    truth = true_answer(name)
    for path in places(truth):
        if isinstance(path[-1], int):
            continue
        absent = orjson.loads(orjson.dumps(truth))
        parent = absent
        for key in path[:-1]:
            parent = parent[key]
        del parent[path[-1]]
        assert told(name, put(truth, path, None)) == told(name, absent), path


@pytest.mark.parametrize("name", names("json", "rest-json"))
def test_a_value_of_a_wrong_type_is_no_value(name: str) -> None:
    truth = true_answer(name)
    whole = read(name, truth)
    for path in places(truth):
        value = truth
        for key in path:
            value = value[key]
        wrong = {"x": 1} if not isinstance(value, dict) else ["x"]
        found = told(name, put(truth, path, wrong))
        assert found != whole, path
        assert found is None or any(map(is_odd, found.values())), path


def is_odd(items: Any) -> bool:
    return isinstance(items, list) and any(isinstance(item, Misfit) for item in items)


def told(name: str, answer: Any) -> dict[str, Any] | None:
    """Return what is read of an answer, None where it is none."""
    try:
        return read(name, answer)
    except ValueError:
        return None


def test_an_odd_item_leaves_the_others() -> None:
    functions = [{"FunctionName": "a"}, 5, {"FunctionName": "b", "MemorySize": "much"}, None, {"FunctionName": "c"}]
    items = read("lambda:ListFunctions", {"Functions": functions})["Functions"]
    assert [item.get("FunctionName") for item in items if isinstance(item, dict)] == ["a", "c"]
    assert [item.why for item in items if isinstance(item, Misfit)] == [
        "an item is no object but a number",
        "of an item, MemorySize is no integer but a text",
    ]


def test_each_operation_says_what_its_answer_must_have() -> None:
    for name in operations():
        assert OPERATIONS[name].members or name in MAY_BE_EMPTY, name
    assert MEMBERS.keys() | MAY_BE_EMPTY.keys() <= operations()
    assert not MEMBERS.keys() & MAY_BE_EMPTY.keys()


def test_what_a_listing_is_read_for_is_among_it() -> None:
    for collector in COLLECTORS:
        listings = {(collector.list.operation, collector.items)} | {(c.operation, c.items) for c in collector.calls}
        for name, items in listings:
            # CloudFront leaves an empty list out, but says how many there are; EC2's reservations hold instances.
            perhaps = {items, items.replace(".Items", ".Quantity"), items.partition(".")[0]}
            there = perhaps & set(OPERATIONS[name].members)
            assert not items or there or name in MAY_BE_EMPTY, (name, items)


def test_members_are_known_to_the_models() -> None:
    documents = {"Policy", "policyText", "Content", "ResourcePolicy"}
    for name, paths in MEMBERS.items():
        for path in paths:
            shape = output(name)
            for part in path.split("."):
                if shape.type_name == "string":
                    assert part == "Statement", path
                    break
                shape = shape.value if shape.type_name == "map" else shape.members[part]
                assert shape.type_name != "string" or path.endswith(part) or part in documents, path


def test_a_document_counts_when_it_is_open() -> None:
    assert lacking(("Policy.Statement",), {"Policy": "{}"}) == ""
    assert lacking(("Policy.Statement",), {"Policy": {}}) == "Policy.Statement"
    assert lacking(("A.B",), {"A": []}) == "A.B"


def test_numbers_that_are_whole_are_integers() -> None:
    group = read("logs:DescribeLogGroups", {"logGroups": [{"storedBytes": 4096.0}, {"storedBytes": 0.5}]})["logGroups"]
    assert group[0] == {"storedBytes": 4096}
    assert isinstance(group[1], Misfit)


def test_an_answer_that_is_too_deep_is_none() -> None:
    deep = b'{"Attributes":' * 5000 + b"1" + b"}" * 5000
    with pytest.raises(ValueError, match=r"not JSON|too deep|is no"):
        read("sqs:GetQueueAttributes", deep)


def test_an_odd_item_of_xml_leaves_the_others() -> None:
    items = "<item><subnetId>{}</subnetId><vpcId>vpc-1</vpcId></item>"
    body = "".join(map(items.format, ("subnet-1", "<odd/>", "subnet-2")))
    answer = f"<DescribeSubnetsResponse><subnetSet>{body}</subnetSet></DescribeSubnetsResponse>".encode()
    first, odd, last = read("ec2:DescribeSubnets", answer)["Subnets"]
    assert (first["SubnetId"], last["SubnetId"]) == ("subnet-1", "subnet-2")
    assert odd == Misfit("an item is not of the documented form (subnetId holds elements and no value)")


@pytest.mark.parametrize("text", ["maybe", "", "<a/>"])
def test_a_boolean_of_xml_is_true_or_false(text: str) -> None:
    flag = f"<PublicAccessBlockConfiguration><BlockPublicAcls>{text}</BlockPublicAcls></PublicAccessBlockConfiguration>"
    with pytest.raises(ValueError, match=r"boolean|no value"):
        read("s3:GetPublicAccessBlock", flag.encode())


@pytest.mark.parametrize(
    "statement",
    [
        7,
        "all",
        {},
        {"Effect": 7, "Action": "s3:*"},
        {"Effect": "Allow", "Action": 7},
        {"Effect": "Allow", "Action": [7]},
        {"Effect": "Allow", "Action": "*", "Principal": 7},
        {"Effect": "Allow", "Action": "*", "Condition": []},
    ],
)
def test_a_policy_of_another_form_is_none(statement: Any) -> None:
    true = {"Effect": "Deny", "NotAction": ["s3:*"], "Principal": "*"}
    for statements in ([true, statement], statement):
        with pytest.raises(ValueError, match="a statement that is none"):
            open_documents({"Policy": orjson.dumps({"Statement": statements}).decode()}, ("Policy",))
    open_documents({"Policy": orjson.dumps({"Statement": true}).decode()}, ("Policy",))
