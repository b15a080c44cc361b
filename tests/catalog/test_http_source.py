"""Packages over HTTP: honest servers, and those that know no ranges, answer short, change or fail."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bartizan.catalog.archive.http_source import HttpSource
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason
from bartizan.catalog.queue import CodeQueue
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package
from bartizan.model import CODE, CodeLink, Observation, Outcome
from tests.catalog.test_archive import zipped

RECORD = b"Name: requests\nVersion: 2.31.0\n\n"
NOISE = {f"lib/{n}.bin": Random(n).randbytes(1_000_000) for n in range(6)}
LARGE = zipped({"requests-2.31.0.dist-info/METADATA": RECORD, **NOISE})
SMALL = zipped({"requests-2.31.0.dist-info/METADATA": RECORD})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answering(content: bytes, **headers: str) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        span = request.http_range
        start, stop = span.start or 0, min(span.stop or len(content), len(content))
        if start >= len(content):
            return web.Response(status=416)
        told = {"Content-Range": f"bytes {start}-{stop - 1}/{len(content)}", "ETag": '"1"', **headers}
        return web.Response(status=206, body=content[start:stop], headers=told)

    return handle


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    app = web.Application()
    app.router.add_get("/{rest:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session:
        try:
            yield session, f"http://127.0.0.1:{port}/package.zip"
        finally:
            await runner.cleanup()


@pytest.mark.parametrize("size", [0, len(LARGE)])
async def test_a_large_package_is_read_by_ranges(size: int) -> None:
    async with served(answering(LARGE)) as (session, url):
        source = await HttpSource.open(session, url, size)
        reading = await read_package(source)
    assert [(p.name, p.version) for p in reading.packages] == [("requests", "2.31.0")]
    assert reading.unreadable == []
    most = 0.05 if size else 0.45  # where the size is not known, the first look takes two megabytes
    assert reading.bytes_read < most * len(LARGE)


async def test_a_host_that_is_not_there_is_told_as_that() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(SourceError, match="does not resolve here"):
            await HttpSource.open(session, "http://nowhere.invalid/package.zip?signature=x")


async def test_a_small_package_takes_one_request() -> None:
    asked = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return await answering(SMALL)(request)

    async with served(handle) as (session, url):
        reading = await read_package(await HttpSource.open(session, url, len(SMALL)))
    assert len(asked) == 1
    assert len(reading.packages) == 1
    assert len(reading.digest) == 64


async def test_a_server_without_ranges_is_read_whole_once() -> None:
    asked = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(body=LARGE)

    async with served(handle) as (session, url):
        reading = await read_package(await HttpSource.open(session, url, len(LARGE)))
    assert len(reading.packages) == 1
    assert reading.bytes_read == len(asked) * len(LARGE)
    assert len(asked) == 1


async def changing(request: web.Request) -> web.StreamResponse:
    return await answering(LARGE, ETag=f'"{request.http_range.start}"')(request)


async def elsewhere(_request: web.Request) -> web.StreamResponse:
    return web.Response(status=206, body=b"x", headers={"Content-Range": "bytes 7-7/100"})


async def too_much(request: web.Request) -> web.StreamResponse:
    start, stop = request.http_range.start or 0, request.http_range.stop or 0
    told = {"Content-Range": f"bytes {start}-{stop - 1}/{len(LARGE)}"}
    return web.Response(status=206, body=bytes(stop - start + 1), headers=told)


def refusing(status: int) -> Handler:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    return handle


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (refusing(403), Reason.DENIED),
        (refusing(404), Reason.GONE),
        (refusing(400), Reason.FAILED),
        (changing, Reason.FAILED),
        (elsewhere, Reason.FAILED),
        (too_much, Reason.FAILED),
    ],
)
async def test_what_cannot_be_read_says_why(handler: Handler, reason: Reason) -> None:
    async with served(handler) as (session, url):
        try:
            source = await HttpSource.open(session, url, len(LARGE))
            failure = (await read_package(source)).failure
        except SourceError as error:
            assert error.reason is reason
            return
    assert failure is not None
    assert failure.reason is reason
    assert "127.0.0.1" not in failure.detail


async def test_an_empty_answer_is_no_archive() -> None:
    async with served(answering(b"")) as (session, url):
        reading = await read_package(await HttpSource.open(session, url))
    assert reading.failure is not None


async def test_a_server_that_stumbles_once_is_asked_again() -> None:
    asked: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=503) if len(asked) == 1 else await answering(SMALL)(request)

    async with served(handle) as (session, url):
        assert (await read_package(await HttpSource.open(session, url))).failure is None


async def test_a_token_follows_no_redirect() -> None:
    seen: list[tuple[str, str]] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append((request.path, request.headers.get("Authorization", "")))
        raise web.HTTPFound("/other.zip") if request.path == "/package.zip" else web.HTTPOk

    async def token() -> Mapping[str, str]:
        return {"Authorization": "Bearer " + "x" * 8}

    async with served(handle) as (session, url):
        with pytest.raises(SourceError):
            await HttpSource.open(session, url, headers=token)
    assert [path for path, _ in seen] == ["/package.zip"]


def link(id_: str, digest: str = "d", **more: Any) -> CodeLink:
    return CodeLink(
        "aws_lambda_function", id_, "111122223333", "eu-west-1", digest, operation="lambda:GetFunction", **more
    )


async def test_each_digest_is_read_once_and_each_link_is_told() -> None:
    told: list[Observation] = []
    rows: list[tuple[str, object]] = []
    read: list[str] = []

    async def reader(each: CodeLink) -> PackageReading:
        read.append(each.id)
        if each.id == "broken":
            async with served(refusing(403)) as (session, url):
                try:
                    await HttpSource.open(session, url)
                except SourceError as error:
                    from bartizan.catalog.package import Unreadable

                    return PackageReading(unreadable=[Unreadable("", error.reason, str(error))])
        async with served(answering(SMALL)) as (session, url):
            return await read_package(await HttpSource.open(session, url))

    queue = CodeQueue(reader, told.append, lambda table, found: rows.extend((table, row) for row in found), {"known"})
    async with queue.working():
        queue.put(link("broken"))
        queue.put(link("a"))
        queue.put(link("b"))
        queue.put(link("kept", "known"))
        queue.put(link("image", "", reason="container_image"))
        queue.put(link("refused", "", outcome=Outcome.DENIED, permission="lambda:GetFunction", detail="AccessDenied"))
    outcomes = {each.id: (each.outcome, (each.body or {}).get("status", "")) for each in told}
    assert outcomes == {
        "broken": (Outcome.DENIED, ""),
        "a": (Outcome.OK, "assessed"),
        "b": (Outcome.OK, "assessed"),
        "kept": (Outcome.OK, "assessed"),
        "image": (Outcome.OK, "ineligible"),
        "refused": (Outcome.DENIED, ""),
    }
    assert {each.aspect for each in told} == {CODE}
    assert sorted(read) == ["a", "broken"]
    assert [row for table, row in rows if table == "package"] == [
        (
            "d",
            "PyPI",
            "requests",
            "2.31.0",
            "pkg:pypi/requests@2.31.0",
            "requests-2.31.0.dist-info/METADATA",
            "installed",
        )
    ]
