"""Commands that are imported on use: to build all of them takes longer than to run a short one."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

MODULES: Mapping[str, tuple[str, ...]] = {
    "scan": ("scan",),
    "demo": ("demo",),
    "read": ("inventory", "findings", "recommendations"),
    "code": ("packages", "vulnerabilities", "coverage"),
    "compliance": ("compliance",),
    "export": ("export",),
    "score": ("score",),
    "connect": ("connect",),
    "package": ("package",),
    "advisories": ("advisories",),
    "rules": ("rules",),
    "exempt": ("exempt",),
    "govern": ("govern",),
}
"""The commands by the modules that have them, in the order of the help."""
_OWNERS = {command: module for module, commands in MODULES.items() for command in commands}


class OnUse(TyperGroup):
    """All commands by name; what each is comes with its module."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as the base class calls it
        """Return the names of all commands."""
        return list(_OWNERS)

    def command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, None where there is none of that name; then all are loaded, to tell what is alike."""
        for module in {_OWNERS[cmd_name]} if cmd_name in _OWNERS else MODULES:
            if not self.commands.keys() >= set(MODULES[module]):
                self.commands.update(commands_of(module))
        return super().get_command(ctx, cmd_name)

    get_command = command


def commands_of(module: str) -> dict[str, Any]:
    """Return the commands of a module, which adds them itself or is a group of its own name."""
    found = import_module(f"bartizan.cli.{module}")
    part = typer.Typer()
    if hasattr(found, "register"):
        found.register(part)
    else:
        part.add_typer(found.app, name=module)
    return dict(typer.main.get_group(part).commands)
