"""Nothing of a cloud's reaches a terminal that it would obey, or hide."""

import csv
import io
import json
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bartizan.model import printable, visible
from bartizan.report.formats.spreadsheet import csv_text

HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}
BLANK = "\u115f\u1160\u3164\uffa0"
"""Letters that look like nothing."""


def is_hidden(character: str) -> bool:
    return unicodedata.category(character) in HIDDEN or character in BLANK


def test_every_character_that_cannot_be_seen_is_escaped() -> None:
    every = [chr(point) for point in range(sys.maxunicode + 1)]
    left = [f"{ord(c):x}" for c in every if is_hidden(c) and visible(c) == c]
    assert left == []
    changed = [c for c in every if visible(c) != c and not is_hidden(c)]
    # Without width or not assigned: nothing that people write names in.
    assert {unicodedata.category(c) for c in changed} <= {"Mn", "Cn"}


@given(st.text())
def test_json_means_the_same_afterwards(text: str) -> None:
    for is_ascii in (True, False):
        told = visible(json.dumps({text: [text]}, ensure_ascii=is_ascii, indent=2), keep="\n")
        assert json.loads(told) == {text: [text]}
        assert not any(map(is_hidden, told.replace("\n", "")))


@given(st.text(st.sampled_from("a=\n\t\x1b\x9b\u202e\u200b\ufeff\x7f\"',")))
def test_csv_shows_what_is_there(text: str) -> None:
    told = csv_text([{"name": text, "tags": {text: text}}])
    assert not any(map(is_hidden, told.replace("\n", "")))
    (row,) = csv.DictReader(io.StringIO(told))
    shown = visible(text, keep="\n")
    assert row["name"] in (shown, f"'{shown}")
    assert json.loads(row["tags"]) == {text: text}


def test_a_line_stays_a_line() -> None:
    assert printable("a\x1b[31m\nb\u202ec") == "a [31m b\\u202ec"
    assert printable("x" * 400, 10) == "xxxxxxxxx…"
