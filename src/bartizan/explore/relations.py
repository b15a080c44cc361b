"""How many rows a relation leads to, as three values: set-wise, one pass over the edges for each relation.

*yes* are the rows of which the inner expression is true, *may* those of which it is null or whose edge is not certain,
and a *gap* says that the relation itself could not be read. ``no X`` is true only where nothing is *yes* or *may* and
there is no gap.
"""

from dataclasses import dataclass

from bartizan.explore.tree import MOST_HOPS, Count, Related
from bartizan.explore.vocabulary import RELATIONS, Relation
from bartizan.store.engine import literal

_MOVES = "e.mode in ('invokes', 'controls', 'reaches')"


@dataclass(frozen=True)
class Edges:
    """Edges of a relation as SQL: the end that is asked about, the other end, and which edges they are."""

    own: str
    other: str
    wanted: str
    gaps: str
    forward: bool


def edges(relation: Relation) -> Edges:
    """Return the SQL of a relation's edges ``e`` and of the gaps ``g`` in them."""
    own, other = ("e.source_n", "e.target_n") if relation.forward else ("e.target_n", "e.source_n")
    if not relation.kinds:
        return Edges(own, other, _MOVES, "true", relation.forward)
    kinds = ", ".join(map(literal, relation.kinds))
    return Edges(own, other, f"e.kind in ({kinds})", f"g.kind in ({kinds})", relation.forward)


def wants_numbers(count: Count | None) -> bool:
    """Return whether it matters how many rows there are, and not only whether there is one."""
    if count is None or count.every:
        return False
    return (count.at_least or 0) > 1 or (count.at_most or 0) > 0 or (count.exactly or 0) > 0


def hops(part: Related) -> int:
    """Return how often the step before the last may be taken."""
    if part.within is not None:
        return part.within
    return MOST_HOPS if part.through else MOST_HOPS if not RELATIONS[part.related].kinds else 1


def truth(count: Count | None, yes: str, may: str, gap: str) -> str:
    """Return a quantifier over two numbers and a gap as SQL of three values."""
    if count is None or count.at_least is not None:
        return _at_least(1 if count is None else count.at_least or 0, yes, may, gap)
    if count.exactly is not None:
        return f"({_at_least(count.exactly, yes, may, gap)} and {_at_most(count.exactly, yes, may, gap)})"
    return _at_most(count.at_most or 0, yes, may, gap)


def _at_least(n: int, yes: str, may: str, gap: str) -> str:
    return f"case when {yes} >= {n} then true when {yes} + {may} >= {n} or {gap} then null else false end"


def _at_most(n: int, yes: str, may: str, gap: str) -> str:
    return f"case when {yes} > {n} then false when {yes} + {may} > {n} or {gap} then null else true end"


def counted(of: Edges, inner: str, *, exact: bool) -> str:
    """Return the SELECT of ``n, yes, may`` for each node that has such edges; ``inner`` names rows ``n, holds``."""
    join = f"join {inner} as i on i.n = {of.other}" if inner else ""
    holds = "i.holds" if inner else "true"
    value = f"coalesce(bool_or(e.effect = 'yes' and {holds}), false)"
    found = f"from edge as e {join} where {of.wanted}"
    if not exact:
        return f"select {of.own} as n, if({value}, 1, 0) as yes, if({value}, 0, 1) as may {found} group by {of.own}"
    pairs = f"select {of.own} as n, {value} as is_yes {found} group by {of.own}, {of.other}"
    return f"select n, count(*) filter (is_yes) as yes, count(*) filter (not is_yes) as may from ({pairs}) group by n"


def step(of: Edges, before: str) -> str:
    """Return the SELECT of ``n, holds`` of the nodes in ``before`` and those one edge away from them."""
    near = (
        f"select {of.own} as n, if(e.effect = 'yes', b.holds, null) as holds from edge as e "
        f"join {before} as b on b.n = {of.other} where {of.wanted}"
    )
    return best(f"{near} union all from {before}")


def best(select: str) -> str:
    """Return the SELECT of ``n, holds`` with the most certain of several rows of a node."""
    return f"select n, if(coalesce(bool_or(holds), false), true, null) as holds from ({select}) group by n"


_REFUSED = "select s.scope from edge_gap as g join node as s on s.n = g.source_n where s.kind = 'admin' and {gaps}"
"""The accounts of which a whole listing was refused: its gap is at the account's administrator."""


def gap_nodes(of: Edges) -> str:
    """Return the SELECT of the nodes whose own edges could not be read."""
    refused = _REFUSED.format(gaps=of.gaps)
    return (
        f"select g.source_n as n from edge_gap as g where {of.gaps} "
        f"union select s.n from node as s where s.scope in ({refused})"
    )


def gap_providers(of: Edges, inner: str) -> str:
    """Return the SELECT of the clouds where some node that would do on the other end could not be read.

    Who could not be asked whom it leads to may lead to anything of its cloud.
    """
    found = f"select distinct s.provider from edge_gap as g join node as s on s.n = g.source_n where {of.gaps}"
    return f"{found} and (s.kind = 'admin' or s.n in (select n from {inner}))" if inner else found
