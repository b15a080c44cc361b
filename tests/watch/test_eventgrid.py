"""Event Grid's messages: both forms, with and without base64; what leads to an app, and what is skipped."""

import base64
import json
from typing import Any

import pytest

from bartizan.collect.azure.collectors import COLLECTORS
from bartizan.model import ChangedResource
from bartizan.watch.event import ExpectedEvents, SkipReason
from bartizan.watch.intake import EventIntake
from bartizan.watch.mapping import event_map
from tests.watch.grid import APP, SUBSCRIPTION, changed, cloud_event

HERE = ExpectedEvents(frozenset({SUBSCRIPTION}))


def taken(*messages: str) -> Any:
    return EventIntake("azure", HERE).take(messages)


@pytest.mark.parametrize(
    "message",
    [
        changed("Microsoft.Web/sites/write"),
        base64.b64encode(changed("Microsoft.Web/sites/config/write", f"{APP}/config/web").encode()).decode(),
        cloud_event("Microsoft.Web/sites/functions/write", f"{APP.upper()}/functions/f"),
        changed("Microsoft.Web/sites/delete", eventType="Microsoft.Resources.ResourceDeleteSuccess"),
    ],
)
def test_a_change_of_an_app_or_a_part_of_it_leads_to_the_app(message: str) -> None:
    batch = taken(message)
    kinds = ("azure_web_app", "azure_function_app", "azure_logic_app")
    assert set(batch.changes) == {ChangedResource(kind, SUBSCRIPTION, "", APP.lower()) for kind in kinds}
    assert {each.caller for each in batch.changes.values()} == {"deploy@example.com"}


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("", SkipReason.MALFORMED),
        ("{", SkipReason.MALFORMED),
        ("!!!", SkipReason.MALFORMED),
        (base64.b64encode(b"[1]").decode(), SkipReason.MALFORMED),
        ("x" * 200_000, SkipReason.TOO_LARGE),
        (changed("Microsoft.Web/sites/write", id=7), SkipReason.MALFORMED),
        (changed("Microsoft.Web/sites/write", data=None, subject=None), SkipReason.MALFORMED),
        (changed("write"), SkipReason.MALFORMED),
        (changed("Microsoft.Web/sites/write", eventTime="now"), SkipReason.MALFORMED),
        (changed("Microsoft.Web/sites/write", "/subscriptions/x/resourceGroups/y"), SkipReason.MALFORMED),
        (changed("Microsoft.Web/sites/write", APP.replace("1", "2")), SkipReason.OTHER_ACCOUNT),
        (changed("Microsoft.Network/virtualNetworks/write"), SkipReason.UNKNOWN_EVENT),
        (changed("Microsoft.Web/sites/config/list/action", eventType="Microsoft.Resources.ResourceActionSuccess"),
         SkipReason.UNKNOWN_TYPE),
        (changed("Microsoft.Web/sites/write", eventType="Microsoft.EventGrid.SubscriptionValidationEvent"),
         SkipReason.UNKNOWN_TYPE),
    ],
)  # fmt: skip
def test_what_is_of_no_use_is_counted_and_skipped(message: str, reason: SkipReason) -> None:
    batch = taken(message, changed("Microsoft.Authorization/roleAssignments/write"))
    assert batch.skipped == {reason: 1}
    assert {each.kind for each in batch.changes} == {"azure_role_assignment"}


def test_odd_values_do_no_harm() -> None:
    body = json.loads(changed("Microsoft.Web/sites/write"))
    odd: list[object] = [None, 1, True, [], {}, "", "\x00", "x" * 5000]
    messages = [json.dumps(body | {name: value}) for name in body for value in odd]
    messages += [json.dumps(body | {"data": body["data"] | {name: each}}) for name in body["data"] for each in odd]
    batch = taken(*messages)
    assert batch.seen == len(messages)
    assert {each.id for each in batch.changes} <= {"", APP.lower()}


def test_the_map_names_kinds_that_are_read() -> None:
    named = {kind for each in event_map("azure").values() for match in each for kind in match.kinds}
    assert named <= {each.kind for each in COLLECTORS}


def test_each_kind_that_a_subscription_tells_changes_of_is_changed_by_some_event() -> None:
    """Management groups stand above subscriptions: the log of none says what becomes of them."""
    named = {kind for each in event_map("azure").values() for match in each for kind in match.kinds}
    assert {each.kind for each in COLLECTORS} - named == {"azure_management_group"}


@pytest.mark.parametrize(
    ("operation", "below"),
    [
        ("Microsoft.Insights/diagnosticSettings/write", "microsoft.insights/diagnosticSettings/to-logs"),
        ("Microsoft.Resources/tags/write", "Microsoft.Resources/tags/default"),
    ],
)
def test_what_is_said_beside_an_app_leads_to_it(operation: str, below: str) -> None:
    kinds = ("azure_web_app", "azure_function_app", "azure_logic_app")
    found = set(taken(changed(operation, f"{APP}/providers/{below}")).changes)
    assert found == {ChangedResource(kind, SUBSCRIPTION, "", APP.lower()) for kind in kinds}
    plan = f"{APP.replace('sites', 'serverfarms')}/providers/{below}"
    assert not taken(changed(operation, plan)).changes
