"""A SARIF file is written whole with each snapshot and each decision, and says what it leaves out."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.report.formats.document import document
from bartizan.report.formats.sarif_limits import taken
from bartizan.service.exporting.rules import send_test_part
from bartizan.service.exporting.sarif import worst_alerts
from bartizan.service.notifying.delivering import LONGEST_PAUSE
from bartizan.service.published import open_published
from bartizan.state.exemption import add_exemption
from bartizan.state.nouns import Exemption
from tests.service.scans import Scans


@pytest.fixture
def scan(tmp_path: Path) -> Scans:
    return Scans(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def results(content: bytes) -> list[tuple[str, bool]]:
    """Return the rule of each result, and whether it is suppressed."""
    (run,) = orjson.loads(content)["runs"]
    return [(each["ruleId"].rpartition(".")[2], bool(each.get("suppressions"))) for each in run["results"]]


def test_each_snapshot_and_decision_writes_the_file_anew(scan: Scans, folder: Path) -> None:
    scan("a", "b")
    scan.export("sarif", f"file:{folder}")
    scan.deliver()
    assert scan.last() == ("sent", "4 findings in bartizan.sarif")
    file = folder / "bartizan.sarif"
    assert results(file.read_bytes()) == [("open", False)] * 2 + [("old", False)] * 2
    scan("a")
    scan.deliver()
    assert results(file.read_bytes()) == [("open", False), ("old", False)]
    add_exemption(
        scan.state, "default", Exemption(ExemptionCategory.MITIGATED, "why", "ops", now(), rule="aws.lambda.open")
    )
    scan.deliver()
    assert results(file.read_bytes()) == [("old", False), ("open", True)]
    assert [each.name for each in folder.iterdir()] == ["bartizan.sarif"]


def test_a_folder_that_is_gone_is_tried_again(scan: Scans, folder: Path) -> None:
    scan.export("sarif", f"file:{folder}")
    scan("a")
    folder.rmdir()
    scan.deliver()
    assert scan.last() == ("pending", "the file cannot be written: No such file or directory")
    folder.mkdir()
    scan.deliverer.clock = lambda: now() + LONGEST_PAUSE
    scan.deliver()
    assert len(results((folder / "bartizan.sarif").read_bytes())) == 2


@pytest.mark.parametrize("address", ["", "https://example.com/", "file:out", "s3:X"])
def test_other_places_are_refused(scan: Scans, address: str) -> None:
    with pytest.raises(UsageError):
        scan.export("sarif", address)


def test_it_is_not_tried_with_an_event(scan: Scans, folder: Path) -> None:
    scan.export("sarif", f"file:{folder}")
    with pytest.raises(UsageError, match="resend"):
        send_test_part(scan.home, "out")


@pytest.mark.parametrize("most", [1, 3, 5_000])
def test_what_is_read_of_a_large_estate_is_what_is_taken_of_all(scan: Scans, most: int) -> None:
    scan("a", "b", "c", also=["update finding set status = 'unknown' where resource_name = 'c'"])
    exemption: dict[str, Any] = {"rule": "aws.lambda.old"}
    add_exemption(scan.state, "default", Exemption(ExemptionCategory.MITIGATED, "why", "ops", now(), **exemption))
    with open_published(scan.home) as opened:
        found = worst_alerts(opened.engine, most)
        expected = taken(document(opened.engine, opened.manifest).findings, most)
    assert [each.id for each in found.findings] == [each.id for each in expected.findings]
    assert (found.no_alerts, found.too_many) == (expected.no_alerts, expected.too_many)
