"""An object store that cannot be used is one clear line, without a credential in it; addresses are read strictly."""

import base64
import logging
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bartizan.base.snapshots_url import FETCHED_GB, SNAPSHOTS_URL
from bartizan.model import BartizanError, UsageError
from bartizan.service.changes.self_check import self_checks
from bartizan.store.objects.address import ObjectAddress, object_address
from bartizan.store.places import SnapshotStore, snapshot_store
from tests.cli.process import run
from tests.store.objects.conftest import Place
from tests.store.objects.test_object_snapshots import write


def refused(store: SnapshotStore) -> BartizanError:
    with pytest.raises(BartizanError) as caught:
        store.sweep(lambda ids: ids)
    assert "\n" not in str(caught.value)
    return caught.value


def test_no_bucket(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SNAPSHOTS_URL, place.elsewhere())
    store = snapshot_store(tmp_path, "default")
    error = refused(store)
    assert isinstance(error, UsageError)
    assert "make the bucket or container" in str(error)
    for ask in (lambda: store.has("a"), lambda: store.files("a"), lambda: write(tmp_path, "a")):
        with pytest.raises(UsageError, match="is not there"):
            ask()


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_denied(place: Place, tmp_path: Path, method: str) -> None:
    write(tmp_path, "a")
    place.front.refuses = method
    with pytest.raises(UsageError, match=r"refuses these credentials \((AccessDenied|HTTP 403)\): allow it to"):
        if method == "PUT":
            write(tmp_path, "b")
        else:
            snapshot_store(tmp_path / "other", "default").remove(["a"])


def test_unreachable(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    here = place.url.partition("127.0.0.1:")[2].partition("/")[0].partition("&")[0]
    monkeypatch.setenv(SNAPSHOTS_URL, place.url.replace(here, str(port)))
    error = refused(snapshot_store(tmp_path, "default"))
    assert not isinstance(error, UsageError)
    assert "cannot be reached: check host, network" in str(error)


def test_a_key_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SNAPSHOTS_URL, "https://teststore.blob.core.windows.net/held")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", "not base64!")
    with pytest.raises(UsageError, match=r"no credentials for .* or they cannot be used") as caught:
        snapshot_store(tmp_path, "default")
    assert "base64!" not in str(caught.value)


def test_no_secret_is_said(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = [str(each) for each in self_checks(tmp_path)]
    for method in ("PUT", "GET"):
        place.front.refuses = method
        said += [str(each) for each in self_checks(tmp_path)]
    monkeypatch.setenv(SNAPSHOTS_URL, place.elsewhere())
    said += [str(each) for each in self_checks(tmp_path)]
    assert sum("snapshots" in each for each in said) >= 4
    assert place.secret not in " ".join(said)
    assert place.secret not in caplog.text


def test_doctor(place: Place, tmp_path: Path) -> None:
    done = run("doctor", "--format", "json", home=tmp_path)
    assert "can be written and read" in done.stdout
    assert place.names("checks") == set()
    place.front.refuses = "PUT"
    done = run("doctor", home=tmp_path)
    assert "refuses these credentials" in " ".join(done.stdout.split())


def test_without_the_extra(place: Place, tmp_path: Path) -> None:
    program = "import sys; sys.modules['obstore'] = None; from bartizan.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "snapshots", "upload", "--home", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.endswith("take one more package: pip install 'bartizan[objects]'\n")


A = "https://teststore.blob.core.windows.net"
GOOD = {
    "s3://held": ObjectAddress("held", ""),
    "s3://held/a/b/": ObjectAddress("held", "a/b"),
    "s3://held/a?region=eu-west-1": ObjectAddress("held", "a", region="eu-west-1"),
    "s3://held?endpoint=https://minio.example:9000": ObjectAddress("held", "", endpoint="https://minio.example:9000"),
    f"{A}/held": ObjectAddress("held", "", "teststore", A),
    f"{A}/held/a/b": ObjectAddress("held", "a/b", "teststore", A),
    "http://127.0.0.1:10000/teststore/held/a": ObjectAddress(
        "held", "a", "teststore", "http://127.0.0.1:10000/teststore"
    ),
}


@pytest.mark.parametrize("text", GOOD)
def test_an_address(text: str) -> None:
    assert object_address(text) == GOOD[text]


SECRET = base64.b64encode(secrets.token_bytes(20)).decode().rstrip("=").replace("/", "x").replace("+", "y")
BAD = [
    "held", "s3://", "s3:///a", "s3://Held", "s3://held/../other", "s3://held/a/./b", "s3://held/a b", "ftp://held/a",
    f"s3://key:{SECRET}@held/a", f"{A}/held?sv=2024&sig={SECRET}", f"https://u:{SECRET}@teststore.blob.core.windows.net/h",
    f"s3://held?key={SECRET}", "s3://held?endpoint=ftp://x", f"s3://held?endpoint=https://u:{SECRET}@x",
    "http://teststore.blob.core.windows.net/held", "https://example.com/held/a", A, "s3://held?region=../x",
    "http://127.0.0.1:99999/teststore/held", "http://[::1/teststore/held", "s3://held#a",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=[text.replace(SECRET, "secret") for text in BAD])
def test_an_address_that_is_none_is_refused_and_not_repeated(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SNAPSHOTS_URL, text)
    with pytest.raises(UsageError) as caught:
        snapshot_store(tmp_path, "default")
    assert SNAPSHOTS_URL in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("size", ["x", "-1", "nan", "inf"])
def test_a_size_that_is_none(place: Place, tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FETCHED_GB, size)
    write(tmp_path, "a")
    with pytest.raises(UsageError, match="no number of gigabytes"):
        snapshot_store(tmp_path, "default").files("a")
