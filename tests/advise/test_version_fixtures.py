"""The order of versions: pairs for every rule of each ecosystem, with what its own tools and specification say.

A line says that one version comes before another (``<``), is the same (``=``), or does not come after it
(``<=``, where no more is said). Sources: the tests of https://github.com/google/osv-scalibr (whose pairs
are made by the tools of each ecosystem), https://github.com/package-url/vers-spec and https://github.com/npm/node-semver;
of many pairs that differ in the same place in the same way one stands here.
"""

import csv
import operator
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bartizan.advise.version import compare, key

HOLDS: Mapping[str, Callable[[int, int], bool]] = {"<": operator.lt, "=": operator.eq, "<=": operator.le}
Pair = tuple[str, str, str]


def _pairs() -> dict[str, list[Pair]]:
    """Return (version, relation, version) by ecosystem."""
    found: dict[str, list[Pair]] = defaultdict(list)
    with (Path(__file__).parent / "data" / "version_order.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["ecosystem"]].append((row["lower"], row["relation"], row["higher"]))
    return found


PAIRS = _pairs()


@pytest.mark.parametrize("ecosystem", PAIRS)
def test_every_pair_holds(ecosystem: str) -> None:
    wrong = []
    for a, relation, b in PAIRS[ecosystem]:
        order = compare(ecosystem, a, b)
        back = compare(ecosystem, b, a)
        if order is None or back is None or not HOLDS[relation](order, 0) or (back > 0) != (order < 0):
            wrong.append((a, relation, b, order, back))
    assert not wrong, (len(wrong), wrong[:20])


@pytest.mark.parametrize("ecosystem", PAIRS)
def test_keys_are_what_is_compared(ecosystem: str) -> None:
    """The engine joins on keys: their order as bytes is the order of the versions."""
    for a, relation, b in PAIRS[ecosystem]:
        left, right = key(ecosystem, a), key(ecosystem, b)
        if left is not None and right is not None:
            assert HOLDS[relation]((left > right) - (left < right), 0), (a, relation, b)


def test_there_are_pairs_of_every_kind() -> None:
    assert set(PAIRS) == {"Maven", "NuGet", "Packagist", "PyPI", "RubyGems", "npm"}
    for ecosystem, pairs in PAIRS.items():
        assert len(pairs) > 30, ecosystem
        assert {"<", "="} <= {relation for _, relation, _ in pairs}, ecosystem
