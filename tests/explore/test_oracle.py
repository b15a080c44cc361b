"""The SQL of queries against their evaluation row by row, on a small estate with gaps, for random queries."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.explore.ask import ask
from bartizan.explore.parse import Written
from bartizan.explore.text import text
from bartizan.explore.tree import All, Any_, Compare, Count, Expression, Inner, Not, Query, Related, Unread
from bartizan.model import now
from tests.explore.fixture import BUCKET, EDGES, FUNCTION, NODES, ROLE, add_graph, small_estate
from tests.explore.plain import Plain

pytestmark = pytest.mark.slow

CONDITIONS: dict[str, list[Expression]] = {
    FUNCTION: [
        Compare(column="exposure", value="internet"),
        Compare(column="runtime_days_left", op="<", value=90),
        Compare(column="tags.owner", op="in", value=("team-shop", "")),
        Compare(column="names", op="has", value="one"),
        Compare(column="risk_level", op=">=", value="medium"),
        Unread(unread="exposure"),
    ],
    ROLE: [Compare(column="is_admin", value=True), Compare(column="name", op="~", value="*r*")],
    BUCKET: [Compare(column="is_public", value=True), Compare(column="tags.data-class", value="personal")],
    "internet": [Compare(column="name", value="internet")],
}
PARTS: dict[str, list[Expression]] = {
    "vulnerability": [Compare(column="kev", value=True), Compare(column="severity", op=">=", value="high")],
    "package": [Compare(column="name", value="log")],
    "finding": [Compare(column="status", value="fail"), Compare(column="severity", value="high")],
    "names": [Compare(column="value", op="~", value="t*")],
}
counts = st.sampled_from([None, Count(every=True)]) | st.builds(
    lambda key, n: Count(**{key: n}), st.sampled_from(["at_least", "at_most", "exactly"]), st.integers(0, 2)
)
relations = st.sampled_from(["runs_as", "run_by", "can_read", "read_by", "can_assume", "assumed_by", "invoked_by"])


def has_what_all_needs(part: Expression) -> bool:
    is_every = isinstance(part, Related) and part.count is not None and part.count.every
    return not is_every or (isinstance(part, Related) and part.to.where is not None)


def related(find: str | None, depth: int) -> st.SearchStrategy[Expression]:
    inner = st.just(Inner())
    if depth:
        types = st.sampled_from([FUNCTION, ROLE, BUCKET, "internet"])
        inner |= types.flatmap(
            lambda type_: st.builds(Inner, find=st.just(type_), where=st.none() | expressions(type_, depth - 1))
        )
    found: st.SearchStrategy[Expression] = st.builds(Related, related=relations, to=inner, count=counts)
    found |= st.builds(
        Related,
        related=st.sampled_from(["can_read", "reaches", "read_by", "reached_by"]),
        to=inner,
        count=counts,
        through=st.sampled_from([None, "can_assume", "assumed_by"]),
        within=st.integers(2, 4),
    )
    if find == FUNCTION:
        found |= st.sampled_from(sorted(PARTS)).flatmap(
            lambda name: st.builds(
                Related,
                related=st.just(name),
                to=st.builds(Inner, where=st.none() | st.sampled_from(PARTS[name])),
                count=counts,
            )
        )
    return found.filter(has_what_all_needs)


def expressions(find: str, depth: int) -> st.SearchStrategy[Expression]:
    one = st.sampled_from(CONDITIONS[find]) | related(find, depth)
    several = st.lists(one, min_size=2, max_size=3).map(tuple)
    return (
        one
        | one.map(lambda part: Not(not_=part))
        | several.map(lambda parts: All(all=parts))
        | several.map(lambda parts: Any_(any=parts))
    )


estate = cache(small_estate)
"""Made once: only the graph is another for each query."""
finds = st.sampled_from([FUNCTION, ROLE, BUCKET])
queries = finds.flatmap(lambda find: st.builds(Query, find=st.just(find), where=expressions(find, 2)))
names = [name for _, name in NODES]
gaps = st.lists(
    st.tuples(st.sampled_from(names), st.sampled_from(["runs_as", "can_read", "can_assume", "invokes"])), max_size=2
)
effects = st.lists(st.sampled_from(["yes", "yes", "conditional", "unknown"]), min_size=len(EDGES), max_size=len(EDGES))


@settings(max_examples=300, deadline=None)
@given(queries, gaps, effects)
def test_random_queries_mean_what_they_mean_row_by_row(
    query: Query, refused: list[tuple[str, str]], certain: list[str]
) -> None:
    at, engine = now(), estate()
    add_graph(engine, [(*edge[:3], effect) for edge, effect in zip(EDGES, certain, strict=True)], refused)
    told = {row["id"]: row["match"] == "yes" or None for row in ask(engine, Written(query, text(query)), at).rows}
    assert told == Plain(engine, at).found(query)
