"""Run the permit stage of every cloud over the tables that it reads."""

from collections.abc import Callable, Iterable
from functools import partial

from bartizan.permit import aws, azure
from bartizan.permit.by_row import ByRow
from bartizan.permit.tables import COMMON
from bartizan.store import Engine
from bartizan.store.engine import quoted

READS = (*aws.READS, *azure.READS)
"""The tables that must be there: what policies, roles and assignments say, as it stands."""

TABLES = {**COMMON, **aws.TABLES, **azure.TABLES}
"""The columns and types of every table that this stage writes."""


FIRST = aws.FIRST
"""Those of them that ``begin_permit`` creates."""


def permit(engine: Engine, take: Callable[[ByRow], bool] | None = None) -> None:
    """Create every one of ``TABLES`` from ``READS``. It changes nothing else: other tables read what it writes.

    ``take`` may fill tables with the rows that stand, and creates the table that names their IDs if it returns true.
    """
    begin_permit(engine, take)()


def begin_permit(engine: Engine, take: Callable[[ByRow], bool] | None = None) -> Callable[[], None]:
    """Create ``FIRST`` as ``permit`` does, and return what creates the others: they take most of the time."""
    for name, columns in TABLES.items():
        engine.create_empty(name, columns)
    for each in aws.BY_ROW:
        if take is None or not take(each):
            engine.create_empty(each.standing, {"id": "varchar"})
    # To plan what finds nothing takes 15 and 40 ms of CPU; most estates are of one cloud.
    others = [aws.permit_aws(engine)] if _is_any(engine, aws.READS) else []
    for each in aws.BY_ROW:
        engine.execute(f"drop table {each.standing}")
    if _is_any(engine, azure.READS):
        others.append(partial(azure.permit_azure, engine))

    def end() -> None:
        for other in others:
            other()

    return end


def _is_any(engine: Engine, tables: Iterable[str]) -> bool:
    rows = " union all ".join(f"(select 1 from {quoted(name)} limit 1)" for name in tables)
    return bool(engine.rows(f"select 1 from ({rows}) limit 1"))


def reads_clock(engine: Engine, only: str = "") -> bool:
    """Whether a policy may name the time of a request, which is taken to be when the policy was read.

    ``only`` is a join of those answers ``o`` that are looked at.
    """
    # A name may be escaped in a policy that is a text within a text.
    names = " or ".join(f"contains(lower(body::varchar), '{name}')" for name in ("currenttime", "epochtime", "\\u00"))
    return bool(engine.rows(f"select 1 from observation as o {only} where {names} limit 1"))
