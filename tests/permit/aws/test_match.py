"""Patterns of IAM against every short text."""

from fnmatch import fnmatchcase
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from bartizan.permit.aws.language.match import covers, matches, overlaps

TEXTS = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]
PATTERNS = st.text("ab*?", max_size=4)


@given(PATTERNS)
def test_a_pattern_matches_what_the_shell_matches(pattern: str) -> None:
    assert [t for t in TEXTS if matches(pattern, t)] == [t for t in TEXTS if fnmatchcase(t, pattern)]


@given(PATTERNS, PATTERNS)
@example("a*", "a*b")
@example("*b", "a*b*")
def test_what_a_pattern_covers_it_matches(wide: str, narrow: str) -> None:
    if covers(wide, narrow):
        assert all(matches(wide, text) for text in TEXTS if matches(narrow, text))


@given(PATTERNS, PATTERNS)
def test_patterns_overlap_where_they_share_a_text(one: str, other: str) -> None:
    # The shortest shared text is never longer than both patterns together, which is eight; six letters hold most.
    shared = any(matches(one, text) and matches(other, text) for text in TEXTS)
    assert overlaps(one, other) or not shared
    if len(one) + len(other) <= 6:
        assert overlaps(one, other) is shared


def test_covering_is_told_where_it_is_plain() -> None:
    assert covers("arn:aws:s3:::*", "arn:aws:s3:::bucket/*")
    assert covers("arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/*")
    assert covers("a?c*", "abc")
    assert not covers("arn:aws:s3:::bucket/*", "arn:aws:s3:::*")
    assert not covers("a?", "a*")


def test_a_hostile_pattern_is_answered() -> None:
    assert not matches("*a" * 40 + "b", "a" * 2000)
    assert not overlaps("*a" * 40 + "b", "a" * 200)
