"""Object stores over real sockets, moto's S3 and Azure's blobs, behind a front that spoils what a test asks for."""

import base64
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from botocore.session import Session
from moto.server import ThreadedMotoServer

from bartizan.base.snapshots_url import SNAPSHOTS_URL
from bartizan.store.objects.address import object_address
from bartizan.store.objects.objects import Objects
from tests.listening import listening
from tests.store.objects.blobs import ACCOUNT, Blobs
from tests.store.objects.front import Front

_CREDENTIALS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION")


@dataclass
class Place:
    """An object store that the environment names: its kind, its address, what is in front of it, and its secret."""

    kind: str
    url: str
    front: Front
    secret: str

    @property
    def objects(self) -> Objects:
        """What is stored there."""
        return Objects(object_address(self.url))

    def names(self, folder: str) -> set[str]:
        return set(self.objects.sizes(folder))

    def elsewhere(self) -> str:
        """Return the address of a bucket or container that is not there."""
        return self.url.replace("/held", "/nowhere")


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = Session().create_client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1",
        aws_access_key_id="a", aws_secret_access_key=secrets.token_hex(8),
    )  # fmt: skip
    client.create_bucket(Bucket="held")
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def azure() -> Iterator[str]:
    """The address of a blob service with the container ``held``.

    ``BLOB_SERVICE`` names another than the tests' own, such as Azurite with this account and the key in ``BLOB_KEY``.
    """
    if named := os.environ.get("BLOB_SERVICE"):
        yield named
        return
    with listening(Blobs({"held": {}}).handler()) as url:
        yield url.removeprefix("http://")


@pytest.fixture(params=["s3", "azure"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A store with nothing below its prefix, named by the environment, with the credentials for it."""
    front = Front(request.getfixturevalue(request.param))
    secret = os.environ.get("BLOB_KEY") or base64.b64encode(secrets.token_bytes(32)).decode()
    for name in _CREDENTIALS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AK" + "TEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", secret)
    prefix = f"team/{secrets.token_hex(4)}"
    with listening(front.handler()) as url:
        address = f"{url}/{ACCOUNT}/held/{prefix}"
        if request.param == "s3":
            address = f"s3://held/{prefix}?endpoint={url}&region=us-east-1"
        monkeypatch.setenv(SNAPSHOTS_URL, address)
        yield Place(request.param, address, front, secret)
        front.goes_on.set()


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """The homes of two machines."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tmp_path / "one", tmp_path / "two"
