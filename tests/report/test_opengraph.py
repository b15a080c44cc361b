"""The graph for BloodHound: what its schema asks for."""

import re

from bartizan.report.formats.opengraph import opengraph
from tests.explore.fixture import EDGES, NODES, small_estate


def test_nodes_and_edges_are_matched_by_id_and_hold_plain_values() -> None:
    with small_estate() as engine:
        told = opengraph(engine)
    nodes, edges = told["graph"]["nodes"], told["graph"]["edges"]
    assert told["metadata"] == {"source_kind": "Bartizan"}
    assert [node["id"] for node in nodes] == [id_ for _, id_ in NODES]
    assert len(edges) == len(EDGES)
    assert {edge[end]["value"] for edge in edges for end in ("start", "end")} <= {node["id"] for node in nodes}
    assert all(edge[end]["match_by"] == "id" for edge in edges for end in ("start", "end"))
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", edge["kind"]) for edge in edges)
    assert all(1 <= len(node["kinds"]) <= 3 for node in nodes)
    assert all(isinstance(value, str) for each in (*nodes, *edges) for value in each["properties"].values())
    (uncertain,) = [edge for edge in edges if edge["properties"]["effect"] == "conditional"]
    assert (uncertain["start"]["value"], uncertain["end"]["value"]) == ("reader", "logs")
