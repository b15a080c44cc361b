"""Bring a state database to the current form, over a connection whose changes are committed as a whole."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from bartizan.model import UsageError


def revision_of(connection: Connection) -> str:
    """Return the migration that a database is at, empty for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("select version_num from alembic_version")).scalar() or "")


def upgrade(connection: Connection, newer: Callable[[str], UsageError]) -> None:
    """Apply the migrations that are missing.

    Raises:
        UsageError: the one that ``newer`` returns, as a later release has written to the database.
    """
    # Imported here because Alembic costs 0.1 s and is needed once in a home's life.
    with _unseen("pygments"):
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    revision = revision_of(connection)
    if revision and revision not in {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}:
        raise newer(revision)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _unseen(module: str) -> Iterator[None]:
    """Import as if an optional module were not installed: Mako's colours would cost a first scan 5 MB at its peak."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # what the import system documents for a blocked import
    try:
        yield
    finally:
        del sys.modules[module]
