"""Frameworks are read once, and again when their file changed."""

from pathlib import Path

import pytest

from bartizan.base.bundled import bundled
from bartizan.base.framework import Framework, families, frameworks
from bartizan.model import UsageError

SHIPPED = frameworks([bundled("rules")])
TEXT = 'name: Ours\nversion: "1"\npublisher: the platform team\nurl: https://example.com\ncontrols:\n'


def test_a_changed_file_is_read_again_and_a_broken_one_is_refused_each_time(tmp_path: Path) -> None:
    file = tmp_path / "controls" / "ours.yaml"
    file.parent.mkdir()
    file.write_text(TEXT + "  4.10: Keys are rotated\n")
    assert frameworks([tmp_path])["ours"].controls == {"4.10": "Keys are rotated"}
    file.write_text(TEXT + "  4.10: Keys are rotated\n  4.11: Logs are kept\n")
    found = frameworks([tmp_path])
    assert found == frameworks([tmp_path])
    assert list(found["ours"].controls) == ["4.10", "4.11"]
    file.write_text("name: Ours\n")
    for _ in range(2):
        with pytest.raises(UsageError, match=r"ours\.yaml: version"):
            frameworks([tmp_path])


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (["AC-2", "AC-6(1)", "SC-7", "SC-8"], ["AC", "AC", "SC", "SC"]),
        (["7.2.1", "7.3.1", "10.2.1", "10.10"], ["7", "7", "10", "10"]),
        (["2.1.1", "2.1.2", "2.3.1", "2.3.2"], ["2.1", "2.1", "2.3", "2.3"]),
        (["Lambda.1", "Lambda.2", "S3.1", "S3.2"], ["Lambda", "Lambda", "S3", "S3"]),
        (["12.1", "12.2", "12.3"], ["", "", ""]),
        (["CWE-16", "CWE-20"], ["", ""]),
        (["S1", "S2", "-", ""], ["", "", "", ""]),
    ],
)
def test_a_family_is_what_several_ids_begin_with(ids: list[str], found: list[str]) -> None:
    assert [families(ids)[each] for each in ids] == found


@pytest.mark.parametrize("framework", SHIPPED.values(), ids=SHIPPED.keys())
def test_titles_are_of_families_that_there_are_and_none_lacks_one(framework: Framework) -> None:
    there = set(families(framework.controls).values())
    assert set(framework.families) in ({}.keys(), there)


def test_a_later_file_adds_families(tmp_path: Path) -> None:
    for folder, control in (("a", "A-1"), ("b", "B-1")):
        file = tmp_path / folder / "controls" / "ours.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(f"{TEXT}  {control}: Logs are kept\nfamilies:\n  {control[0]}: Family {folder}\n")
    found = frameworks([tmp_path / "a", tmp_path / "b"])["ours"]
    assert found.families == {"A": "Family a", "B": "Family b"}
