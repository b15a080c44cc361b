"""What a scan found changed on resources is kept with who it is about, what it was, and what could not be read."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bartizan.normalize import sources
from bartizan.pipeline.differences.configuration import compared
from bartizan.state import State
from bartizan.state.events.differences import (
    MOST_OF_ONE,
    ResourceDifference,
    differences_of,
    forget_differences,
    keep_differences,
)
from tests.pipeline.hand_made import ObservedRow, publish_rows, row_of
from tests.service.estate import FUNCTION, arn

pytestmark = pytest.mark.slow

_DAY = datetime.datetime(2026, 11, 1, 9)
_FOR_EVER = datetime.datetime(9999, 1, 1)
_ROLE = "arn:aws:iam::111122223333:role/orders"


def day(n: int) -> datetime.datetime:
    return _DAY + datetime.timedelta(days=n)


def function(name: str, digest: str = "", **members: Any) -> list[ObservedRow]:
    body = {"FunctionName": name, "Runtime": "python3.12", "Timeout": 3, **members}
    code = [row_of(FUNCTION, arn(name), "code", {"status": "assessed", "digest": digest})] if digest else []
    return [row_of(FUNCTION, arn(name), "self", body), *code]


def role(*actions: str) -> list[ObservedRow]:
    allow = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    policy = {"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": [allow]}}
    body = {"RoleName": "orders", "RolePolicyList": [policy], "AttachedManagedPolicies": []}
    return [row_of("aws_iam_role", _ROLE, "self", body), row_of("aws_iam_role", "", "list", None)]


LISTED = row_of(FUNCTION, "", "list", None)


def found(home: Path, id_: str = arn("orders"), at: datetime.datetime = _FOR_EVER) -> list[tuple[str, ...]]:
    return [
        (each.kind, each.subject, *("?" if text is None else text for text in (each.before, each.after)))
        for each in differences_of(State(home), "default", [id_], at)
    ]


def scans(home: Path, *days: Sequence[ObservedRow], packages: Mapping[str, Any] | None = None) -> None:
    for n, rows in enumerate(days):
        publish_rows(home, [LISTED, *rows], packages=packages or {}, at=day(n))


def test_what_changed_is_kept_with_old_and_new_value(state_home: Path) -> None:
    same = function("billing", Timeout=9)
    scans(state_home, [*function("orders"), *same], [*function("orders", Timeout=30, Runtime="python3.13"), *same])
    assert found(state_home) == [
        ("configuration", "runtime", "python3.12", "python3.13"),
        ("configuration", "timeout_seconds", "3", "30"),
    ]
    assert found(state_home, arn("billing")) == []
    (kept, _) = differences_of(State(state_home), "default", [arn("orders")], _FOR_EVER)
    assert (kept.since, kept.at, kept.resource_type) == (day(0), day(1), FUNCTION)


def test_what_could_not_be_read_is_no_value(state_home: Path) -> None:
    signing = {"CodeSigningConfigArn": "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-1"}
    read = row_of(FUNCTION, arn("orders"), "code_signing", signing)
    denied = row_of(FUNCTION, arn("orders"), "code_signing", None, "denied")
    scans(state_home, [*function("orders"), read], [*function("orders"), denied])
    kept = {subject: (before, after) for _, subject, before, after in found(state_home)}
    assert kept["code_signing_config_arn"] == (signing["CodeSigningConfigArn"], "?")


def test_permissions_that_came_and_went_are_those_of_the_identity(state_home: Path) -> None:
    scans(state_home, role("lambda:UpdateFunctionCode"), role("iam:PassRole"))
    kept = found(state_home, _ROLE)
    permissions = [
        (subject.split(" on ")[0], before, after) for kind, subject, before, after in kept if kind == "permission"
    ]
    assert ("lambda:UpdateFunctionCode", "allowed", "") in permissions
    assert ("iam:PassRole", "", "allowed") in permissions
    assert {kind for kind, *_ in kept} == {"configuration", "permission"}  # the policy itself, and what it allows


def test_packages_of_another_deployment_are_compared(state_home: Path) -> None:
    many = [("npm", f"part-{n:02}", "1.0.0") for n in range(30)]
    packages = {
        "d-1": [("npm", "left-pad", "1.0.0"), ("npm", "gone", "1.0.0")],
        "d-2": [("npm", "left-pad", "1.3.0"), *many],
    }
    scans(state_home, function("orders", "d-1"), function("orders", "d-2"), packages=packages)
    kept = [each for each in found(state_home) if each[0] == "package"]
    assert ("package", "left-pad (npm)", "1.0.0", "1.3.0") in kept
    assert ("package", "gone (npm)", "1.0.0", "") in kept
    assert ("package", "more", "", "12 more") in kept
    assert len(kept) == 21


def test_gone_is_what_a_listing_lacks_and_not_what_was_not_listed(state_home: Path) -> None:
    scans(state_home, [*function("orders"), *function("billing")], function("billing"))
    assert found(state_home) == [("gone", "", f"{day(0):%Y-%m-%d %H:%M:%S}", "")]
    publish_rows(state_home, [row_of(FUNCTION, "", "list", None, "denied")], at=day(2))
    assert found(state_home, arn("billing")) == []


def test_a_scan_that_publishes_twice_says_it_once(state_home: Path) -> None:
    scans(state_home, function("orders"))
    for is_early in (True, False):
        publish_rows(state_home, [LISTED, *function("orders", Timeout=30)], at=day(1), is_early=is_early)
    assert found(state_home) == []  # the second is made on top of the first, which has the change already


def test_an_older_snapshot_says_nothing_of_what_came_after_it(state_home: Path) -> None:
    scans(state_home, function("orders"), function("orders", Timeout=30), function("orders", Timeout=60))
    assert found(state_home, at=day(1)) == [("configuration", "timeout_seconds", "3", "30")]


def test_names_and_values_that_databases_refuse_are_kept_without_that(state_home: Path) -> None:
    tags = row_of(FUNCTION, arn("orders"), "detail", {"Tags": {"team": "a\0b" + "x" * 9_000}})
    scans(state_home, function("orders"), [*function("orders", Handler="main\0.run"), tags])
    kept = {subject: after for _, subject, _, after in found(state_home)}
    assert kept["handler"] == "main.run"
    assert len(kept["tags"]) == 2_000


def test_the_latest_of_each_resource_and_of_the_last_year_stay(state_home: Path) -> None:
    state = State(state_home)
    for n in range(MOST_OF_ONE + 5):
        each = ResourceDifference("configuration", "busy", FUNCTION, "1", "timeout_seconds", str(n), str(n + 1), day(n))
        others = (
            [ResourceDifference("configuration", "calm", FUNCTION, "1", "runtime", "a", "b", day(n))] if n < 2 else []
        )
        with state.transaction() as session:
            keep_differences(session, "default", day(n), [each, *others])
    forget_differences(state, "default", day(1))
    assert [each[2] for each in found(state_home, "busy")] == [str(n) for n in range(MOST_OF_ONE + 4, 4, -1)]
    assert len(found(state_home, "calm")) == 1


@pytest.mark.parametrize("table", [name for name, source in sources().items() if source.is_resource])
def test_no_column_that_changes_by_itself_is_configuration(table: str) -> None:
    by_themselves = ("_days_left", "age_days", "idle_days", "last_used_at", "last_accessed_at", "observed_at")
    assert not [name for name in compared(table) if name.endswith(by_themselves)]
    assert compared(table) <= sources()[table].columns.keys()
