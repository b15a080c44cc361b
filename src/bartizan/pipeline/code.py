"""The part of a scan that reads code: from the links that collecting finds to tables, and the plan's word on it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bartizan.advise.match import match
from bartizan.advise.sources.tables import attach_advisories
from bartizan.assess.code import weigh_code
from bartizan.catalog.link import Reader
from bartizan.catalog.queue import CodeQueue
from bartizan.catalog.reading import READER
from bartizan.model import CodeLink, Observation, Usage
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
    engine: Engine, folder: Path, previous: Path | None, home: Path, components: Mapping[str, bool]
) -> None:
    """Create the tables about code from a draft's spool and the advisories on record; ``observation`` must be there."""
    load_code(engine, folder, previous)
    attach_advisories(engine, home, of_packages=True)
    match(engine)
    weigh_code(engine)
    engine.create_empty("component", {"name": "varchar", "is_on": "boolean"})
    engine.insert("component", components.items())


def hints(engine: Engine) -> dict[str, list[str]]:
    """Return what a person would do about facts on code that stay unknown though the code was read."""
    rows = engine.rows(
        "select distinct ecosystem from package anti join advisory_source using (ecosystem) order by ecosystem"
    )
    missing = [f"advisories for {row['ecosystem']}: run `bartizan advisories sync`" for row in rows]
    if engine.rows("select 1 from unreadable limit 1"):
        missing.append("files in the package: `bartizan coverage` names them")
    return {"code_risk": missing}


CODE_OUTPUT = ("reading", "package", "secret", "unreadable", "vulnerability", "advisory_source", "component")
"""The tables about code that a snapshot keeps."""
