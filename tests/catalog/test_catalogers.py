"""Every cataloger is asked: one that is written and not found would let packages look clean."""

import re
from pathlib import Path

from bartizan.catalog import ecosystems
from bartizan.catalog.catalogers import CATALOGERS

FOLDER = Path(ecosystems.__path__[0])


def test_every_cataloger_that_is_written_is_found_once() -> None:
    texts = [file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.py")]
    written = [name for text in texts for name in re.findall(r"^([A-Z_]+) = Cataloger\(", text, re.MULTILINE)]
    assert len(written) == len(CATALOGERS)
    assert len({each.name for each in CATALOGERS}) == len(CATALOGERS)


def test_names_say_ecosystem_and_evidence() -> None:
    for each in CATALOGERS:
        assert each.name.rpartition("-")[2] == each.evidence
