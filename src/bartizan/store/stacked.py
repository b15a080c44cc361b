"""A large table to which several stages add columns: views until the last one, so that its rows are written once."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from bartizan.store.engine import Engine, quoted


def stack(engine: Engine, name: str, select: Callable[[str], str]) -> None:
    """Put a view in a table's place: a SELECT of the table by the name that it has from now on."""
    depth = next(n for n in count() if not engine.has(_below(name, n)))
    engine.execute(f"alter {'view' if depth else 'table'} {quoted(name)} rename to {quoted(_below(name, depth))}")
    engine.execute(f"create view {quoted(name)} as {select(quoted(_below(name, depth)))}")


def bottom(engine: Engine, name: str) -> str:
    """Return the name of the table that the views in its place are stacked on."""
    return _below(name, 0) if engine.has(_below(name, 0)) else name


def settle(engine: Engine, name: str, select: str, file: Path | None = None) -> None:
    """Put a table in the place of the views that were stacked on one, as a SELECT has it.

    With a ``file``, its rows are written there, and queries read them from there.
    """
    if file:
        engine.execute(f"create view settled as {select}")
        engine.save("settled", file)
        engine.execute("drop view settled")
    else:
        engine.create("settled", select)
    depth = next(n for n in count() if not engine.has(_below(name, n)))
    for n, each in enumerate([*(_below(name, n) for n in range(depth)), name]):
        engine.execute(f"drop {'view' if n else 'table'} {quoted(each)}")
    if file:
        engine.attach(name, file)
    else:
        engine.execute(f"alter table settled rename to {quoted(name)}")


def _below(name: str, n: int) -> str:
    return f"{name}_below_{n}"
