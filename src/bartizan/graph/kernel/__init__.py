"""Search over integer graphs in numpy: shortest ways within a bound of hops, and what ends when edges go.

Knows nothing but integers: who builds the graph decides what a node, an edge and a cost mean.
"""

from bartizan.graph.kernel.csr import Graph, compress
from bartizan.graph.kernel.cut import Cut, Fixes, Searched, greedy, removed_by, top_cuts
from bartizan.graph.kernel.dense import distances, is_dense
from bartizan.graph.kernel.search import Reached, search
from bartizan.graph.kernel.way import Ways, alternatives, ways

__all__ = [
    "Cut",
    "Fixes",
    "Graph",
    "Reached",
    "Searched",
    "Ways",
    "alternatives",
    "compress",
    "distances",
    "greedy",
    "is_dense",
    "removed_by",
    "search",
    "top_cuts",
    "ways",
]
