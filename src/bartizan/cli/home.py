"""The home that a command works in, checked before anything is done, and the demo's own inside it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bartizan.base.home import DIRECTORY
from bartizan.cli import crash
from bartizan.cli.output import note
from bartizan.model import UsageError
from bartizan.state.address import keep_in_home

DEMO = "demo"
"""The folder in a home where `bartizan demo` keeps what it scanned: never among what was scanned for real."""
_OTHER = "name another folder with --home or BARTIZAN_HOME"


def _default() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("bartizan"))


def _checked(home: Path) -> Path:
    """Return a home that is a folder or not there yet.

    Raises:
        UsageError: it is something else, or may not be looked at.
    """
    try:
        if home.exists() and not home.is_dir():
            raise UsageError(f"{home} is a file, not a folder; {_OTHER}")
        if home.is_dir() and not os.access(home, os.R_OK | os.X_OK):
            raise UsageError(f"{home} may not be read; {_OTHER}")
    except OSError as error:
        raise UsageError(f"{home} cannot be used: {error.strerror}; {_OTHER}") from error
    crash.remember(home)
    if home.name == DEMO and (home / "state.db").is_file():
        keep_in_home()
    return home


def _created(home: Path) -> Path:
    """Return a home that is there and can be written.

    Raises:
        UsageError: it cannot be made or written.
    """
    _checked(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the home {home} cannot be created: {error.strerror}; {_OTHER}") from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise UsageError(f"the home {home} may not be written; {_OTHER}")
    return home


def _option(callback: Callable[[Path], Path]) -> Any:
    return typer.Option(
        "--home",
        envvar="BARTIZAN_HOME",
        metavar="DIR",
        help="Folder that holds state and snapshots.",
        default_factory=_default,
        show_default="the platform's data directory",
        callback=callback,
    )


Home = Annotated[Path, _option(_checked)]
WritableHome = Annotated[Path, _option(_created)]


def scanned_home(home: Path, *, quiet: bool = False) -> Path:
    """Return the home itself where anything was scanned into it, else the demo's inside it where that was run.

    So the command after `bartizan demo` shows the demo, and what was scanned for real is never mixed with it nor
    hidden by it (docs/decisions/demo-home.md). A note says that it is the demo, unless ``quiet``.
    """
    demo = home / DEMO
    if not (demo / "state.db").is_file() or _is_scanned(home):
        return home
    keep_in_home()
    if not quiet:
        note(f"this is the demo's made-up company, as nothing else was scanned into {home}")
    return demo


def _is_scanned(home: Path) -> bool:
    from bartizan.state.reader import read_state

    return read_state(home, DIRECTORY).manifest is not None
