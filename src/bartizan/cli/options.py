"""Options that several commands share, and the snapshot that they name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.advisory_age import warn_of_old_advisories
from bartizan.cli.home import DEMO, DIRECTORY, scanned_home
from bartizan.model import UsageError, now

if TYPE_CHECKING:
    from bartizan.state import Manifest
    from bartizan.store import Engine

_RULES = "Rules"
SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        envvar="BARTIZAN_SETTINGS",
        metavar="FILE",
        help="Settings (default: settings.yaml in the home).",
        rich_help_panel=_RULES,
    ),
]
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="Folder of your own rules; may be repeated.", rich_help_panel=_RULES),
]
RuleProfile = Annotated[
    str,
    typer.Option(
        "--rule-profile",
        metavar="NAME",
        help="default, strict or reference (default: the settings' profile, else default).",
        rich_help_panel=_RULES,
    ),
]
Snapshot = Annotated[
    str, typer.Option("--snapshot", metavar="ID", help="An older scan; default: the latest published one.")
]


def published(home: Path, snapshot: str = "", *, quiet: bool = False) -> "tuple[Manifest, Engine]":
    """Return a published snapshot's manifest and an engine over its tables, with today's decisions laid over it.

    Unless ``quiet``, stderr says where this is the demo's, and where packages were matched with old advisories.

    Raises:
        UsageError: there is no such snapshot.
    """
    # Imported on use: help, rules and usage errors need no database.
    from bartizan.decide.overlay import decide
    from bartizan.state import State
    from bartizan.store import open_snapshot

    home = scanned_home(home, quiet=quiet)
    if not home.is_dir():
        raise UsageError(f"nothing has been scanned into {home} yet; run `bartizan scan --aws` or `bartizan demo`")
    state = State(home)
    manifest = state.snapshot(DIRECTORY, snapshot or None)
    if manifest is None:
        what = f"no snapshot {snapshot!r} in {home}" if snapshot else f"nothing has been scanned into {home} yet"
        raise UsageError(f"{what}; run `bartizan scan --aws`, `bartizan scan --azure` or `bartizan demo`")
    engine = open_snapshot(home / "snapshots" / DIRECTORY / manifest.id)
    decide(engine, state, DIRECTORY, now())
    if not quiet and home.name != DEMO and "package" in engine.tables() and engine.rows("select 1 from package limit 1"):
        warn_of_old_advisories(home)
    return manifest, engine


def rule_folders(folders: list[Path] | None) -> tuple[Path, ...]:
    """Return the folders that ``--rules`` names.

    Raises:
        UsageError: one is not there.
    """
    for folder in folders or ():
        if not folder.is_dir():
            raise UsageError(f"--rules {folder}: there is no such folder")
    return tuple(folders or ())
