"""Servers that lie, stall or lead astray: each ends as a word about why, in bounded time and without the link in it."""

import asyncio
import os
import socket
import time
from pathlib import Path
from random import Random

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bartizan.catalog.archive.http_source import HttpSource
from bartizan.catalog.archive.limits import Limits
from bartizan.catalog.archive.resolver import GuardedResolver
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.link import Reader
from bartizan.catalog.package import Reason
from bartizan.catalog.queue import CodeQueue
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package
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
        reading: PackageReading = await reader.read(CodeLink("azure_web_app", "id", "scope", "region", url=link))
    assert reading.failure is not None
    assert reading.failure.reason is Reason.FAILED


@pytest.mark.parametrize("links", [1, 20])
async def test_an_error_of_ours_is_told_and_hangs_nothing(links: int) -> None:
    """Workers that end with an error leave links that nobody reads: that is no clean end, and no end to wait for."""

    async def stumbling(_link: CodeLink) -> PackageReading:
        raise RuntimeError("stumbled")

    queue = CodeQueue(stumbling, lambda _: None, lambda *_: None, ())
    with pytest.raises(RuntimeError, match="stumbled"):
        async with asyncio.timeout(10), queue.working():
            for n in range(links):
                queue.put(CodeLink("azure_web_app", f"{n}", "scope", "region", f"{n}"))


async def test_links_that_come_late_are_read_as_well() -> None:
    """The queue is empty before a scan knows of any code: that is not its end."""
    read = []

    async def reader(link: CodeLink) -> PackageReading:
        await asyncio.sleep(0.05)
        read.append(link.id)
        return PackageReading(digest=link.id)

    async with CodeQueue(reader, lambda _: None, lambda *_: None, ()).working() as queue:
        await asyncio.sleep(0.05)
        for n in range(20):
            queue.put(CodeLink("azure_web_app", f"{n}", "scope", "region", f"{n}"))
    assert len(read) == 20


@pytest.mark.parametrize("place", ["http://127.0.0.1:{port}/x", "http://localhost:{own}/x", "//169.254.169.254/latest"])
async def test_a_redirect_leads_nowhere_else(place: str) -> None:
    """A package's server would have the scanner ask its own network, or the machine's metadata."""
    asked: list[str] = []

    async def other(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=404)

    async with served(other) as (_, elsewhere):

        async def handle(request: web.Request) -> web.StreamResponse:
            raise web.HTTPFound(place.format(port=URL(elsewhere).port, own=request.url.port))

        async with served(handle) as (session, url):
            with pytest.raises(SourceError, match="another host"):
                await HttpSource.open(session, url)
    assert asked == []


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "168.63.129.16", "0.0.0.0"]
)
async def test_the_metadata_of_a_machine_is_never_asked_for(host: str) -> None:
    async with Reader(Usage()) as reader:
        reading = await reader.read_place(f"http://{host}/latest/meta-data/")
    assert reading.failure is not None
    assert "never asked" in reading.failure.detail


class OneName(AbstractResolver):
    """Resolves whatever it is asked to some addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0) for each in self._addresses]  # fmt: skip  # noqa: E501

    async def close(self) -> None:
        pass


async def test_a_name_of_a_refused_address_is_not_asked_and_one_of_others_is() -> None:
    async with served(answering(zipped({}))) as (_, url):
        for addresses, is_asked in ((["169.254.169.254"], False), (["169.254.169.254", "127.0.0.1"], True)):
            connector = aiohttp.TCPConnector(resolver=GuardedResolver(OneName(*addresses)))
            async with aiohttp.ClientSession(connector=connector) as session:
                named = url.replace("127.0.0.1", "packages.example")
                if is_asked:
                    assert (await HttpSource.open(session, named)).size
                else:
                    with pytest.raises(SourceError, match="never asked"):
                        await HttpSource.open(session, named)


@pytest.mark.parametrize("private", ["127.0.0.1", "10.0.0.7", "192.168.1.1", "::1", "::ffff:10.0.0.7", "fd12::1"])
async def test_a_public_name_does_not_become_a_private_one(private: str) -> None:
    public, names = "93.184.215.14", OneName("93.184.215.14")
    resolver = GuardedResolver(names)
    assert [each["host"] for each in await resolver.resolve("packages.example")] == [public]
    names._addresses = (private, public)
    assert [each["host"] for each in await resolver.resolve("packages.example")] == [public]
    names._addresses = (private,)
    with pytest.raises(SourceError, match="was public"):
        await resolver.resolve("packages.example")
    # One that was there from the beginning is a registry of one's own.
    assert [each["host"] for each in await resolver.resolve("registry.internal")] == [private]


@pytest.mark.parametrize("place", ["/proc/self/pagemap", "/proc/self/mem", "/proc/kmsg", "/proc/kcore", "/dev/urandom"])
async def test_files_of_the_system_that_do_not_end_are_no_packages(place: str) -> None:
    async with asyncio.timeout(20), Reader(Usage()) as reader:
        reading = await reader.read_place(place)
    assert reading.failure is not None
    assert not reading.packages


async def test_a_folder_whose_files_come_and_go_is_read() -> None:
    async with asyncio.timeout(60), Reader(Usage()) as reader:
        reading = await reader.read_place("/proc/self/task")
    assert not reading.packages


@pytest.mark.parametrize("kind", ["device", "pipe", "pipe in a folder"])
async def test_what_never_ends_is_no_package(kind: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.zip"
    os.mkfifo(pipe)
    place = {"device": "/dev/zero", "pipe": str(pipe), "pipe in a folder": str(tmp_path)}[kind]
    async with asyncio.timeout(5), Reader(Usage()) as reader:
        reading = await reader.read_place(place)
    told = "" if reading.failure is None else reading.failure.detail
    assert told == ("" if "folder" in kind else f"{place} is neither a file nor a folder")
