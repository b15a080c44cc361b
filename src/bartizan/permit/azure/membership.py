"""Who is in which groups: as the directory says of a principal, else as it says of the groups that hold roles."""

from collections import defaultdict

from bartizan.store import Engine

Memberships = dict[str, frozenset[str] | None]


def known_members(engine: Engine) -> dict[str, frozenset[str]]:
    """Return the groups that principals are in as far as groups tell it; there may be more."""
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for row in engine.rows("select id, unnest(member_ids) as member from azure_group"):
        inside[row["member"]].add(row["id"])
    return {member: frozenset(groups) for member, groups in inside.items()}


def group_memberships(engine: Engine) -> Memberships:
    """Return groups by principal; None where they were not read.

    Under an empty id are those of everybody else: none, where all groups that hold roles were read.
    """
    groups = {row["id"]: row["member_ids"] for row in engine.rows("select id, member_ids from azure_group")}
    unread = _holders(engine) - {id_ for id_, members in groups.items() if members is not None}
    told: Memberships = {} if unread else {**known_members(engine)}
    told[""] = None if unread else frozenset()
    own = {row["id"]: row["group_ids"] for row in engine.rows("select id, group_ids from azure_principal")}
    for id_, stated in own.items():
        told[id_] = frozenset(stated) if stated is not None else told.get(id_, told[""])
    return told


def _holders(engine: Engine) -> frozenset[str]:
    """Return the groups that hold a role, or may be groups."""
    rows = engine.rows(
        "select principal_id from azure_role_assignment where lower(principal_type) in ('group', '') union "
        "select principal_id from azure_role_eligibility where lower(principal_type) in ('group', '')"
    )
    return frozenset(row["principal_id"] for row in rows)
