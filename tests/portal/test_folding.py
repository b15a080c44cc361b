"""What the map makes of any paths: at most so many cards, every path open or counted, and what is alike is one."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.base.resource_key import resource_key
from bartizan.contract.paths import AttackPath, PathStep
from bartizan.portal.map.folding import STUBS, stops
from bartizan.portal.map.layout import MOST_CARDS, Map, MapCard, laid_out

Hop = tuple[str, str, str]
NAMES = [f"n{n}" for n in range(12)]


def lambda_(name: str) -> str:
    return f"arn:aws:lambda:eu-west-1:111122223333:function:{name}"


def role(name: str) -> str:
    return f"arn:aws:iam::111122223333:role/{name}"


def bucket(name: str) -> str:
    return f"arn:aws:s3:::{name}"


def path(n: int, hops: Sequence[Hop]) -> AttackPath:
    steps = [
        PathStep(source=source, edge=edge, target=target, why=f"{edge} it", rule_ids=[])
        for source, edge, target in hops
    ]
    return AttackPath(
        id=f"{n:016x}", scenario="s", title=f"Path {n}", risk_level="high", risk=50, certainty="proven", conditions=[],
        entries=1, targets=1, entry_id=hops[0][2], target_id=hops[-1][2], target_kind="data", steps=steps,
        risk_factors=[], mitre=[], breaks=[], capped=0, first_seen=None, last_seen=None,
    )  # fmt: skip


def usual(n: int, function: str, role_name: str, target: str, fact: str = "", *, edge: str = "can_read") -> AttackPath:
    own = [(lambda_(function), fact, lambda_(function))] if fact else []
    return path(
        n,
        [
            ("internet", "invokes", lambda_(function)),
            *own,
            (lambda_(function), "runs_as", role(role_name)),
            (role(role_name), edge, bucket(target)),
        ],
    )


def counted(map_: Map) -> int:
    """Return how many paths are open, stand behind stubs, or are counted at an entry."""
    return map_.total - map_.left_out + sum(card.rest + card.more for card in map_.cards)


def of(map_: Map, node: str) -> MapCard:
    (card,) = (card for card in map_.cards if node in card.nodes)
    return card


some = st.lists(st.tuples(*[st.sampled_from(NAMES)] * 3, st.sampled_from(["", "flaw"])), min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(some, st.sampled_from([6, 12, MOST_CARDS]))
def test_every_path_is_open_or_counted_and_the_first_is_whole(found: list[tuple[str, ...]], most: int) -> None:
    paths = [usual(n, *each) for n, each in enumerate(dict.fromkeys(found))]
    map_ = laid_out(paths, most)
    own = stops(paths[0])
    assert len(map_.cards) <= max(most, len(own) + STUBS)
    assert counted(map_) == map_.total == len(paths)
    assert [of(map_, node).nodes for node in own] == [(node,) for node in own]
    drawn = [node for card in map_.cards for node in card.nodes]
    assert len(drawn) == len(set(drawn))
    for line in map_.lines:
        assert map_.cards[line.source].column < map_.cards[line.target].column
    places = [(card.column, card.row) for card in map_.cards]
    assert len(places) == len(set(places))


def test_five_hundred_paths_are_forty_cards() -> None:
    paths = [usual(n, f"f{n % 50}", f"r{n % 50}", f"b{n // 50}") for n in range(500)]
    map_ = laid_out(paths)
    assert len(map_.cards) <= MOST_CARDS
    assert counted(map_) == 500
    (stub,) = (card for card in map_.cards if card.rest)
    assert stub.column == 1
    assert len(stub.nodes) > 10
    assert stub.nodes[0] not in {node for card in map_.cards if not card.rest for node in card.nodes}


def test_entries_with_the_same_ways_in_share_a_card_also_where_the_same_is_wrong_there() -> None:
    first = usual(0, "own", "reader", "lake")
    others = [usual(n, f"f{n}", "reader", "lake", "exploited") for n in range(1, 4)]
    odd = usual(4, "odd", "reader", "lake", "has another flaw")
    map_ = laid_out([first, *others, odd])
    card = of(map_, lambda_("f1"))
    assert set(card.nodes) == {lambda_(f"f{n}") for n in (1, 2, 3)}
    assert card.facts == ["exploited it"]
    assert of(map_, lambda_("odd")).nodes == (lambda_("odd"),)


def test_a_card_is_taken_apart_in_place() -> None:
    paths = [usual(n, f"f{n}", "reader", "lake") for n in range(4)]
    folded = laid_out(paths)
    assert len(of(folded, lambda_("f1")).nodes) == 3
    apart = laid_out(paths, unfolded=frozenset({resource_key(lambda_("f2"))}))
    assert [len(of(apart, lambda_(f"f{n}")).nodes) for n in range(4)] == [1, 1, 1, 1]
    assert len(apart.cards) == len(folded.cards) + 2


def test_parallel_steps_are_one_line_that_says_how_many() -> None:
    map_ = laid_out([usual(0, "f", "r", "b"), usual(1, "f", "r", "b", edge="can_write")])
    (line,) = (line for line in map_.lines if map_.cards[line.target].nodes == (bucket("b"),))
    assert line.verbs == "can read, can write"
    assert len(line.paths) == 2


@pytest.mark.parametrize("kinds", [1, 3, 6])
def test_there_are_few_stubs_however_many_kinds_of_entries(kinds: int) -> None:
    first = usual(0, "own", "own", "own")
    others = [
        path(n, [("internet", "invokes", f"arn:aws:kind{n % kinds}:eu-west-1:1:thing:{n}"),
                 (f"arn:aws:kind{n % kinds}:eu-west-1:1:thing:{n}", "can_read", bucket(f"b{n}"))])
        for n in range(1, 60)
    ]  # fmt: skip
    map_ = laid_out([first, *others], 8)
    assert 1 <= sum(card.rest > 0 for card in map_.cards) <= min(kinds, STUBS)
    assert counted(map_) == 60
