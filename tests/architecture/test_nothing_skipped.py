"""A test runs on every clean checkout: it ships what it reads, and asks for no tool that may be missing."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
SKIPS = re.compile(r"\bpytest\.(?:skip|importorskip|xfail)\b|\bmark\.(?:skip|skipif|xfail)\b|\bSkipTest\b|\bskipTest\b")


def test_no_test_is_skipped() -> None:
    found = {
        str(file.relative_to(TESTS))
        for file in TESTS.rglob("*.py")
        if file != Path(__file__) and SKIPS.search(file.read_text(encoding="utf-8"))
    }
    assert not found
