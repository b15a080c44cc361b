"""Keep what an earlier scan knew and this one did not ask, or could not list."""

from pathlib import Path

from bartizan.store.engine import OBSERVATION_COLUMNS, Engine


def carry_over(engine: Engine, previous: Path | None) -> None:
    """Add to ``observation`` the previous snapshot's rows of scopes and kinds that this scan did not read.

    A scope that this scan does not name stays as it was, and where a listing was denied or failed, the resources of
    the last one that worked stay, with their old ``observed_at``: not being allowed to look is no proof of absence.
    """
    file = previous / "observation.parquet" if previous else None
    if file is None or not file.is_file():
        return
    engine.attach("earlier", file)
    engine.execute(
        f"insert into observation select {', '.join(OBSERVATION_COLUMNS)} from earlier "
        "where scope not in (select distinct scope from observation)"
    )
    engine.execute(
        f"insert into observation select {', '.join('e.' + name for name in OBSERVATION_COLUMNS)} from earlier as e "
        "join observation as l on l.aspect = 'list' and l.outcome in ('denied', 'failed') "
        "and l.kind = e.kind and l.scope = e.scope and l.region = e.region "
        "where e.aspect <> 'list' and not exists (select 1 from observation as o where o.kind = e.kind "
        "and o.scope = e.scope and o.region = e.region and o.id = e.id and o.aspect = e.aspect)"
    )
    engine.execute("drop view earlier")
