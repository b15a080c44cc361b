"""The faults registry by itself."""

import pytest

from bartizan_demo.emulators.shared.faults import Action, Fault, Faults


def test_a_fault_falls_on_the_operations_its_glob_names() -> None:
    faults = Faults([Fault("lambda:Get*", Action.DENY)])
    assert faults.match("lambda:GetPolicy") is not None
    assert faults.match("lambda:ListFunctions") is None
    assert faults.match("iam:GetRole") is None


def test_a_fault_is_used_up() -> None:
    faults = Faults()
    faults.replace([Fault("s3:*", Action.THROTTLE, times=2)])
    assert [faults.match("s3:ListBuckets") is not None for _ in range(3)] == [True, True, False]


def test_a_fault_falls_on_its_resource_alone() -> None:
    faults = Faults([Fault("*", Action.CUT, resource="orders")])
    assert faults.match("lambda:GetPolicy", "1 eu /functions/orders-create/policy") is not None
    assert faults.match("lambda:GetPolicy", "1 eu /functions/fleet/policy") is None


def test_standing_faults_outlive_a_reset() -> None:
    faults = Faults([Fault("a", Action.DENY)])
    faults.replace([Fault("b", Action.DENY)])
    faults.replace([])
    assert faults.match("a") is not None
    assert faults.match("b") is None


def test_a_fault_is_parsed_from_json() -> None:
    fault = Fault.parse({"operation": "sts:*", "action": "error", "code": "ExpiredToken", "status": 403, "times": 1})
    assert fault == Fault("sts:*", Action.ERROR, 1, code="ExpiredToken", status=403)


@pytest.mark.parametrize(
    "value", [{"operation": "a"}, {"operation": "a", "action": "explode"}, {"operation": "a", "action": "deny", "x": 1}]
)
def test_what_is_no_fault_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"fault|Action"):
        Fault.parse(value)
