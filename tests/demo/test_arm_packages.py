"""The emulator's blob containers and deployment sites, as a client of storage and of Kudu meets them."""

import io
import zipfile
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from yarl import URL

from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from bartizan_demo.emulators.shared.secrets import SecretForm, account_name, planted

CONTAINER = "/_host/stcustomerflex.blob.core.windows.net/releases"
BLOB = f"{CONTAINER}/released-package.zip"
SCM = "/_host/func-orders-intake.scm.azurewebsites.net/api"
WWWROOT = "/_host/app-partner-exchange.scm.azurewebsites.net/api/zip/site/wwwroot/"
PLACE = "func-fleet-tracking/WEBSITE_RUN_FROM_PACKAGE"


@pytest.fixture
async def arm() -> AsyncIterator[RunningArm]:
    running = await start_tenant("demo")
    yield running
    await running.close()


async def get(arm: RunningArm, path: str, *, token: bool = True, **more: str) -> tuple[int, Mapping[str, str], bytes]:
    headers = {"x-ms-version": "2021-12-02", **({"Authorization": f"Bearer {arm.token}"} if token else {}), **more}
    url = URL(f"{arm.url}{path}", encoded=True)
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


@pytest.mark.parametrize(
    ("path", "with_token", "without"),
    [
        (f"{CONTAINER}?restype=container&comp=list", 200, 401),
        (BLOB, 200, 401),
        (f"{CONTAINER}/other.zip", 404, 401),
        ("/_host/none.blob.core.windows.net/c?restype=container&comp=list", 404, 401),
        (f"{SCM}/vfs/data/SitePackages/packagename.txt", 200, 401),
        (f"{SCM}/vfs/data/SitePackages/other.zip", 404, 401),
        (f"{SCM}/zip/site/wwwroot/", 404, 401),
        (WWWROOT, 200, 401),
        ("/_host/none.scm.azurewebsites.net/api/zip/site/wwwroot/", 404, 401),
    ],
)
async def test_status(arm: RunningArm, path: str, with_token: int, without: int) -> None:
    assert (await get(arm, path))[0] == with_token
    assert (await get(arm, path, token=False))[0] == without


@pytest.mark.parametrize(
    ("wanted", "status", "size"),
    [("bytes=0-9", 206, 10), ("bytes=0-", 206, None), ("bytes=99999999-", 416, 0), ("lines=1-2", 200, None)],
)
async def test_ranges(arm: RunningArm, wanted: str, status: int, size: int | None) -> None:
    whole = (await get(arm, BLOB))[2]
    answered, headers, content = await get(arm, BLOB, Range=wanted)
    assert answered == status
    if status != 416:
        assert len(content) == (len(whole) if size is None else size)
        assert whole.startswith(content)
    assert ("Content-Range" in headers) is (status == 206)


async def test_signature_is_as_good_as_a_token_and_only_that_one(arm: RunningArm) -> None:
    host = f"{account_name(PLACE)}.blob.core.windows.net"
    url = URL(planted(SecretForm.PACKAGE_URL, PLACE), encoded=True)
    assert url.host == host
    status, _, content = await get(arm, f"/_host/{host}{url.raw_path_qs}", token=False)
    assert status == 200
    assert "PyYAML-5.3.dist-info/METADATA" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert (await get(arm, f"/_host/{host}{url.raw_path}?sig=other", token=False))[0] == 401


async def test_whole_site_is_sent_without_ranges(arm: RunningArm) -> None:
    status, headers, _ = await get(arm, WWWROOT, Range="bytes=0-9")
    assert status == 200
    assert "Content-Range" not in headers
