"""What a new SQLite database is made of: the tables that all migrations end with, in a tenth of their time.

``make generate`` writes it down: the first command in a home need not import Alembic, nor run each migration.
"""

from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection

from bartizan.model import UsageError
from bartizan.state.revision import HEAD
from bartizan.state.upgrade import upgrade

STATEMENTS = Path(__file__).parent / "new_database.sql"
_END = ";\n"
_MADE = "select sql from sqlite_master where sql is not null order by type desc, name"
_AT_HEAD = f"INSERT INTO alembic_version VALUES ('{HEAD}')"  # noqa: S608 our own number


def is_new(connection: Connection) -> bool:
    """Whether nothing is in a database yet, and it is one of SQLite."""
    if connection.dialect.name != "sqlite":
        return False
    return connection.exec_driver_sql("select 1 from sqlite_master limit 1").first() is None


def create_tables(connection: Connection) -> None:
    """Create all tables in a new database."""
    for statement in STATEMENTS.read_text(encoding="utf-8").split(_END):
        if statement.strip():
            connection.exec_driver_sql(statement)


def migrated_tables() -> str:
    """Return the statements that create what the migrations create: what ``STATEMENTS`` must say."""
    with create_engine("sqlite://").begin() as connection:
        upgrade(connection, UsageError)
        made = connection.exec_driver_sql(_MADE).scalars()
        text = "".join(f"{statement}{_END}" for statement in (*made, _AT_HEAD))
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
