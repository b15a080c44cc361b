"""Healthy rows on demand: snapshots keep their counts only, so they are evaluated again from the tables."""

import orjson

from bartizan.assess import Rule, assess
from bartizan.assess.gaps import Gaps
from bartizan.assess.risk import rate
from bartizan.normalize import schemas, sources
from bartizan.store import Engine
from bartizan.store.stacked import settle


def keep_healthy(engine: Engine, status: str) -> None:
    """Replace ``finding`` by the rows of one status, judged by the rules that the snapshot was made with."""
    rules = [Rule(**orjson.loads(row["definition"])) for row in engine.rows("select definition from rule")]
    present = set(engine.tables())
    columns = {name: engine.columns(name) for name in schemas() if name in present}
    for view in ("finding", "rule_result"):
        engine.execute(f"drop view {view}")
    for name in columns:
        engine.load_view(name)
    lineage = {name: source.lineage for name, source in sources().items()}
    assess(engine, rules, columns, Gaps(engine, lineage), kept=(status,))
    if "risk_factor" in present:
        rate(engine, {rule.id: rule.category for rule in rules})
    dated = (
        "select finding.*, first_seen, last_seen from finding "
        "join resource on resource.id = resource_id and resource.type = resource_type"
    )
    settle(engine, "finding", dated)
