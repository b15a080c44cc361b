"""The words that queries may use whatever the snapshot: kinds of nodes, relations and parts."""

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = {
    "internet": "The internet: anybody.",
    "any_aws_account": "Any AWS account: anyone who has one.",
    "foreign": "An account, tenant or repository outside of what was scanned.",
    "admin": "Being administrator of an account, a subscription or a tenant.",
}
"""Nodes that are no rows of a table."""
NODE_COLUMNS = {"id": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR", "provider": "VARCHAR", "scope": "VARCHAR"}
"""What is known of every node, whatever its type."""


def is_type(word: str) -> bool:
    """Return whether a word is the name of a type, known or not: columns are never called so."""
    return word.startswith(("aws_", "azure_")) or word in KINDS


@dataclass(frozen=True)
class Relation:
    """Edges of some kinds (empty: all by which an attacker moves), from their source or against their direction."""

    kinds: tuple[str, ...]
    forward: bool
    help: str


_PAIRS: tuple[tuple[str, str, str, str], ...] = (
    ("runs_as", "runs_as", "run_by", "a workload has an identity"),
    ("holds_role", "holds_role", "role_held_by", "a build, a workflow or a notebook has a role"),
    ("can_assume", "can_assume", "assumed_by", "an identity may take another"),
    ("can_become", "escalates_to", "gained_by", "an identity can make itself another, or administrator"),
    ("can_read", "can_read", "read_by", "an identity may read data"),
    ("can_write", "can_write", "written_by", "an identity may write data"),
    ("can_administer", "can_administer", "administered_by", "an identity may change who has access, or delete"),
    ("can_decrypt", "can_decrypt", "decrypted_by", "an identity may use a key to decrypt"),
    ("changes_code_of", "changes_code_of", "code_changed_by", "an identity may put code into a workload"),
    ("changes_config_of", "changes_config_of", "config_changed_by", "an identity may change a workload's settings"),
    ("invokes", "invokes", "invoked_by", "a caller reaches a workload with its input"),
    ("triggers", "triggers", "triggered_by", "a resource's events start a workload"),
    ("feeds", "feeds", "fed_by", "a sender may put events into a resource"),
    ("rotates", "rotates", "rotated_by", "a function rotates a secret"),
    ("stores_code_of", "stores_code_of", "code_stored_in", "a store holds the code of a workload"),
    ("holds_secret_for", "holds_secret_for", "secret_held_by", "a resource holds a credential of another"),
    ("in_network", "in_network", "network_of", "a resource is in a network"),
    ("member_of", "member_of", "has_member", "an identity is in a group"),
    ("hosted_by", "run_by", "hosts", "a function belongs to an app, an app runs on a plan"),
    ("slot_of", "slot_of", "has_slot", "a deployment slot belongs to an app"),
    ("routes_to", "routes_to", "routed_from", "a gateway or a load balancer leads to a workload"),
    ("references_secret", "references_secret", "secret_referenced_by", "an app's setting refers to a vault"),
    ("takes_credentials_of", "takes_credentials_of", "credentials_taken_by", "an identity may read another's keys"),
    ("runs_commands_on", "runs_commands_on", "commands_run_by", "an identity may run commands on a workload"),
    ("can_manage", "can_manage", "managed_by", "an identity may change or delete a key"),
    ("can_edit", "can_edit", "edited_by", "an identity may change another's policies"),
    ("can_pass", "can_pass", "passed_by", "an identity may give a role to a service"),
    ("administers", "administers", "administered_as", "an identity is administrator of an account"),
)
RELATIONS: Mapping[str, Relation] = {
    **{name: Relation((kind,), True, help_text) for name, kind, _, help_text in _PAIRS},
    **{back: Relation((kind,), False, f"the other way: {help_text}") for _, kind, back, help_text in _PAIRS},
    "reaches": Relation((), True, "an attacker comes from here to there, in up to four steps"),
    "reached_by": Relation((), False, "the other way: an attacker comes from there to here, in up to four steps"),
}


@dataclass(frozen=True)
class RowPart:
    """Rows that belong to a resource. ``rows`` has the resource's ``id`` beside their columns, ``{type}`` is its type.

    ``needs`` are columns that a type must have; ``gap`` is true where the rows could not be read.
    ``holds`` is true for a row that is there for certain; ``tables`` must be in the snapshot.
    """

    rows: str
    help: str
    tables: tuple[str, ...]
    needs: tuple[str, ...] = ()
    gap: str = "false"
    holds: str = "true"


_CODE = ("code_digest", "code_status")
_UNREAD = "(t.code_status is null or t.code_status <> 'assessed')"


def _of_code(table: str) -> str:
    return f"select u.id, p.* from {{code}} as u join {table} as p on p.digest = u.digest"


PARTS: Mapping[str, RowPart] = {
    "vulnerability": RowPart(
        _of_code("vulnerability"),
        "known vulnerabilities in the code of a workload and its layers",
        ("vulnerability",),
        _CODE,
        _UNREAD,
        "p.status = 'affected'",
    ),
    "package": RowPart(_of_code("package"), "packages in its code and its layers", ("package",), _CODE, _UNREAD),
    "secret": RowPart(_of_code("secret"), "secrets in its code and its layers", ("secret",), _CODE, _UNREAD),
    "finding": RowPart(
        "select resource_id as id, f.* exclude (id) from finding as f where resource_type = '{type}'",
        "rules that it fails, or that could not be decided",
        ("finding",),
    ),
    "permission": RowPart(
        "select principal_id as id, p.* from permission as p",
        "sensitive actions that an identity may perform",
        ("permission",),
        (),
        "{policies_gap}",
    ),
    "path": RowPart(
        "select m.node_id as id, m.role, a.* exclude (id), a.id as path_id "
        "from attack_path_member as m join attack_path as a on a.id = m.path_id",
        "attack paths that it is on; role is entry, via or target",
        ("attack_path", "attack_path_member"),
        (),
        "{node_gap}",
    ),
}
UNDECIDED = frozenset({"status", "effect", "certainty", "can_become_admin", "exposure", "authentication"})
"""Columns whose value ``unknown`` says that a fact is not known, so that no other value can be derived from it."""
