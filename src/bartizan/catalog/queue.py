"""Read the code of workloads as its whereabouts become known: few packages at a time, each digest once."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager

from bartizan.catalog.package import Reason
from bartizan.catalog.purl import purl
from bartizan.catalog.reading import READER, PackageReading
from bartizan.model import CODE, CodeLink, Observation, Outcome

_AT_ONCE = 8
"""Packages that are read at the same time; each holds what it wants of one package in memory."""

Write = Callable[[str, Iterable[Sequence[object]]], None]


class CodeQueue:
    """Takes the links of a scan's workloads, reads each new digest and reports the result.

    ``sink`` receives one observation per link; ``write`` takes rows of the tables ``reading``, ``package``, ``secret``
    and ``unreadable``. Digests in ``known`` are not read again: what is in them is on record.
    """

    def __init__(
        self,
        read: Callable[[CodeLink], Awaitable[PackageReading]],
        sink: Callable[[Observation], None],
        write: Write,
        known: Collection[str],
    ) -> None:
        self._read = read
        self._sink = sink
        self._write = write
        self._known = set(known)
        self._links: asyncio.Queue[CodeLink] = asyncio.Queue()
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def put(self, link: CodeLink) -> None:
        """Take a link; one without a usable location is reported at once."""
        if link.outcome is not Outcome.OK:
            self._tell(link, link.outcome, detail=link.detail)
        elif link.reason:
            self._tell(link, Outcome.OK, {"status": "ineligible", "reason": link.reason})
        elif link.digest in self._known:
            self._tell(link, Outcome.OK, _assessed(link.digest))
        else:
            self._links.put_nowait(link)

    @asynccontextmanager
    async def working(self) -> AsyncIterator["CodeQueue"]:
        """Read while the block runs, and until all that was taken is read; after an error nothing more is read.

        Raises:
            Exception: what a worker failed with; links that it left would be waited for without an end.
        """
        tasks = [asyncio.create_task(self._work()) for _ in range(_AT_ONCE)]
        try:
            yield self
            # Only now: while nothing was taken yet, there is nothing to wait for.
            tasks.append(asyncio.create_task(self._links.join()))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            link = await self._links.get()
            try:
                # One whose digest another worker reads just now waits for what comes of that.
                async with self._reading[link.digest] if link.digest else asyncio.Lock():
                    await self._answer(link)
            finally:
                self._links.task_done()

    async def _answer(self, link: CodeLink) -> None:
        """Read a link's code, unless its digest was read meanwhile, and report the result."""
        if link.digest in self._known:
            self._tell(link, Outcome.OK, _assessed(link.digest))
            return
        reading = await self._read(link)
        failure = reading.failure
        if failure is None:
            digest = link.digest or reading.digest
            self._keep(digest, reading)
            self._tell(link, Outcome.OK, _assessed(digest))
        else:
            outcome = Outcome.DENIED if failure.reason is Reason.DENIED else Outcome.FAILED
            self._tell(link, outcome, detail=f"{failure.reason}: {failure.detail}")

    def _keep(self, digest: str, reading: PackageReading) -> None:
        found = reading.packages
        self._write("reading", [(digest, READER, reading.bytes_total, reading.bytes_read)])
        self._write("package", [(digest, p.ecosystem, p.name, p.version, purl(p), p.path, p.evidence) for p in found])
        self._write("secret", [(digest, each.kind, each.path, each.line) for each in reading.secrets])
        self._write("unreadable", [(digest, each.path, each.reason, each.detail) for each in reading.unreadable])
        self._known.add(digest)

    def _tell(self, link: CodeLink, outcome: Outcome, body: dict[str, str] | None = None, detail: str = "") -> None:
        self._sink(
            Observation(
                link.kind,
                link.id,
                CODE,
                outcome,
                link.scope,
                link.region,
                body,
                link.operation,
                link.permission,
                detail,
            )
        )


def _assessed(digest: str) -> dict[str, str]:
    return {"status": "assessed", "digest": digest, "reason": ""}
