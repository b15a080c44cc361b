"""What we find in a sample, and what that costs: CPU from memory, bytes and time over a line of known speed."""

import asyncio
import time
from dataclasses import dataclass

import aiohttp

from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.archive.http_source import HttpSource
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package
from corpus.sample import Key, Sample
from corpus.server import served

_TIMES = 3
"""Of which the best counts: other jobs may run on the machine."""


@dataclass(frozen=True)
class Ours:
    """One reading. ``ranged`` and ``whole`` are seconds: ours, and those of downloading all before reading it."""

    found: frozenset[Key]
    unreadable: int
    cpu: float
    bytes_read: int
    ranged: float
    whole: float


def ours(sample: Sample) -> Ours:
    """Return what we find in a sample and what that took."""
    content = sample.file.read_bytes()
    cpu, reading = min((_from_memory(content) for _ in range(_TIMES)), key=lambda each: each[0])
    ranged, bytes_read = min(asyncio.run(_by_ranges(content)) for _ in range(_TIMES))
    found = frozenset((each.ecosystem, each.name, each.version) for each in reading.packages)
    whole = min(asyncio.run(_whole(content)) for _ in range(_TIMES))
    return Ours(found, len(reading.unreadable), cpu, bytes_read, ranged, whole)


def _from_memory(content: bytes) -> tuple[float, PackageReading]:
    cpu = time.process_time()
    reading = asyncio.run(read_package(BytesSource(content), secrets=None))
    return time.process_time() - cpu, reading


async def _whole(content: bytes) -> float:
    """Return the seconds of downloading all from the same server with the same client, and reading it then."""
    async with served(content) as url, aiohttp.ClientSession() as session:
        began = time.perf_counter()
        async with session.get(url) as response:
            await read_package(BytesSource(await response.read()), secrets=None)
        return time.perf_counter() - began


async def _by_ranges(content: bytes) -> tuple[float, int]:
    async with served(content) as url, aiohttp.ClientSession() as session:
        began = time.perf_counter()
        reading = await read_package(await HttpSource.open(session, url, len(content)), secrets=None)
        return time.perf_counter() - began, reading.bytes_read
