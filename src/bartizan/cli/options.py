"""Options that several commands share, and the snapshot that they name."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.home import DEMO, scanned_home
from bartizan.cli.output import note
from bartizan.model import UsageError, now

if TYPE_CHECKING:
    from bartizan.service.published import Published

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

Author = Annotated[
    str, typer.Option("--author", metavar="NAME", help="Who decides this.", show_default="the user of this system")
]
RulePattern = Annotated[str, typer.Option("--rule", metavar="ID", help="Rule ID or a pattern such as 'aws.lambda.*'.")]


def published(home: Path, snapshot: str = "", *, quiet: bool = False) -> "Published":
    """Return a published snapshot with today's decisions laid over it.

    Unless ``quiet``, stderr says where this is the demo's, and where packages were matched with old advisories.

    Raises:
        UsageError: there is no such snapshot.
    """
    # Imported on use: help, rules and usage errors need no database.
    from bartizan.service.published import open_published

    home = scanned_home(home, quiet=quiet)
    opened = open_published(home, snapshot)
    # The demo's few advisories ship with it, and grow old with it.
    if not quiet and home.name != DEMO:
        _warn(opened)
    return opened


def _warn(opened: "Published") -> None:
    if opened.engine.has("package") and opened.engine.rows("select 1 from package limit 1"):
        warn_of_old_advisories(opened.home)


@cache
def warn_of_old_advisories(home: Path) -> None:
    """Say on stderr, once a run, that no advisories are on record or how old they are after more than a week."""
    from bartizan.advise.sources.status import stale

    if warning := stale(home, now()):
        note(warning)


def rule_folders(folders: list[Path] | None) -> tuple[Path, ...]:
    """Return the folders that ``--rules`` names.

    Raises:
        UsageError: one is not there.
    """
    for folder in folders or ():
        if not folder.is_dir():
            raise UsageError(f"--rules {folder}: there is no such folder")
    return tuple(folders or ())
