"""Homes in the states that a page may be in: nothing scanned, nothing found, much denied, and what cannot be read."""

import asyncio
import datetime
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bartizan.advise.sources.sync import sync_bundled
from bartizan.base.settings import Settings
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import Usage, now
from bartizan.pipeline.scan import ScanRequest, scan
from bartizan.state import Manifest, State
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from tests.conftest import entered
from tests.service.estate import arn, published

DENIED = ("arm:GET Microsoft.Web/sites/*", "arm:POST *", "arm:GET Microsoft.[!W]*", "arm:GET graph*")
"""All but the lists of apps, their plans and the subscription."""


def found_nothing(home: Path) -> Path:
    """Return a home whose scan found no resource."""
    return published(home, [])


def found_one(home: Path) -> Path:
    """Return a home whose scan found one function."""
    return published(home, [{"id": arn("orders"), "name": "orders"}])


def with_an_older(home: Path) -> Path:
    """Return a home with an older snapshot, which has lost its files."""
    before = now() - datetime.timedelta(days=1)
    State(home).publish(Manifest("older", "default", before, before, "complete", {"snapshot_id": "older"}))
    return found_one(home)


def without_files(home: Path) -> Path:
    """Return a home whose snapshot has lost its files."""
    shutil.rmtree(found_one(home) / "snapshots")
    return home


def damaged(home: Path) -> Path:
    """Return a home of whose snapshot no file can be read."""
    for each in (found_one(home) / "snapshots").rglob("*.parquet"):
        each.write_bytes(b"PAR1 and no table")
    return home


def denied(estate: Estate) -> Callable[[Path], Path]:
    """Return what scans a subscription, of which little but the names of its apps is answered, into a home."""

    def scanned(home: Path) -> Path:
        sync_bundled(home)
        subscription = estate.subscriptions[0]
        add_connector(State(home), "default", Connector("shop", "azure", "subscription", subscription, {}))
        target = AzureTarget((subscription,), estate.arm, None)
        with pytest.MonkeyPatch.context() as environment:
            emulators = entered(estate, environment)
            emulators.faults.extend({"operation": each, "action": "deny"} for each in DENIED)
            emulators.send_faults()
            asked = scan(ScanRequest((), (target,), settings=Settings()), home, Usage())
            with ThreadPoolExecutor(1) as aside:  # the browser's loop runs in this thread
                aside.submit(asyncio.run, asked).result()
            emulators.reset_now()
        return home

    return scanned
