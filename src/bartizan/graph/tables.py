"""The tables that the graph is written to: nodes and edges by integer, and what could not be read of them."""

NODE = {
    "n": "integer",
    "id": "varchar",
    "kind": "varchar",
    "name": "varchar",
    "provider": "varchar",
    "scope": "varchar",
}
"""One row per thing, numbered from 0 in the order of kind and id.

``kind`` is the name of its table; ``internet``, ``any_aws_account``, ``foreign`` and ``admin`` are no rows of tables.
"""

EDGE = {
    "source_n": "integer",
    "target_n": "integer",
    "kind": "varchar",
    "mode": "varchar",
    "effect": "varchar",
    "condition": "varchar",
    "why": "varchar",
    "weight_key": "varchar",
    "rule_ids": "varchar[]",
}
"""One row per relation, sorted by source.

``mode``: ``invokes`` where an attacker controls the input, ``controls`` where an attacker's code runs or credentials
count, ``reaches`` for what an identity may do to data, ``relates`` for what only queries ask for. ``effect`` is yes,
conditional or unknown; ``condition`` says what must hold, or what was not read. ``weight_key`` names a likelihood in
paths/risk.yaml. ``rule_ids`` are the rules whose fix cuts it.
"""

EDGE_GAP = {"source_n": "integer", "kind": "varchar", "missing": "varchar"}
"""One row where edges of a kind could not be read for a node: ``missing`` names the call or the permission."""

TARGET = {
    "n": "integer",
    "kind": "varchar",
    "impact_key": "varchar",
    "sensitivity": "varchar",
    "because": "varchar",
    "group_id": "varchar",
}
"""One row per node that an attacker wants: administrator, data, secret, key, workload or network.

``sensitivity`` is sensitive, unknown, public or none; ``because`` says by which evidence.
"""

GRAPH_TABLES = ("node", "edge", "edge_gap", "target", "attack_path", "attack_path_member", "choke_point")
"""What the stage adds to a snapshot."""
