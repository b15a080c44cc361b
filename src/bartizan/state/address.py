"""Where state lies: in the home, or on the PostgreSQL server that the environment names.

The environment, since all of a command line can be read by every user of a machine, and child processes inherit it.
"""

import os
from pathlib import Path

from bartizan.base.home import Home
from bartizan.base.snapshots_url import SNAPSHOTS_URL

STATE_URL = "BARTIZAN_STATE_URL"
"""Names a server: ``postgresql://USER@HOST:PORT/DATABASE``; empty for SQLite in the home."""
PASSWORD_FILE = "BARTIZAN_STATE_PASSWORD_FILE"  # noqa: S105 - the name of a variable
"""The file that holds the password, where the address has none."""


def server_url() -> str:
    """Return the address of the server, empty for none."""
    return os.environ.get(STATE_URL, "").strip()


def has_state(home: Path) -> bool:
    """Whether there is a state to read; a server's is always there."""
    return bool(server_url()) or Home(home).state.is_file()


def keep_in_home() -> None:
    """Have this process, and those that it starts, keep all in the home: the demo is never among what is shared."""
    for name in (STATE_URL, SNAPSHOTS_URL):
        os.environ.pop(name, None)
