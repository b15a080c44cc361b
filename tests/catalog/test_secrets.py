"""Secrets in code: what is one, what is none, and that no value comes out. The samples are made here, at run time."""

import random
import string
from dataclasses import astuple

import pytest

from bartizan.catalog.archive.bytes_source import BytesSource
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
    "private_key": "-----BEGIN RSA " + "PRIVATE KEY-----\\n" + letters(64) + "\\n" + letters(64),
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
        "if text.startswith('-----BEGIN RSA " + "PRIVATE KEY-----'):",
        "# For example `-----BEGIN RSA " + "PRIVATE KEY----- " + letters(64) + ". -----END RSA`",
        "aws_secret_access_key = boto3.Session().get_credentials().secret_key",
        "aws_secret_access_key = '" + letters(40, "abcdef0123456789") + "'",
        "const picture = 'data:image/png;base64," + letters(400) + "+AS" + "b" + letters(300) + "=='",
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


@pytest.mark.parametrize(
    "head", ["", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n", "Version: 1\n\n"], ids=["plain", "aes", "pgp"]
)
def test_a_private_key_goes_over_many_lines(head: str) -> None:
    begin = "-----BEGIN " + "PRIVATE KEY-----\n"
    key = begin + head + "\n".join(letters(64) for _ in range(20)) + "\n-----END"
    assert [(s.kind, s.line) for s in scan("key.pem", f"text\n{key}\n".encode())] == [("private_key", 2)]
    assert [s.line for s in scan("key.pem", f"{begin}\n{SAMPLES['npm_token']}\n".encode())] == [3]


@pytest.mark.parametrize("at", [0, 3050, 4090, 6150, 500_000])
def test_a_bundle_is_a_single_line(at: int) -> None:
    bundle = ("f(1);" * 200_000)[: at or 1] + f'"{SAMPLES["github_token"]}";' + "g(2);" * 10_000
    assert [(s.kind, s.line) for s in scan("index.js", bundle.encode())] == [("github_token", 1)]


def test_a_hostile_file_takes_no_time() -> None:
    begin = "-----BEGIN " + "PRIVATE KEY-----"
    assert list(scan("a.py", b"AKIA" * 250_000)) == []
    assert list(scan("c.py", (begin + "\n").encode() * 30_000)) == []
    for part in (
        "AccountName=;AccountKey=",
        ".azurewebsites.net/",
        "-sk-T3Blbk",
        "secret_access_key=",
        "eyJa.",
        "sig=;",
    ):
        assert list(scan("d.py", part.encode() * (1_000_000 // len(part)))) == []
    assert len(list(scan("b.py", (SAMPLES["npm_token"] + "\n").encode() * 10_000))) == 50
