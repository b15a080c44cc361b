"""Service models that are cut down say of every operation that a scan asks what botocore's whole ones say."""

from typing import Any

import pytest
from botocore.model import OperationModel, OperationNotFoundError, Shape
from botocore.session import Session

from bartizan.collect.aws.collectors import operations
from bartizan.collect.aws.transport.models import load_models_quickly

WHOLE = Session()
CUT = Session()
load_models_quickly(CUT, operations())


def described(shape: Shape | None, above: frozenset[str] = frozenset()) -> Any:
    """Return all that serializers and parsers read of a shape, down to its leaves."""
    if shape is None or shape.name in above:
        return shape and shape.name
    below = above | {shape.name}
    inner: list[Any] = []
    if shape.type_name == "structure":
        inner = [(name, described(member, below)) for name, member in shape.members.items()]
    elif shape.type_name == "list":
        inner = [described(shape.member, below)]
    elif shape.type_name == "map":
        inner = [described(shape.key, below), described(shape.value, below)]
    return [shape.name, shape.type_name, dict(shape.serialization), dict(shape.metadata), inner]


def operation(session: Session, name: str) -> OperationModel:
    service, _, operation_name = name.partition(":")
    return session.get_service_model(service).operation_model(operation_name)


@pytest.mark.parametrize("name", sorted(operations()))
def test_operation_is_botocores_own(name: str) -> None:
    ours, theirs = operation(CUT, name), operation(WHOLE, name)
    assert described(ours.input_shape) == described(theirs.input_shape)
    assert described(ours.output_shape) == described(theirs.output_shape)
    assert [described(error) for error in ours.error_shapes] == [described(error) for error in theirs.error_shapes]
    assert (ours.http, ours.metadata) == (theirs.http, theirs.metadata)


def test_other_operations_and_texts_are_left_out() -> None:
    with pytest.raises(OperationNotFoundError):
        operation(CUT, "lambda:Invoke")
    assert operation(WHOLE, "lambda:GetFunction").documentation
    assert not operation(CUT, "lambda:GetFunction").documentation


def test_service_that_no_operation_names_is_whole() -> None:
    session = Session()
    load_models_quickly(session, ["lambda:GetFunction"])
    assert operation(session, "sns:Publish").documentation
