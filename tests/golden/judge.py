"""Judge many scans of the demo estate, each of which is answered a little differently."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from bartizan.collect.run import collected
from bartizan.collect.shared.memory import Memory
from bartizan.model import Usage
from bartizan.pipeline.code import reading_code, weigh_packages
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from bartizan.store.code_spool import CodeSpool
from tests.conftest import Emulators
from tests.golden.verdicts import Verdicts, advised, request, verdicts
from tests.remade import Tables


class Judge:
    """Scans one estate again and again, without publishing.

    Each scan is a whole one, over real sockets. Of its tables, only those are made again that read what is answered
    otherwise than in the first scan; a test holds that this makes no difference.
    """

    def __init__(self, emulators: Emulators, home: Path, engine: Engine, **what: Any) -> None:
        self._emulators = emulators
        self._home = advised(home)
        self._engine = engine
        self._what = what
        self._scans = 0

    @classmethod
    @contextmanager
    def of(cls, emulators: Emulators, home: Path, **what: Any) -> Iterator["Judge"]:
        with Engine(threads=1) as engine:
            yield cls(emulators, home, engine, **what)

    async def first(self) -> Verdicts:
        """Scan and return every verdict; later scans are compared with this one."""
        await self.tables()
        self._verdicts = verdicts(self._engine, published=False)
        return self._verdicts

    async def tables(self) -> Engine:
        """Scan and return the engine with every table; those of later scans are compared with these."""
        await self.load()
        self._tables = Tables(self._engine)
        return self._engine

    async def load(self) -> Engine:
        """Scan and return the engine with what was observed, before any table is made of it."""
        self._load(self._engine, await self._scan())
        return self._engine

    async def again(self) -> Verdicts:
        """Scan and return every verdict."""
        async with self.changed() as made:
            fresh = verdicts(self._engine, published=False, only=made) if made else {}
        return {key: row for key, row in self._verdicts.items() if key.resource_type not in made} | fresh

    @asynccontextmanager
    async def changed(self) -> AsyncIterator[set[str]]:
        """Scan, have the tables of it in the engine that ``load`` returned, and yield the names of those made again."""
        folder = await self._scan()
        with self._tables.changed(lambda engine: self._load(engine, folder)) as made:
            yield made

    async def whole(self) -> Verdicts:
        """Scan and return every verdict, without a thought of the first scan."""
        folder = await self._scan()
        with Engine(threads=1) as engine:
            self._load(engine, folder)
            make_tables(engine)
            return verdicts(engine, published=False)

    async def _scan(self) -> Path:
        """Return the folder with what the clouds answered."""
        self._scans += 1
        folder = self._home / f"scan-{self._scans}"
        folder.mkdir()
        wanted, usage = request(self._emulators, **self._what), Usage()
        with ObservationSpool(folder / "spool") as spool, CodeSpool(folder) as code:
            async with reading_code(code, None, spool.write, usage) as take:
                event = asyncio.Event()
                await collected(wanted.aws, wanted.azure, spool.write, usage, memory=Memory(), soon=event, code=take)
        return folder

    def _load(self, engine: Engine, folder: Path) -> None:
        engine.load_observations(folder / "spool")
        components = request(self._emulators, **self._what).components
        weigh_packages(engine, folder, None, self._home, components)
