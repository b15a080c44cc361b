"""A flood of events: no call beyond one per changed resource and minute, and the last change is what is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan_demo.process import Estate
from tests.service.flooded import CHANGED, READ, flooded

pytestmark = pytest.mark.slow


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    with Estate.start("functions:8") as estate:
        for name, value in estate.environ.items():
            monkeypatch.setenv(name, value)
        yield estate


def test_a_flood_reads_each_resource_once_a_minute_and_ends_with_the_last_change(own: Estate, tmp_path: Path) -> None:
    flood = flooded(tmp_path, own, 300)
    assert flood.seen == 300 + CHANGED
    assert set(flood.descriptions.values()) == {"the last"}
    assert len(flood.descriptions) == CHANGED
    minutes = int(flood.seconds // 60) + 1
    assert 0 < flood.calls[READ] <= CHANGED * minutes, flood.calls
