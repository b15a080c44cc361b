"""Programs that tell nothing of what they are made of are told as unreadable, not as empty."""

import pytest

from bartizan.catalog.package import Reason
from tests.catalog.programs import program
from tests.catalog.reading import reading


@pytest.mark.parametrize("section", [b".gopclntab", b".data.rel.ro.gopclntab"])
def test_a_go_program_without_its_record_of_modules(section: bytes) -> None:
    told = reading({"bootstrap": program(section, bytes(20_000))})
    assert told.packages == []
    assert [(each.path, each.reason) for each in told.unreadable] == [("bootstrap", Reason.UNSUPPORTED)]


def test_a_program_of_another_language_is_none_of_go() -> None:
    assert reading({"bootstrap": program(b".text", bytes(20_000))}).unreadable == []
