"""Credentials of an object store: from a profile as from the environment, and said clearly where there are none."""

import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from botocore.session import Session

from bartizan.model import UsageError
from bartizan.store.objects.address import object_address
from bartizan.store.objects.objects import Objects
from tests.listening import listening
from tests.store.objects.blobs import ACCOUNT, Blobs

_SET = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a profile ``snapshots``, which the environment names instead of keys."""
    for name in _SET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_PROFILE", "snapshots")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path


def written(s3: str, name: str) -> bytes | None:
    """Return what was put into the bucket and read again."""
    address = object_address(f"s3://held/{secrets.token_hex(4)}?endpoint=http://{s3}")
    Objects(address).put(name, b"kept")
    return Objects(address).read(name, 100)


def test_a_profile_names_keys_and_region(s3: str, folder: Path) -> None:
    id_, key = f"AK{secrets.token_hex(6)}".upper(), secrets.token_hex(20)
    (folder / "config").write_text("[profile snapshots]\nregion = us-east-1\n")
    (folder / "credentials").write_text(f"[snapshots]\naws_access_key_id = {id_}\naws_secret_access_key = {key}\n")
    assert written(s3, "profile") == b"kept"


def test_a_profile_assumes_a_role_of_another_one(s3: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    id_, key = f"AK{secrets.token_hex(6)}".upper(), secrets.token_hex(20)
    role = f"arn:aws:iam::123456789012:role/{secrets.token_hex(4)}"
    (folder / "config").write_text(
        f"[profile base]\n\n[profile snapshots]\nregion = us-east-1\nrole_arn = {role}\nsource_profile = base\n"
    )
    (folder / "credentials").write_text(f"[base]\naws_access_key_id = {id_}\naws_secret_access_key = {key}\n")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://{s3}")
    assert written(s3, "role") == b"kept"


def test_a_process_gives_credentials_that_expire(s3: str, folder: Path) -> None:
    program = folder / "program.py"
    program.write_text(
        "import datetime, json, pathlib, secrets\n"
        f"with pathlib.Path({str(folder / 'calls')!r}).open('a') as calls: calls.write('called\\n')\n"
        "soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': 'AK' + secrets.token_hex(6), 'Expiration': soon.isoformat(),\n"
        "    'SecretAccessKey': secrets.token_hex(20), 'SessionToken': secrets.token_hex(20)}))\n"
    )
    (folder / "config").write_text(
        f"[profile snapshots]\nregion = us-east-1\ncredential_process = {sys.executable} {program}\n"
    )
    assert written(s3, "process") == b"kept"
    assert (folder / "calls").read_text().count("called") == 2  # once for each store, not for each request


def test_no_credentials(s3: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_PROFILE")
    with pytest.raises(UsageError, match="no credentials for s3://held"):
        written(s3, "none")
    monkeypatch.setenv("AWS_PROFILE", "missing")
    with pytest.raises(UsageError, match=r"cannot be used \(ProfileNotFound\): name a profile"):
        written(s3, "none")
    assert Session().available_profiles == []
    assert not (folder / "config").exists()


def test_a_managed_identity_opens_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    token, secret = secrets.token_hex(20), secrets.token_hex(8)

    class Identity(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

        def do_GET(self) -> None:
            is_known = self.headers["X-IDENTITY-HEADER"] == secret and "storage.azure.com" in self.path
            answer = {"access_token": token, "expires_on": str(int(time.time()) + 3600), "token_type": "Bearer"}
            body = json.dumps(answer if is_known else {}).encode()
            self.send_response(200 if is_known else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    blobs = Blobs({"held": {}}, opens=f"Bearer {token}")
    for name in ("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"):
        monkeypatch.delenv(name, raising=False)
    with listening(Identity) as identity, listening(blobs.handler()) as url:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{identity}/token")
        monkeypatch.setenv("IDENTITY_HEADER", secret)
        objects = Objects(object_address(f"{url}/{ACCOUNT}/held/team"))
        objects.put("one", b"kept")
        assert objects.read("one", 100) == b"kept"
