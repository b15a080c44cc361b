"""Servers that lie, stall or lead astray: each ends as a word about why, in bounded time and without the link in it."""

import asyncio
import time
from random import Random

import pytest
from aiohttp import web

from bartizan.catalog.http_source import HttpSource
from bartizan.catalog.limits import Limits
from bartizan.catalog.link import Reader
from bartizan.catalog.package import Reason
from bartizan.catalog.queue import CodeQueue
from bartizan.catalog.reading import Reading
from bartizan.catalog.run import read_package
from bartizan.catalog.source import SourceError
from bartizan.model import CodeLink, Usage
from tests.catalog.test_archive import zipped
from tests.catalog.test_hostile_archive import Told, local, telling
from tests.catalog.test_http_source import LARGE, SMALL, Handler, answering, served


async def failure(handler: Handler, size: int = 0, limits: Limits | None = None, seconds: float = 20) -> SourceError:
    """Return why nothing of a package can be read."""
    async with served(handler) as (session, url):
        try:
            source = await HttpSource.open(session, url, size, seconds=seconds)
            told = (await read_package(source, limits=limits)).failure
        except SourceError as error:
            return error
    assert told is not None
    return SourceError(told.reason, told.detail)


def partial(request: web.Request, size: int = len(LARGE)) -> dict[str, str]:
    start, stop = request.http_range.start or 0, request.http_range.stop or 0
    return {"Content-Range": f"bytes {start}-{min(stop, size) - 1}/{size}"}


async def short(request: web.Request) -> web.StreamResponse:
    """Give less than was asked for, as if it were all."""
    start, stop = request.http_range.start or 0, request.http_range.stop or 0
    return web.Response(status=206, body=LARGE[start : stop - 7], headers=partial(request))


async def breaking_off(request: web.Request) -> web.StreamResponse:
    """Promise a length, and close the connection in the middle of it."""
    response = web.StreamResponse(status=206, headers={**partial(request), "Content-Length": "100000"})
    await response.prepare(request)
    await response.write(LARGE[:1000])
    assert request.transport is not None
    request.transport.close()
    return response


async def dripping(request: web.Request) -> web.StreamResponse:
    """Give one byte after another, and never all."""
    response = web.StreamResponse(status=206, headers={**partial(request), "Content-Length": "100000"})
    await response.prepare(request)
    for _ in range(1000):
        await response.write(b"x")
        await asyncio.sleep(0.05)
    return response


async def round_and_round(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"/{request.path.strip('/')}x")


async def lying(request: web.Request) -> web.StreamResponse:
    """Tell that the package is larger than it is said to be."""
    body = await answering(LARGE)(request)
    return web.Response(status=206, body=getattr(body, "body", b""), headers=partial(request, len(LARGE) + 1))


async def counting_to_the_end(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=206, body=b"x", headers={"Content-Range": f"bytes 0-0/{'9' * 5000}"})


def leading(place: str) -> Handler:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": place})

    return handle


@pytest.mark.parametrize(
    ("handler", "size"),
    [
        (short, len(LARGE)),
        (breaking_off, len(LARGE)),
        (round_and_round, 0),
        (lying, len(LARGE)),
        (counting_to_the_end, 0),
        (leading("http://[bad/"), 0),
        (leading("http://" + "a" * 70 + ".invalid/"), 0),
        (leading("file:///etc/hostname"), 0),
        (leading("//"), 0),
    ],
)
async def test_each_is_a_failure_that_tells_no_link(handler: Handler, size: int) -> None:
    told = await failure(handler, size)
    assert told.reason is Reason.FAILED
    assert "127.0.0.1" not in str(told)
    assert "invalid" not in str(told)


async def test_a_server_that_drips_is_left() -> None:
    began = time.monotonic()
    assert (await failure(dripping, len(LARGE), Limits(seconds=0.5))).reason is Reason.TOO_LARGE
    assert (await failure(dripping, seconds=0.5)).reason is Reason.FAILED
    assert time.monotonic() - began < 5


async def test_a_server_that_forgets_ranges_midway_is_read_whole_once() -> None:
    noise = [(f"{n}.bin", Random(n).randbytes(3_000_000)) for n in range(4)]
    records = [(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\n".encode()) for name in "abcd"]
    content = zipped(dict(each for pair in zip(records, noise, strict=True) for each in pair))
    asked = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return await answering(content)(request) if len(asked) == 1 else web.Response(body=content)

    async with served(handle) as (session, url):
        reading = await read_package(await HttpSource.open(session, url, len(content)))
    assert {each.name for each in reading.packages} == set("abcd")
    assert reading.unreadable == []
    assert len(asked) > 2
    assert reading.bytes_read < 1.5 * len(content)


async def test_a_redirect_is_followed() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/package.zip":
            raise web.HTTPFound("/other.zip")
        return await answering(SMALL)(request)

    async with served(handle) as (session, url):
        reading = await read_package(await HttpSource.open(session, url))
    assert [each.name for each in reading.packages] == ["requests"]


async def test_an_empty_member_at_the_end_asks_for_no_range() -> None:
    """A range of no bytes cannot be said in HTTP: asking for one made all of a package unreadable."""
    body = bytes(3_000_000) + local(b"x", b"x")
    content = telling(body, Told(b"requirements.txt", at=len(body)), Told(b"x/yarn.lock", at=len(body)))
    async with served(answering(content)) as (session, url):
        reading = await read_package(await HttpSource.open(session, url, len(content)))
    assert reading.failure is None
    assert {each.reason for each in reading.unreadable} == {Reason.MALFORMED}


@pytest.mark.parametrize(
    "link", ["", "//x", "x", "ftp://x/y", "http://", "http://[bad", "http://a:99999/x", "http://a..b/", "http://xn--a/"]
)
async def test_a_link_that_is_none(link: str) -> None:
    """Where a setting holds nonsense, that is told of its workload, and the scan goes on."""
    async with Reader(Usage()) as reader:
        reading: Reading = await reader.read(CodeLink("azure_web_app", "id", "scope", "region", url=link))
    assert reading.failure is not None
    assert reading.failure.reason is Reason.FAILED


@pytest.mark.parametrize("links", [1, 20])
async def test_an_error_of_ours_is_told_and_hangs_nothing(links: int) -> None:
    """Workers that end with an error leave links that nobody reads: that is no clean end, and no end to wait for."""

    async def stumbling(_link: CodeLink) -> Reading:
        raise RuntimeError("stumbled")

    queue = CodeQueue(stumbling, lambda _: None, lambda *_: None, ())
    with pytest.raises(RuntimeError, match="stumbled"):
        async with asyncio.timeout(10), queue.working():
            for n in range(links):
                queue.put(CodeLink("azure_web_app", f"{n}", "scope", "region", f"{n}"))


async def test_links_that_come_late_are_read_as_well() -> None:
    """The queue is empty before a scan knows of any code: that is not its end."""
    read = []

    async def reader(link: CodeLink) -> Reading:
        await asyncio.sleep(0.05)
        read.append(link.id)
        return Reading(digest=link.id)

    async with CodeQueue(reader, lambda _: None, lambda *_: None, ()).working() as queue:
        await asyncio.sleep(0.05)
        for n in range(20):
            queue.put(CodeLink("azure_web_app", f"{n}", "scope", "region", f"{n}"))
    assert len(read) == 20
