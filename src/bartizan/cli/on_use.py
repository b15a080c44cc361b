"""Commands that are imported on use: to build all of them takes longer than to run a short one."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

from bartizan.cli.help import App


class CommandEntry(NamedTuple):
    """Where a command is, under which heading it stands in the help, and its line there."""

    module: str
    panel: str
    help: str


_SCAN, _WATCH, _READ, _DECIDE, _OTHER = "Scan", "Connect", "See what was found", "Decide", "Rules and advisories"
COMMANDS: Mapping[str, CommandEntry] = {
    "scan": CommandEntry("scan", _SCAN, "Discover workloads, assess them and publish a snapshot."),
    "demo": CommandEntry("demo", _SCAN, "Scan a made-up company over real HTTP; no account is needed."),
    "serve": CommandEntry("running.serve", _SCAN, "Serve the portal and the API for a home."),
    "watch": CommandEntry("running.watch", _SCAN, "Scan each connector when it is due, until stopped."),
    "package": CommandEntry("package", _SCAN, "Look into one package; for pipelines."),
    "connect": CommandEntry("onboard.connect", _WATCH, "Save what to scan, test what can be read, print permissions."),
    "connectors": CommandEntry("onboard.connectors", _WATCH, "List and remove what is connected."),
    "plans": CommandEntry("onboard.plans", _WATCH, "Show and change what is on, and what is left out."),
    "recommendations": CommandEntry("read", _READ, "List what to fix, one row per rule, riskiest first."),
    "findings": CommandEntry("read", _READ, "List the findings: what is wrong, where, and how to fix it."),
    "inventory": CommandEntry("read", _READ, "List the workloads, riskiest first, each with its findings."),
    "attack-paths": CommandEntry(
        "attack.attack_paths", _READ, "List the attack paths, worst first, and what ends each."
    ),
    "choke-points": CommandEntry("attack.choke_points", _READ, "List the fixes that end most attack paths."),
    "what-if": CommandEntry("attack.what_if", _READ, "Show which attack paths are left after fixes."),
    "vulnerabilities": CommandEntry("code", _READ, "List the known vulnerabilities in the workloads' code."),
    "packages": CommandEntry("code", _READ, "List the packages in the workloads' code."),
    "coverage": CommandEntry("code", _READ, "Show whose code was read and, where it was not, why."),
    "identities": CommandEntry("attack.identities", _READ, "List who is or can become an administrator."),
    "score": CommandEntry("score", _READ, "Show the secure score, 0 to 100."),
    "compliance": CommandEntry("compliance", _READ, "List the controls of published frameworks."),
    "explore": CommandEntry("explorer.explore", _READ, "Ask what is related to what: find TYPE where …"),
    "sql": CommandEntry("explorer.sql", _READ, "Run one SELECT over a snapshot's tables."),
    "snapshots": CommandEntry(
        "running.snapshots", _READ, "List published scans, and what changed from one to another."
    ),
    "history": CommandEntry("running.history", _READ, "List what happened to a resource, and who changed it."),
    "export": CommandEntry("export", _READ, "Write a snapshot for people or for another tool."),
    "exempt": CommandEntry("exempt", _DECIDE, "Exempt findings: mitigated, or the risk is accepted."),
    "govern": CommandEntry("govern", _DECIDE, "Give findings owners and due dates."),
    "notifications": CommandEntry(
        "running.notifications", _DECIDE, "Notify people and systems of what is new or overdue."
    ),
    "exports": CommandEntry("running.exports", _DECIDE, "Send what changes to a folder, HTTPS, S3, SQS, Security Hub."),
    "tickets": CommandEntry("running.tickets", _DECIDE, "Keep an issue of GitHub or Jira for each recommendation."),
    "automations": CommandEntry("running.automations", _DECIDE, "Run what settings.yaml allows for new findings."),
    "rules": CommandEntry("rules", _OTHER, "List, show, test and write rules."),
    "advisories": CommandEntry("advisories", _OTHER, "Update what is known of vulnerable packages."),
    "doctor": CommandEntry("running.doctor", _OTHER, "Check this installation and its home."),
}
"""The commands in the order of the help."""


class OnUse(TyperGroup):
    """All commands by name; what each is comes with its module."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as the base class calls it
        """Return the names of all commands."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as the base class calls it
        """Write the commands under their headings."""
        for panel in dict.fromkeys(place.panel for place in COMMANDS.values()):
            with formatter.section(panel):
                formatter.write_dl([(name, place.help) for name, place in COMMANDS.items() if place.panel == panel])

    def command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, None where there is none of that name."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.commands.update(commands_of(COMMANDS[cmd_name].module))
        return super().get_command(ctx, cmd_name)

    get_command = command

    def invoke(self, ctx: Any) -> Any:
        """Run a command. A pipe that its reader closed ends it well: 1 is the code of ``--fail-on`` alone."""
        from bartizan.cli.output import flush, ignore_output

        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ignore_output()
            raise typer.Exit from None
        finally:
            flush()

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments begin with; a slip is refused with the name that is near."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}{_near(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


def _near(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else "; `bartizan --help` lists them"


def commands_of(module: str) -> dict[str, Any]:
    """Return the commands of a module, which adds them itself or is a group of its own name."""
    found = import_module(f"bartizan.cli.{module}")
    part = App()
    if hasattr(found, "register"):
        found.register(part)
    else:
        part.add_typer(found.app, name=module.rpartition(".")[2])
    return dict(typer.main.get_group(part).commands)
