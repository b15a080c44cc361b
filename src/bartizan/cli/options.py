"""Options that several commands share, and the home they point at."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer

from bartizan.cli.advisory_age import warn_of_old_advisories
from bartizan.model import UsageError

if TYPE_CHECKING:
    from bartizan.state import Manifest
    from bartizan.store import Engine

DIRECTORY = "default"


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Home = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="BARTIZAN_HOME",
        help="Folder that holds state and snapshots.",
        default_factory=lambda: Path(platformdirs.user_data_dir("bartizan")),
        show_default="the platform's data directory",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="Default: table on a terminal, json otherwise."),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", envvar="BARTIZAN_SETTINGS", help="Settings (default: settings.yaml in the home)."),
]
RuleFolders = Annotated[list[Path] | None, typer.Option("--rules", help="Folder of your own rules; may be repeated.")]
RuleProfile = Annotated[
    str,
    typer.Option("--rule-profile", help="default, strict or reference (default: the settings' profile, else default)."),
]
Snapshot = Annotated[str, typer.Option("--snapshot", help="ID of an older scan; default: the latest published one.")]


Author = Annotated[str, typer.Option("--author", help="Who decides this.", show_default="the user of this system")]
RulePattern = Annotated[str, typer.Option("--rule", help="Rule ID or a pattern such as 'aws.lambda.*'.")]


def published(home: Path, snapshot: str = "", *, warns: bool = True) -> "tuple[Manifest, Engine]":
    """Return a published snapshot's manifest and an engine over its tables, with today's decisions laid over it.

    Where packages were read and the advisories that they were matched with are old, that is told on stderr.

    Raises:
        UsageError: there is no such snapshot.
    """
    # Imported on use: help, rules and usage errors need no database.
    from bartizan.service.published import open_published

    opened = open_published(home, snapshot)
    if warns and "package" in opened.engine.tables() and opened.engine.rows("select 1 from package limit 1"):
        warn_of_old_advisories(home)
    return opened.manifest, opened.engine


def rule_folders(folders: list[Path] | None) -> tuple[Path, ...]:
    """Return the folders that ``--rules`` names.

    Raises:
        UsageError: one is not there.
    """
    for folder in folders or ():
        if not folder.is_dir():
            raise UsageError(f"--rules {folder}: there is no such folder")
    return tuple(folders or ())
