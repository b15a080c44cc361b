"""Help in groups, as plain text: drawing it with Rich would take longer than most commands run."""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_OTHERS, _LAST = "Options", "Output"


class Command(TyperCommand):
    """A command whose options stand under the headings that they name as their panel."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, the panels of options in the order in which they first occur, and Output last."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                default = "Arguments" if param.param_type_name == "argument" else _OTHERS
                panels.setdefault(getattr(param, "rich_help_panel", None) or default, []).append(record)
        last = {heading: panels.pop(heading, []) for heading in (_OTHERS, _LAST)}
        for heading, records in (panels | last).items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


class App(typer.Typer):
    """A group of commands with such help, whose errors are plain text as well."""

    def __init__(self, cls: type[TyperGroup] = TyperGroup, **settings: Any) -> None:
        # A command line that ends in a group's name shows the help of the group.
        super().__init__(cls=cls, rich_markup_mode=None, **{"no_args_is_help": True, **settings})

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """Return a decorator that adds a command."""
        return super().command(name, **{"cls": Command, **settings})
