"""Facts that age, such as when a runtime ends, say when they were read; a release ships none that are old."""

import csv
import datetime
import re
from pathlib import Path

import pytest

from bartizan.normalize.kept import data_files

AGING = ("runtime_end_of_life", "azure_language_end_of_life")
OLDEST = datetime.timedelta(days=120)
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


def read_on(name: str) -> datetime.date:
    with data_files()[name].open(encoding="utf-8", newline="") as file:
        return min(datetime.date.fromisoformat(row["read_on"]) for row in csv.DictReader(file))


@pytest.mark.parametrize("name", AGING)
def test_facts_say_when_they_were_read_and_where(name: str) -> None:
    assert read_on(name) <= datetime.datetime.now(datetime.UTC).date()
    with data_files()[name].open(encoding="utf-8", newline="") as file:
        assert all(row["source"].startswith("https://") for row in csv.DictReader(file))


@pytest.mark.parametrize("name", AGING)
def test_a_release_ships_no_old_facts(name: str) -> None:
    released = re.search(r"^## \d\S* - (\d{4}-\d{2}-\d{2})$", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    assert released, "the changelog heads each release with its number and its day"
    assert datetime.date.fromisoformat(released[1]) - read_on(name) <= OLDEST
