"""The edges of the graph: each kind, and each way to it, is one SQL file that is found by its path."""

from bartizan.graph.edges.run import connect_edges
from bartizan.graph.edges.source import EdgeSource, edge_sources

__all__ = ["EdgeSource", "connect_edges", "edge_sources"]
