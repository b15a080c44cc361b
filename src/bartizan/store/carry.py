"""Keep what an earlier scan knew and this one did not ask, or could not list."""

from pathlib import Path

from bartizan.store.engine import OBSERVATION_COLUMNS, Engine, literal
from bartizan.store.fresh import KEY, note_fresh

_SAME = " and ".join(f"o.{name} = earlier.{name}" for name in KEY)
_WHOLE = "regexp_replace(earlier.id, ':[^:]*$', '')"
"""The ID of what a resource is a part of."""
_COLUMNS = ", ".join(f"earlier.{name}" for name in OBSERVATION_COLUMNS)


def carry_over(engine: Engine, previous: Path | None, started: str) -> None:
    """Add to ``observation`` what the previous snapshot knew of kinds, scopes and regions that this scan did not list.

    What this scan does not name stays as it was, and where a listing was denied or failed, the resources of the last
    one that worked stay, with their old ``observed_at``: not being allowed to look is no proof of absence. Answers
    that were not asked for again (``kept``) are put in from there, too, and all that a kept listing named. None of it
    was observed after this scan ``started`` (UTC), whatever the clock said then: else it would never grow old.

    A listing that has the ID of a resource is one of that resource and its parts alone: what the previous snapshot
    knew of these goes, where this scan did not find it again, and everything else of the kind stays.
    """
    file = previous / "observation.parquet" if previous else None
    if file is not None and file.is_file():
        engine.attach("before", file, OBSERVATION_COLUMNS)
        observed_at = f"least(observed_at, timestamp {literal(started)}) as observed_at"
        engine.execute(f"create view earlier as select * replace ({observed_at}) from before")
        if not engine.rows(f"select 1 from before where observed_at > timestamp {literal(started)} limit 1"):
            note_fresh(engine)
        # In this order: a listing that was kept does not count as made, and what it named is unlisted.
        _add_unlisted(engine)
        _put_in_kept(engine)
        engine.execute("drop view earlier")
        engine.execute("drop view before")
    # A kept answer that the previous snapshot does not hold after all was not read.
    engine.execute("delete from observation where outcome = 'kept' or (aspect = 'list' and id <> '')")


def _put_in_kept(engine: Engine) -> None:
    engine.execute(
        f"insert into observation select {_COLUMNS} from earlier join observation as o "
        f"on {_SAME} and o.outcome = 'kept'"
    )


def _add_unlisted(engine: Engine) -> None:
    """Add rows whose kind was not listed in their scope and region; a listing without region counts for all."""
    listed = "(from observation where aspect = 'list' and outcome in ('ok', 'absent') and id = '')"
    named = "(from observation where aspect = 'list' and outcome in ('ok', 'absent') and id <> '')"
    is_here = "{0}.kind = earlier.kind and {0}.scope = earlier.scope and {0}.region = earlier.region".format
    engine.execute(
        f"insert into observation select {_COLUMNS} from earlier "
        f"anti join {listed} as l on {is_here('l')} "
        f"anti join {listed} as w on w.kind = earlier.kind and w.scope = earlier.scope and w.region = '' "
        f"anti join {named} as n on {is_here('n')} and n.id = earlier.id "
        f"anti join {named} as p on {is_here('p')} and p.id = {_WHOLE} "
        f"anti join observation as o on {_SAME}"
    )
