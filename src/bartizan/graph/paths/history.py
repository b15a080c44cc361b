"""What became of each path: new, open, back after it was gone, or gone."""

from pathlib import Path

from bartizan.store.engine import Engine, literal

HISTORY = {
    "id": "varchar",
    "scenario": "varchar",
    "title": "varchar",
    "state": "varchar",
    "first_seen": "timestamp",
    "last_seen": "timestamp",
    "gone_at": "timestamp",
    "members": "varchar[]",
}
"""One row per path there ever was. ``state`` is new, open, back or gone; ``gone_at`` null while it is there.

``members`` are the nodes that a path led through which is gone; null of one that is there, whose members are known.
"""


def keep_history(engine: Engine, previous: Path | None, at: str) -> None:
    """Create ``attack_path_history`` from ``attack_path``, which has its dates, and the last snapshot's history."""
    engine.load_or_empty("history_before", previous and previous / "attack_path_history.parquet", HISTORY)
    engine.load_or_empty("members_before", previous and previous / "attack_path_member.parquet", _MEMBERS)
    engine.create("attack_path_history", _SELECT.format(at=f"timestamp {literal(at)}"))
    engine.execute("drop table history_before")
    engine.execute("drop table members_before")


_MEMBERS = dict.fromkeys(("path_id", "node_id", "role"), "varchar")
_SELECT = """
select
    id,
    coalesce(now.scenario, old.scenario) as scenario,
    coalesce(now.title, old.title) as title,
    case
        when now.id is null then 'gone'
        when old.id is null then 'new'
        when old.state = 'gone' then 'back'
        else 'open'
    end as state,
    coalesce(old.first_seen, now.first_seen) as first_seen,
    coalesce(now.last_seen, old.last_seen) as last_seen,
    case when now.id is null then coalesce(old.gone_at, {at}) end as gone_at,
    case when now.id is null then coalesce(old.members, m.members) end as members
from attack_path as now full join history_before as old using (id)
left join (select path_id, list(distinct node_id order by node_id) as members from members_before group by all) as m
    on now.id is null and m.path_id = id
order by id
"""
