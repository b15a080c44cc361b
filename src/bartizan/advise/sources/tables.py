"""The advisories on disk: Parquet tables in the home, one set per source, which the engine reads as one."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bartizan.advise.name import NORMAL_SQL
from bartizan.advise.sources.columns import ADVISORY_COLUMNS, AFFECTED_COLUMNS, Row
from bartizan.base.home import Home
from bartizan.store.engine import Engine, literal, quoted

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "advisory": ADVISORY_COLUMNS,
    "affected": AFFECTED_COLUMNS,
    "kev": {"cve": "varchar", "added": "date", "is_ransomware": "boolean"},
    "epss": {"cve": "varchar", "score": "double", "percentile": "double"},
    "advisory_source": {"ecosystem": "varchar", "records": "bigint"},
}
"""``advisory_source`` has the ecosystems of which advisories are on record; packages of others are unknown."""


def keep(home: Path, source: str, tables: Mapping[str, Iterable[Row]]) -> None:
    """Replace what a source (``PyPI``, ``kev``, ``epss``, …) gave by new rows, all of its tables at once."""
    with replacing(home, source, tables) as engine:
        for name, rows in tables.items():
            engine.insert(name, rows)


@contextmanager
def replacing(home: Path, source: str, tables: Iterable[str]) -> Iterator[Engine]:
    """Give an engine with empty ``tables``; what they hold at the end replaces what the source gave before.

    Where the body raises, nothing is replaced.
    """
    folder = Home(home).advisories / source
    draft, old = (folder.with_name(f".{source}-{end}") for end in ("draft", "old"))
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        with Engine() as engine:
            for name in tables:
                engine.create_empty(name, COLUMNS[name])
            yield engine
            for name in tables:
                engine.save(name, draft / f"{name}.parquet")
        if folder.is_dir():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        draft.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def forget(home: Path, source: str) -> None:
    """Remove what a source gave."""
    shutil.rmtree(Home(home).advisories / source, ignore_errors=True)


def mend(home: Path) -> None:
    """Put back what a process that was killed between two renames had moved aside."""
    for old in Home(home).advisories.glob(".*-old"):
        folder = old.with_name(old.name[1:].removesuffix("-old"))
        if not folder.exists():
            old.rename(folder)


def attach_advisories(engine: Engine, home: Path, *, of_packages: bool = False) -> bool:
    """Make ``advisory``, ``affected``, ``kev``, ``epss`` and ``advisory_source`` readable; return whether any is there.

    With ``of_packages`` only the records about the packages in the table ``package``: taking everything costs more than
    matching a few. Sources may overlap: of an advisory that two have, the one that was modified last counts.
    """
    found = {name: sorted(Home(home).advisories.glob(f"[!.]*/{name}.parquet")) for name in COLUMNS}
    only = _ONLY if of_packages else {}
    if only:
        engine.create("package_name", f"select distinct ecosystem, {NORMAL_SQL} as name from package")
    for name in ("affected", "advisory", "kev", "epss", "advisory_source"):
        columns = COLUMNS[name]
        empty = ", ".join(f"null::{type_} as {quoted(column)}" for column, type_ in columns.items())
        files = "".join(
            f" union all by name select *, {n} as source from read_parquet({literal(f)}) {only.get(name, '')}"
            for n, f in enumerate(found[name])
        )
        engine.create(f"every_{name}", f"select {empty}, null::integer as source where false{files}")
        if name == "advisory":
            _join_sources(engine)
    for name in ("kev", "epss"):
        engine.create(name, f"select distinct on (cve) * from every_{name} order by source")
    engine.create(
        "advisory_source", "select ecosystem, sum(records) as records from every_advisory_source group by all"
    )
    for name in (*(f"every_{name}" for name in COLUMNS), *(["package_name"] if only else [])):
        engine.execute(f"drop table {name}")
    return bool(found["advisory"])


_ONLY = {
    "affected": "where (ecosystem, name) in (select (ecosystem, name) from package_name)",
    "advisory": "where id in (select advisory_id from every_affected)",
    **dict.fromkeys(("kev", "epss"), "where cve in (select unnest([id] || coalesce(aliases, [])) from advisory)"),
}


def _join_sources(engine: Engine) -> None:
    """Create ``advisory`` and ``affected`` from what each source tells."""
    engine.create("advisory", "select distinct on (id) * from every_advisory order by modified desc nulls last, source")
    engine.create(
        "affected",
        "select a.* from every_affected as a semi join advisory as o on o.id = a.advisory_id and o.source = a.source",
    )
