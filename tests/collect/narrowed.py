"""Reads of one region, of which all but the first are narrow, with what the last one knew put in by the store."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bartizan.catalog.reading import READER
from bartizan.collect.aws import collect
from bartizan.collect.shared.listings import Listings
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.narrow import NarrowRead
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import ChangedResource, Observation, Usage, now
from bartizan.store import open_snapshot
from bartizan.store.recall import recalled, refused, tallied
from tests.collect.aws_support import PATIENT
from tests.store.test_snapshot import seal

REGION = "eu-west-1"


@dataclass
class Narrowed:
    """Reads of one region, of which all but the first are narrow."""

    url: str
    folder: Path
    last: Path | None = None
    reads: int = 0

    async def read(self, *changed: ChangedResource) -> Usage:
        landed: list[Observation] = []
        usage = Usage()
        narrow = NarrowRead(frozenset(changed)) if changed else None
        memory = Memory(
            *recalled(self.last, READER), listings=Listings(tallied(self.last)), refused=refused(self.last),
            narrow=narrow, at=now() + datetime.timedelta(seconds=1),
        )  # fmt: skip
        target = AwsTarget((REGION,), self.url, quota_share=None)
        await collect(target, landed.append, usage, memory=memory, patience=PATIENT)
        assert dict(usage.answered) == dict(usage.planned)
        self.reads += 1
        self.last = seal(self.folder, f"read{self.reads}", *landed, previous=self.last, started=now().isoformat())
        return usage

    def rows(self) -> dict[tuple[str, ...], Any]:
        assert self.last
        with open_snapshot(self.last) as engine:
            found = engine.rows("select kind, id, aspect, region, outcome, body from observation order by all")
        return {(row["kind"], row["id"], row["aspect"], row["region"]): (row["outcome"], row["body"]) for row in found}

    def times(self) -> dict[tuple[str, ...], datetime.datetime]:
        """Return when each answer was read."""
        assert self.last
        with open_snapshot(self.last) as engine:
            found = engine.rows("select kind, id, aspect, observed_at from observation")
        return {(row["kind"], row["id"], row["aspect"]): row["observed_at"] for row in found}
