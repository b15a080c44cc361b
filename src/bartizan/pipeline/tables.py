"""From observations to tables: first what policies say, then what they allow, then all that stands on both."""

from collections.abc import Collection, Sequence
from pathlib import Path

from bartizan import permit as permit_stage
from bartizan.normalize import Fingerprints, digest, needed_by, normalize, schemas, sources
from bartizan.permit import READS, TABLES, permit, reads_clock
from bartizan.pipeline.unanalysed import forget_permissions, unanalysed
from bartizan.store import Engine
from bartizan.store.past import Past


def make_tables(
    engine: Engine, only: Collection[str] = (), *, dated: Path | None = None, past: Past | None = None
) -> dict[str, dict[str, str]]:
    """Create every table from the engine's ``observation`` table and return their columns and types.

    With ``only``, these tables and what they stand on. ``dated`` is as in ``normalize``. Tables of the ``past`` that
    were made from the same are taken instead. Scopes that ``hidden`` names have no permissions.
    """
    made = Fingerprints(engine)

    def take(name: str) -> bool:
        if past is None:
            return False
        table, columns, of = sources()[name], schemas()[name], made.of(name)
        return past.take({name: columns}, of.exact, of.content) or (
            table.timing.is_of_item and past.take_dated(name, columns, of.content, table.kinds)
        )

    if not only or needed_by(only) & set(TABLES):
        normalize(engine, READS, dated=dated, take=take)
        without = unanalysed(engine)
        if past is None or not past.take(TABLES, _permit_made_of(engine, made, without)):
            permit(engine)
            forget_permissions(engine, without)
    return normalize(engine, only, dated=dated, take=take)


def _permit_made_of(engine: Engine, made: Fingerprints, without: Sequence[str]) -> str:
    """Return a digest of all on which the tables of permit depend, its own code first."""
    code = [file.read_text(encoding="utf-8") for file in sorted(Path(permit_stage.__file__).parent.rglob("*.py"))]
    is_exact = reads_clock(engine)
    tables = [made.of(name) for name in (*READS, "listing")]
    return digest([*code, *without, *(table.exact if is_exact else table.content for table in tables)])
