"""Inputs that broke something once, found by fuzzing and kept as short as they broke: they break nothing any more."""

import asyncio
import resource
import time
from pathlib import Path

import pytest

from tests.catalog.judge import faults
from tests.catalog.over_http import stop
from tests.catalog.targets import TARGETS

KEPT = sorted(Path(__file__).with_name("broken").glob("*.bin"))
SECONDS = 2.0
"""Of CPU, for any 64 KiB."""
GROWN = 256 * 1024
"""KiB of memory."""


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_breaks_nothing_any_more(file: Path) -> None:
    held, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    data = file.read_bytes()

    async def read() -> set[str]:
        reading = await TARGETS[file.name.partition("-")[0]].read(data)
        await stop()
        return faults(reading, reading.bytes_total)

    assert asyncio.run(read()) == set()
    assert time.process_time() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < GROWN


def test_some_are_kept_and_all_are_short() -> None:
    assert len(KEPT) > 20
    assert max(file.stat().st_size for file in KEPT) < 4096
