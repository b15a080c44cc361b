"""Help in groups, as plain text: drawing it with Rich would take longer than most commands run."""

import re
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bartizan.base.suggestion import suggestion

_OTHERS, _LAST = "Options", "Output"
_QUOTED = re.compile(r"'([^']*)'")


_CHOICES = re.compile(r"(?:Value error, )?('(.*)' is not one of (.*))\.", re.DOTALL)
_TYPE = re.compile(r" <[^<>]*>")


class PlainErrors:
    """Makes a command report a wrong value in plain words, with the nearest right one."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Return what is left of the arguments."""
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.BadParameter as error:
            error.message = plain(error.message)
            raise


def plain(message: str) -> str:
    """Return what is said of a wrong value, with the choice that is nearest to it."""
    found = _CHOICES.fullmatch(message)
    if not found:
        return message.partition(", unable to parse")[0]
    return f"{found[1]}{suggestion(found[2], _QUOTED.findall(found[3]))}"


class Group(PlainErrors, TyperGroup):
    """A group of commands."""


class Command(PlainErrors, TyperCommand):
    """A command whose options stand under the headings that they name as their panel."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, the panels of options in the order in which they first occur, and Output last."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                is_argument = param.param_type_name == "argument"
                # The types of arguments, such as list[str], say nothing to people.
                record = (_TYPE.sub("", record[0]), record[1]) if is_argument else record
                default = "Arguments" if is_argument else _OTHERS
                panels.setdefault(getattr(param, "rich_help_panel", None) or default, []).append(record)
        last = {heading: panels.pop(heading, []) for heading in (_OTHERS, _LAST)}
        for heading, records in (panels | last).items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


class App(typer.Typer):
    """A group of commands with such help, whose errors are plain text as well."""

    def __init__(self, cls: type[TyperGroup] = Group, **settings: Any) -> None:
        # A command line that ends in a group's name shows the help of the group.
        super().__init__(cls=cls, rich_markup_mode=None, **{"no_args_is_help": True, **settings})

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """Return a decorator that adds a command."""
        return super().command(name, **{"cls": Command, **settings})
