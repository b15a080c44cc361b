"""Facts that no scan has read again for too long decide nothing any more.

A scan carries over what it could not list. Beyond an age nobody knows whether that is still so: verdicts about such a
resource, and about others in its scope whose facts stand on its kind, are unknown and say when it was last read.
"""

from collections.abc import Iterable, Mapping

from bartizan.store.engine import Engine, literal

STALE_COLUMNS = {"kind": "varchar", "scope": "varchar", "region": "varchar", "id": "varchar", "read_at": "timestamp"}
_NEAR = "s.scope = {row}.scope and (s.region in ('', {row}.region) or {row}.region = '')"


def mark_stale(engine: Engine, max_age_hours: int) -> None:
    """Create ``stale``: the resources last read more than so many hours before the newest observation."""
    engine.create(
        "stale",
        "select kind, scope, region, id, observed_at as read_at from observation where aspect = 'self' "
        f"and observed_at < (select max(observed_at) from observation) - interval {int(max_age_hours)} hours",
    )


class Stale:
    """Which verdicts the rows of ``stale`` leave unknown; none where there is no such table."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        has_any = engine.has("stale")
        self._kinds = {row["kind"] for row in engine.rows("select distinct kind from stale")} if has_any else set()

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def condition(self, table: str, behind: Iterable[str]) -> str:
        """Return what holds for rows ``v`` of a table that is stale, or stands on a stale kind; empty where none is."""
        own = [f"v.id in (select id from stale where kind = {literal(table)})"] if table in self._kinds else []
        others = ", ".join(literal(kind) for kind in sorted(self._kinds & set(behind) - {table}))
        near = f"exists (select 1 from stale as s where s.kind in ({others}) and {_NEAR.format(row='v')})"
        return " or ".join(own + ([near] if others else []))

    def explain(self, kinds: Mapping[tuple[str, str], Iterable[str]]) -> None:
        """Say in ``missing`` of unknown findings when what they stand on was last read.

        ``kinds`` are those behind each (rule, table).
        """
        pairs = [(*key, kind) for key, several in kinds.items() for kind in sorted(self._kinds & {*several, key[1]})]
        self._engine.create_empty("aged", dict.fromkeys(("rule_id", "resource_type", "kind"), "varchar"))
        self._engine.insert("aged", pairs)
        self._engine.execute(
            "update finding set missing = list_sort(list_concat(missing, aged_facts.texts)) from ("
            "select rule_id, resource_type, f.resource_id, "
            "list(distinct s.kind || ' last read ' || strftime(s.read_at, '%Y-%m-%d %H:%M UTC')) as texts "
            "from finding as f join aged using (rule_id, resource_type) join stale as s on s.kind = aged.kind "
            f"and {_NEAR.format(row='f')} and (s.kind <> resource_type or s.id = f.resource_id) "
            "where f.status = 'unknown' group by all) as aged_facts "
            "where finding.rule_id = aged_facts.rule_id and finding.resource_id = aged_facts.resource_id "
            "and finding.resource_type = aged_facts.resource_type and status = 'unknown'"
        )
        self._engine.execute("drop table aged")
