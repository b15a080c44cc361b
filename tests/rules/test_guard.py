"""The guard lets no null hide, and no value of one row end a scan."""

from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.assess.guard import GuardError, predicate_columns, unfailing
from bartizan.store import Engine

COLUMNS: dict[str, tuple[str, list[str]]] = {
    "t": ("varchar", ["''", "'NONE'", "'7'"]),
    "u": ("varchar", ["'NONE'", "'x'"]),
    "n": ("bigint", ["0", "7", "9223372036854775807"]),
    "b": ("boolean", ["true", "false"]),
    "l": ("varchar[]", ["[]", "['NONE']", "['x', 'NONE']"]),
}
NULL = "null"

texts = st.sampled_from(["t", "u", "'NONE'", "lower(t)", "upper(u)", "cast(n as varchar)", "cast([t] as varchar)"])
numbers = st.sampled_from(
    ["n", "7", "len(l)", "length(t)", "n + 1", "n * n", "-n", "abs(n)", "cast(t as int)", "len([t])"]
)
lists = st.sampled_from(["l", "['NONE', 'x']", "[t]", "[t, 'x']", "[]"])
leaves = st.one_of(
    st.just("b"),
    st.builds("{} {} {}".format, texts, st.sampled_from(["=", "<>", "<", "like"]), texts),
    st.builds("{} {} {}".format, numbers, st.sampled_from(["=", "<", ">=", "%"]), numbers).filter(
        lambda e: "%" not in e
    ),
    st.builds("{} between {} and {}".format, numbers, numbers, numbers),
    st.builds("{} in ({}, {})".format, texts, texts, texts),
    st.builds("{} in [{}, 'NONE']".format, texts, texts),
    st.builds("{}({}, {})".format, st.sampled_from(["contains", "starts_with", "ends_with"]), texts, texts),
    st.builds("list_contains({}, {})".format, lists, texts),
    st.builds("{}({}, {})".format, st.sampled_from(["list_has_any", "list_has_all"]), lists, lists),
    st.builds("{} = {}".format, lists, lists),
    st.builds("({}, 1) = ({}, 1)".format, texts, texts),
    st.builds("{{'a': {}}} = {{'a': {}}}".format, texts, texts),
)


def is_allowed(predicate: str) -> bool:
    try:
        predicate_columns(predicate, COLUMNS)
    except GuardError:
        return False
    return True


predicates = st.recursive(
    leaves.filter(is_allowed),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("({}) = ({})".format, inner, inner),
    ),
    max_leaves=4,
)


CELLS = list(product(*([*values, NULL] for _, values in COLUMNS.values())))
"""Every combination of values, nulls included."""


@cache
def cells() -> Engine:
    """Return an engine with the table ``cell`` of all combinations; each example asks it once more."""
    engine = Engine(threads=1)
    engine.create_empty("cell", {"row": "bigint", **{name: type_ for name, (type_, _) in COLUMNS.items()}})
    rows = ", ".join(f"({n}, {', '.join(row)})" for n, row in enumerate(CELLS))
    engine.execute(f"insert into cell values {rows}")
    return engine


def verdicts(predicate: str) -> dict[tuple[str, ...], Any]:
    """Return what a predicate says of every combination of values."""
    told = cells().rows(f"select row, ({unfailing(predicate)}) as verdict from cell")
    return {CELLS[row["row"]]: row["verdict"] for row in told}


@settings(max_examples=40, deadline=None)
@given(predicates)
def test_nulling_a_column_never_invents_a_verdict(predicate: str) -> None:
    """It gives null, or the value that every value of the column would have given."""
    told = verdicts(predicate)
    for at, (name, (_, values)) in enumerate(COLUMNS.items()):
        for row, verdict in told.items():
            if row[at] == NULL and verdict is not None:
                known = {told[(*row[:at], value, *row[at + 1 :])] for value in values} - {None}
                assert known <= {verdict}, (name, row)


@pytest.mark.parametrize(
    "predicate",
    [
        "[t] = ['NONE']",
        "list_contains([t], 'NONE')",
        "list_has_any([t, 'x'], l)",
        "len([t]) = 1",
        "cast([t] as varchar) like '%NONE%'",
        "(t, 1) = ('NONE', 1)",
        "(t, u) in (('NONE', 'x'))",
        "row(t) = row('NONE')",
        "{'a': t} = {'a': 'NONE'}",
        "t in [u, 'x']",
        "list_value(t) = ['NONE']",
        "array[t] = ['NONE']",
        "t is distinct from 'NONE'",
        "concat(t, '') = 'NONE'",
        "greatest(t, 'x') = 'x'",
        "ifnull(t, '') = ''",
        "t || '' = ''",
        "(case when b then t end) = ''",
        "try(cast(t as int)) = 1",
        "count(t) = 0",
        "list_filter(l, lambda x: x = t) = []",
        "struct_pack(a := t) = struct_pack(a := 'x')",
        "map {'a': t} = map {'a': 'x'}",
        "hash(t) = 5",
        "format('{}', t) = ''",
    ],
)
def test_what_could_hide_a_null_is_refused(predicate: str) -> None:
    with pytest.raises(GuardError):
        predicate_columns(predicate, COLUMNS)


@pytest.mark.parametrize("predicate", ["cast(t as int) > 5", "n * n > 5", "n + 1 > 5", "-n < 0 and n * 1000 > 1"])
def test_a_value_that_cannot_be_computed_is_unknown_in_its_row_only(predicate: str) -> None:
    assert predicate_columns(predicate, COLUMNS)
    told = verdicts(predicate)
    assert None in told.values()
    assert {True, False} & set(told.values())
