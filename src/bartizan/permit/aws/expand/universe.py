"""All resources of a kind, in the order of their ARNs: a set of them is a whole number with a bit for each."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from itertools import accumulate
from operator import or_

import orjson

from bartizan.permit.aws.caller import Organization
from bartizan.permit.aws.evaluate import Sourced
from bartizan.permit.aws.language.match import expression, matches

_LAST = "\U0010ffff"
_KEPT = 20_000
"""Patterns with wildcards whose resources are remembered, for each kind."""


@dataclass(frozen=True)
class Target:
    """A resource that permissions are expanded to.

    ``policy`` are the statements of its own policy, empty without one and None where it could not be read. ``tags`` are
    None where unread. ``key_arn`` is the key that encrypts it, empty for a key of the service's own, None where unread.
    Roles that AWS keeps for itself are not ``is_editable``.
    """

    arn: str
    account: str
    region: str = ""
    tags: Mapping[str, str] | None = None
    policy: tuple[Sourced, ...] | None = ()
    key_arn: str | None = ""
    organization: Organization | None = None
    is_editable: bool = True

    @cached_property
    def tag_text(self) -> str:
        """Its tags as one text."""
        return orjson.dumps(self.tags, option=orjson.OPT_SORT_KEYS).decode()


class Universe:
    """The resources of one kind, of all accounts."""

    def __init__(self, kind: str, targets: Iterable[Target]) -> None:
        self.kind = kind
        self.targets = sorted(targets, key=lambda each: each.arn)
        self.arns = [each.arn for each in self.targets]
        self.all = (1 << len(self.targets)) - 1
        self._found: dict[str, int] = {}
        self._parts: dict[bool, list[tuple[Target, int]]] = {}

    def matching(self, pattern: str, suffix: str = "") -> int:
        """Return the resources whose ARN, with a suffix, a pattern matches."""
        if pattern == "*":
            return self.all
        if suffix:
            return reduce(or_, (self.matching(each) for each in _before(pattern, suffix)), 0)
        start = pattern.partition("*")[0].partition("?")[0]
        if start == pattern:
            return 1 << self.places[pattern] if pattern in self.places else 0
        if pattern not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[pattern] = self._search(pattern, start)
        return self._found[pattern]

    def _search(self, pattern: str, start: str) -> int:
        first = bisect_left(self.arns, start)
        last = bisect_left(self.arns, start + _LAST, first)
        if pattern == f"{start}*":
            return (1 << last) - (1 << first)
        return bits_at(self._lines(pattern, first, last))

    def _lines(self, pattern: str, first: int, last: int) -> Iterator[int]:
        """Yield the places of what a pattern matches: it is tried where the longest part behind a wildcard stands."""
        plain = max(pattern.replace("?", "*").split("*")[1:], key=len)
        compared, text, starts = expression(pattern).fullmatch, self._text, self._starts
        here, end = text.find(plain, starts[first], starts[last]), starts[last]
        while 0 <= here < end:
            place = bisect_right(starts, here) - 1
            if compared(self.arns[place]):
                yield place
            here = text.find(plain, starts[place + 1], end)

    @cached_property
    def _text(self) -> str:
        return "\n".join(self.arns)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each ARN begins in the text, and where one more would."""
        return list(accumulate((len(each) + 1 for each in self.arns), initial=0))

    def parts(self, *, by_tags: bool) -> list[tuple[Target, int]]:
        """Return the sets of resources that share account and region, and their tags if asked, each with one of it."""
        if by_tags not in self._parts:
            found: dict[tuple[str, ...], tuple[Target, int]] = {}
            for place, each in enumerate(self.targets):
                key = (each.account, each.region, *([each.tag_text] if by_tags else ()))
                first, bits = found.get(key, (each, 0))
                found[key] = first, bits | 1 << place
            self._parts[by_tags] = list(found.values())
        return self._parts[by_tags]

    @cached_property
    def by_account(self) -> dict[str, int]:
        """The resources of each account."""
        found: dict[str, int] = {}
        for place, each in enumerate(self.targets):
            found[each.account] = found.get(each.account, 0) | 1 << place
        return found

    @cached_property
    def unread(self) -> int:
        """The resources whose own policy could not be read."""
        return sum(1 << place for place, each in enumerate(self.targets) if each.policy is None)

    @cached_property
    def fixed(self) -> int:
        """The resources that nobody can edit."""
        return sum(1 << place for place, each in enumerate(self.targets) if not each.is_editable)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each ARN."""
        return {arn: place for place, arn in enumerate(self.arns)}

    @cached_property
    def by_key(self) -> dict[str, int]:
        """The resources that each key encrypts; those whose key is unread under an empty name."""
        found: dict[str, int] = {}
        for place, each in enumerate(self.targets):
            if each.key_arn != "":
                found[each.key_arn or ""] = found.get(each.key_arn or "", 0) | 1 << place
        return found

    def at(self, resources: int) -> Iterator[str]:
        """Yield the ARNs of a set of resources."""
        yield from (self.arns[place] for place in places(resources))


def places(bits: int) -> Sequence[int]:
    """Return the places of the bits that are set, the lowest first."""
    return [place for place, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"] if bits else []


def bits_at(found: Iterable[int]) -> int:
    """Return the number whose bits are set at some places."""
    bits = bytearray()
    for place in found:
        if place >> 3 >= len(bits):
            bits.extend(bytes((place >> 3) + 1 - len(bits)))
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


@lru_cache(_KEPT)
def _before(pattern: str, suffix: str) -> tuple[str, ...]:
    """Return what a pattern leaves for texts that a suffix follows: a star may end in it."""
    ends = (place for place, symbol in enumerate(pattern) if symbol in (suffix[0], "*", "?"))
    found = [pattern[: place + (pattern[place] == "*")] for place in ends if matches(pattern[place:], suffix)]
    return tuple(dict.fromkeys(found))
