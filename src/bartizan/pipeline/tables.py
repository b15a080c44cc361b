"""From observations to tables: first what policies say, then what they allow, then all that stands on both."""

from collections.abc import Collection
from pathlib import Path

from bartizan.normalize import needed_by, normalize
from bartizan.permit import READS, TABLES, permit
from bartizan.store import Engine


def make_tables(engine: Engine, only: Collection[str] = (), *, dated: Path | None = None) -> dict[str, dict[str, str]]:
    """Create every table from the engine's ``observation`` table and return their columns and types.

    With ``only``, these tables and what they stand on. ``dated`` is as in ``normalize``.
    """
    if not only or needed_by(only) & set(TABLES):
        normalize(engine, READS, dated=dated)
        permit(engine)
    return normalize(engine, only, dated=dated)
