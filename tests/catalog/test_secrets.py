"""Secrets in code: what is one, what is none, and that no value comes out. The samples are made here, at run time."""

import random
import string
from dataclasses import astuple

import pytest

from bartizan.catalog.bytes_source import BytesSource
from bartizan.catalog.run import read_package
from bartizan.catalog.secrets import scan, wants
from tests.catalog.test_archive import zipped

RANDOM = random.Random(7)


def letters(n: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(RANDOM.choice(alphabet) for _ in range(n))


SAMPLES = {
    "aws_access_key": "AK" + "IA" + letters(16, string.ascii_uppercase + string.digits),
    "github_token": "gh" + "p_" + letters(36),
    "slack_token": "xo" + "xb-" + letters(12, string.digits) + "-" + letters(24),
    "private_key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "npm_token": "np" + "m_" + letters(36),
}


@pytest.mark.parametrize(("kind", "value"), SAMPLES.items())
def test_is_found_with_its_line_and_without_its_value(kind: str, value: str) -> None:
    code = f"import os\n\nCLIENT = connect('{value}')\n"
    (found,) = scan("app.py", code.encode())
    assert (found.kind, found.path, found.line) == (kind, "app.py", 3)
    assert value not in str(astuple(found))


@pytest.mark.parametrize(
    "line",
    [
        "key = os.environ['GITHUB_TOKEN']",
        "token = '${GITHUB_TOKEN}'",
        "AWS_KEY = 'AK" + "IAIOSFODNN7EXAMPLE'",
        "arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db'",
        "digest = 'sha512-" + letters(86) + "=='",
        "password = get_secret('db/password')",
    ],
)
def test_is_none(line: str) -> None:
    assert list(scan("app.py", line.encode())) == []


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("app.py", True),
        ("src/config/settings.yaml", True),
        (".env", True),
        ("python/requests/api.py", True),
        ("node_modules/x/index.js", False),
        ("package-lock.json", False),
        ("Function.deps.json", False),
        ("bundle.js.map", False),
        ("tests/fixtures/key.pem", False),
        ("certifi/cacert.pem", False),
        ("image.png", False),
        ("lib/a.jar!/config.properties", False),
    ],
)
def test_only_own_text_is_looked_through(path: str, is_wanted: bool) -> None:
    assert wants(path, 100) is is_wanted


async def test_packages_tell_their_secrets() -> None:
    files = {
        "app.py": f"a = 1\nT = '{SAMPLES['github_token']}'\n".encode(),
        "node_modules/x/k.js": SAMPLES["npm_token"].encode(),
    }
    reading = await read_package(BytesSource(zipped(files)))
    assert [(s.kind, s.path, s.line) for s in reading.secrets] == [("github_token", "app.py", 2)]


async def test_installed_projects_are_nobodys_own_code() -> None:
    secret = f"T = '{SAMPLES['github_token']}'".encode()
    installed = {"python/PyYAML-6.0.dist-info/METADATA": b"Name: PyYAML\nVersion: 6.0\n\n", "python/yaml/a.py": secret}
    reading = await read_package(BytesSource(zipped({**installed, "python/own/a.py": secret})))
    assert [s.path for s in reading.secrets] == ["python/own/a.py"]


def test_a_hostile_file_takes_no_time() -> None:
    assert list(scan("a.py", b"AKIA" * 250_000)) == []
    assert len(list(scan("b.py", (SAMPLES["npm_token"] + "\n").encode() * 10_000))) == 50
