"""A page is written as htpy writes it."""

from typing import Any

import pytest
from htpy import br, div, fragment, html, p, span, with_children
from htpy import input as input_
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bartizan.portal.frame.written import written

TEXTS = st.text(alphabet="ab<>&'\" é", max_size=6)
LEAVES = st.one_of(
    TEXTS,
    TEXTS.map(Markup),
    st.integers(),
    st.booleans(),
    st.none(),
    st.just(br),
    TEXTS.map(lambda text: input_(value=text)),
)
ELEMENTS = st.sampled_from([div, span("#b.a"), p(title='"<'), html(lang="en"), fragment])
NODES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(
        st.lists(nodes, max_size=4),
        st.lists(nodes, max_size=4).map(tuple),
        st.tuples(ELEMENTS, st.lists(nodes, max_size=4)).map(lambda pair: pair[0][pair[1]]),
        nodes.map(lambda node: lambda: node),
    ),
    max_leaves=20,
)


@given(NODES)
def test_it_is_what_htpy_makes(node: Any) -> None:
    assert written(div[node]) == str(div[node])
    assert isinstance(written(node), Markup)


def test_generators_are_written_where_they_stand_and_once() -> None:
    def twice() -> Any:
        return (span[(f"{n}<" for n in range(2))] for _ in range(2))

    assert written(div[twice()]) == str(div[twice()]) == "<div>" + "<span>0&lt;1&lt;</span>" * 2 + "</div>"
    used = twice()
    written(used)
    with pytest.raises(RuntimeError, match="written before"):
        written(div[used])


def test_what_is_no_node_is_refused() -> None:
    with pytest.raises(TypeError, match="not a valid child"):
        written(div[(each for each in (b"bytes",))])


def test_components_with_children_are_written() -> None:
    @with_children
    def box(content: Any, *, title: str) -> Any:
        return div(title=title)[content]

    assert written(box(title="<")["a", br]) == '<div title="&lt;">a<br></div>'
