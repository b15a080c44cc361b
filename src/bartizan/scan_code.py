"""The part of a scan that reads code: from the links that collecting finds to tables, and the plan's word on it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bartizan.advise.match import match
from bartizan.advise.stored import attach_advisories
from bartizan.assess.code import weigh_code
from bartizan.catalog.link import Reader
from bartizan.catalog.queue import CodeQueue
from bartizan.catalog.reading import READER
from bartizan.model import CodeLink, Observation, Usage
from bartizan.settings import PackageSettings
from bartizan.store import Engine
from bartizan.store.code_spool import CodeSpool, known_digests, load_code


@asynccontextmanager
async def reading_code(
    spool: CodeSpool, previous: Path | None, sink: Callable[[Observation], None], usage: Usage
) -> AsyncIterator[Callable[[CodeLink], None]]:
    """Give a callable that takes links while the block runs; at its end all that was taken is read."""
    async with Reader(usage) as reader:
        queue = CodeQueue(reader.read, sink, spool.write, known_digests(previous, READER))
        async with queue.working():
            yield queue.put


def weigh_packages(
    engine: Engine, folder: Path, previous: Path | None, home: Path, settings: PackageSettings, *, is_on: bool
) -> None:
    """Create the tables about code from a draft's spool and the advisories on record; ``observation`` must be there."""
    load_code(engine, folder, previous)
    attach_advisories(engine, home)
    match(engine)
    weigh_code(engine)
    engine.create_empty("component", {"name": "varchar", "is_on": "boolean"})
    engine.insert("component", [("packages", is_on), ("ineligible", settings.ineligible)])


CODE_OUTPUT = ("reading", "package", "secret", "unreadable", "vulnerability", "advisory_source")
"""The tables about code that a snapshot keeps."""
