"""The activity log: what its entries come to."""

import datetime
import random

from bartizan.watch.activitylog import read_log
from bartizan.watch.event import ExpectedEvents
from tests.watch.grid import APP, SUBSCRIPTION

EXPECTED = ExpectedEvents(frozenset({SUBSCRIPTION}))
AT = "2026-02-28T10:00:00.1234567Z"


def entry(operation: str = "Microsoft.Web/sites/write", status: str = "Succeeded", **more: object) -> dict[str, object]:
    """Return an entry as Azure lists it."""
    said = {"operationName": {"value": operation}, "status": {"value": status}, "caller": "deploy@example.com"}
    return {"eventDataId": "e-1", "eventTimestamp": AT, "resourceId": APP, **said, **more}


def test_a_change_names_its_resource_who_made_it_and_when() -> None:
    batch = read_log([entry("Microsoft.Web/sites/write")], EXPECTED)
    ids = {each.id for each in batch.changes}
    assert APP.lower() in ids
    (event,) = {each.id: each for each in batch.changes.values()}.values()
    assert (event.name, event.caller) == ("sites/write", "deploy@example.com")
    assert event.at == datetime.datetime(2026, 2, 28, 10, 0, 0, 123456)


def test_what_only_began_failed_or_read_is_no_change() -> None:
    entries = [
        entry(status="Started"),
        entry(status="Failed"),
        entry("Microsoft.Web/sites/config/list/action"),
        entry(resourceId=APP.replace(SUBSCRIPTION, "22222222-2222-4222-8222-222222222222")),
        entry("Microsoft.Nobody/knows/write"),
    ]
    assert not read_log(entries, EXPECTED).changes


def test_no_entry_makes_it_fail() -> None:
    draw = random.Random(1)
    junk: list[object] = [None, 7, "x", [], {}, {"value": None}, "\x00", "9" * 400, AT, APP]
    for _ in range(2000):
        broken = entry()
        for name in draw.sample([*broken], 2):
            broken[name] = draw.choice(junk)
        read_log([broken, draw.choice(junk)], EXPECTED)
