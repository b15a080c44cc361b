"""Snapshots that are made by hand and put into the outbox as a scan puts them there, and what exports say of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from bartizan.model import now
from bartizan.service.exporting.rules import ExportRequest, add_export
from bartizan.service.notifying.delivering import Deliverer
from bartizan.state import State
from bartizan.state.notify.decided import decision_point
from bartizan.state.notify.outbox import deliveries, enqueue
from bartizan.state.notify.progress import snapshot_notice
from tests.service.estate import arn, published

ACCOUNT = "123456789012"


class Scans:
    """A home whose snapshots are made by hand; each is put into the outbox as a scan puts it there."""

    def __init__(self, home: Path) -> None:
        self.home, self.state, self.n = home, State(home), 0
        self.deliverer = Deliverer(home)

    def __call__(self, *names: str, scope: str = ACCOUNT, runtime: str = "python3.12", also: Sequence[str] = ()) -> str:
        self.n += 1
        functions = [{"id": arn(name, scope), "name": name, "runtime": runtime} for name in names]
        published(self.home, functions, id_=f"20260301T00000{self.n}-s", also=also)
        with self.state.transaction() as session:
            point = decision_point(session, "default", now())
            enqueue(session, "default", [snapshot_notice(f"20260301T00000{self.n}-s", point)], now())
        return f"20260301T00000{self.n}-s"

    def export(self, receiver: str, address: str = "", **values: Any) -> None:
        add_export(self.home, ExportRequest("out", receiver, address, allows_private=True, **values))

    def deliver(self) -> None:
        while self.deliverer.round():
            pass

    def last(self) -> tuple[str, str]:
        """Return how the latest delivery went."""
        found = deliveries(self.state, "default")[0][0][0]
        return found.status, found.detail


def exported(folder: Path) -> list[tuple[str, str, str, str]]:
    """Return what each event says: what happened, the rule, the resource, the verdict; and begin anew."""
    events = []
    for file in sorted(folder.iterdir()):
        events += [orjson.loads(line) for line in file.read_bytes().splitlines()]
        file.unlink()
    return sorted(said(event) for event in events)


def said(event: dict[str, Any]) -> tuple[str, str, str, str]:
    rule = event["metadata"]["event_code"].rpartition(".")[2]
    return event["activity_name"], rule, event["resources"][0]["name"], event["compliance"]["status"]
