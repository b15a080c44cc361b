"""A database in memory over the tables of another: gone, with all that was made in it, when its last reader is."""

import weakref
from contextlib import suppress
from itertools import count

import duckdb

_NUMBERS = count(1)


class Layer:
    """A database that is attached as long as this object lives; the connection given is its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.name = f"layer_{next(_NUMBERS)}"
        connection.execute(f"attach ':memory:' as {self.name} (compress true)")
        weakref.finalize(self, _detach, connection, self.name)


def _detach(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    with suppress(duckdb.Error):  # all databases of the engine were closed already
        connection.execute(f"detach {name}")
