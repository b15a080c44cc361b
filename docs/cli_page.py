"""The page of the command line: what `--help` says of every command."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from bartizan.cli import app

_WIDTH = 100


def cli_page() -> str:
    """Return the help of every command, in the order of `bartizan --help`."""
    parts = [f"## `{name}`\n\n```text\n{text}\n```\n" for name, text in _helps(get_command(app), "bartizan", None)]
    return "# Command line\n\nWhat `--help` says of each command.\n\n" + "\n".join(parts)


def _helps(command: Any, name: str, parent: Any) -> Iterator[tuple[str, str]]:
    settings = {"help_option_names": ["-h", "--help"], "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = command.context_class(
        command, info_name=name if parent is None else command.name, parent=parent, **settings
    )
    yield name, command.get_help(context).rstrip()
    for child in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from _helps(command.get_command(context, child), f"{name} {child}", context)
