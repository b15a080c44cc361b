"""The differences between the tables of an engine and those of an earlier snapshot, as one relation of SQL."""

from collections.abc import Mapping
from pathlib import Path

from bartizan.pipeline.differences.configuration import configuration
from bartizan.pipeline.differences.earlier import MOST_OF_SUBJECT
from bartizan.pipeline.differences.gone import gone
from bartizan.pipeline.differences.packages import packages
from bartizan.pipeline.differences.permissions import permissions
from bartizan.store import Engine

DIFFERENCE = dict.fromkeys(("kind", "resource_id", "resource_type", "scope", "subject", "before", "after"), "varchar")
"""One row for what changed. ``kind`` is configuration, permission, package or gone; ``subject`` what of the resource.

``before`` and ``after`` are values as text, shortened to ``MOST_OF_VALUE``; null is a value that could not be read.
"""
PERMISSION = "permission"
_MOST = 20
"""Packages or permissions of one resource that are named; of the others it is said how many they are."""
_FOUND = "found_difference"
_OF = "kind, resource_id, resource_type, scope"
_PLACED = f"""
select *, row_number() over (partition by {_OF} order by subject) as place, count(*) over (partition by {_OF}) as of_all
from (select {_OF}, {{texts}} from {{found}} group by all)
"""
_BOUNDED = f"""
select {_OF}, subject, before, after from ({_PLACED}) where kind = 'configuration' or place <= {_MOST}
union all
select {_OF}, 'more', '', (of_all - {_MOST}) || ' more' from ({_PLACED})
where kind <> 'configuration' and place = {_MOST} + 1
"""
_TEXTS = f"left(replace(subject, chr(0), ''), {MOST_OF_SUBJECT}) as subject, " + ", ".join(
    f"arg_min(replace({each}, chr(0), ''), subject) as {each}" for each in ("before", "after")
)
"""Texts as each database takes them, once for each subject."""


def create_differences(engine: Engine, earlier: Path, tables: Mapping[str, str | None]) -> None:
    """Create the table ``difference``, as ``DIFFERENCE`` says, between the tables and an earlier snapshot's files.

    ``tables`` are those of resources whose columns are compared, each with the name of a table of the IDs about which
    rows may be others, if that is known; and ``PERMISSION`` where permissions are compared.
    """
    engine.create_empty(_FOUND, DIFFERENCE)
    selects = [
        *configuration(engine, earlier, {each: ids for each, ids in tables.items() if each != PERMISSION}),
        *packages(engine, earlier),
        *gone(engine, earlier),
    ]
    if PERMISSION in tables:
        selects += permissions(engine, earlier)
    for select in selects:
        engine.execute(f"insert into {_FOUND} by name {select}")
    engine.create("difference", _BOUNDED.format(texts=_TEXTS, found=_FOUND))
    engine.execute(f"drop table {_FOUND}")
