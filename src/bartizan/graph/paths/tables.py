"""The tables that attack paths are written to."""

ATTACK_PATH = {
    "id": "varchar",
    "scenario": "varchar",
    "title": "varchar",
    "risk": "double",
    "risk_level": "varchar",
    "certainty": "varchar",
    "conditions": "varchar[]",
    "entries": "integer",
    "targets": "integer",
    "entry_id": "varchar",
    "target_id": "varchar",
    "target_kind": "varchar",
    "steps": "json",
    "risk_factors": "varchar[]",
    "mitre": "varchar[]",
    "breaks": "varchar[]",
    "capped": "integer",
}
"""One row per story, worst first: one entry identity, one group of targets.

``certainty`` is that of the weakest step; ``conditions`` are what must hold or was not read. ``steps`` are objects of
source, edge, target, why and rule_ids. ``breaks`` are the rules whose fix, on all resources, ends the path. ``capped``
says how many more paths of the scenario are not listed.
"""

MEMBER = {"path_id": "varchar", "node_id": "varchar", "role": "varchar"}
"""One row per path and node that takes part: as entry, on the way (via) or as target."""

CHOKE_POINT = {"node_id": "varchar", "kind": "varchar", "paths": "integer", "targets": "integer", "fix": "varchar"}
"""One row per node, rule or finding (``node_id`` is its ID) whose fix ends paths, with the exact number of them."""
