"""The demo estate with names that are markup, turn text around, are formulas and have no end."""

from pathlib import Path

from bartizan.service.reading import Snapshots
from bartizan.store import Engine
from bartizan.store.engine import literal, quoted

MARKUP = "<img src=x onerror=alert(1)>"
TURNED = "\u202e"
HOSTILE = f"=cmd|'{MARKUP}{TURNED}\"><script>alert(1)</script>" + "n" * 240
NAMED = ("name", "resource_name", "package", "title", "summary", "why", "path", "layer", "owner")
"""Columns that come from what was scanned, or from an advisory."""


def with_hostile_names(home: Path) -> Path:
    """Put hostile text behind all that has a name in the snapshot of a scanned home; return the home."""
    with Snapshots(home).open() as published:
        files = dict(published.engine.files)
    with Engine() as engine:
        for table, file in files.items():
            source = f"read_parquet({literal(str(file))})"
            columns = engine.columns_of(f"select * from {source}")
            named = [each for each in NAMED if columns.get(each) == "VARCHAR" and table not in ("rule", "choke_point")]
            if not named:
                continue
            changed = ", ".join(
                f"if({quoted(each)} = '', '', {quoted(each)} || {literal(HOSTILE)}) as {quoted(each)}" for each in named
            )
            engine.create("hostile", f"select * replace ({changed}) from {source}")
            engine.execute(f"copy (from hostile) to {literal(str(file))} (format parquet)")
    return home
