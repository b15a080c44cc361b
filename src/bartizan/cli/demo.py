"""`bartizan demo`: scan the embedded estate, which needs no cloud account."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import DEMO, WritableHome, scanned_home
from bartizan.cli.options import RuleProfile
from bartizan.cli.output import Format, FormatOption, QuietOption, note
from bartizan.model import UsageError
from bartizan.state.address import keep_in_home

_NEEDED = ("bartizan_demo", "moto")
_EXTRA = "the demo needs its extra: run pip install 'bartizan[demo]'"


def register(app: App) -> None:
    """Add the demo command."""
    app.command("demo")(demo_command)


def demo_command(
    home: WritableHome,
    once: Annotated[bool, typer.Option("--once", help="End after the summary.")] = False,
    rule_profile: RuleProfile = "",
    format_: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Scan a made-up company over real HTTP: no account, no credentials, nothing leaves this machine."""
    from bartizan.cli.scan import one_object, print_result

    shown_as = one_object(format_ or Format.TABLE)
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise UsageError(f"{_EXTRA} ({missing[0]} is not installed)")
    from bartizan_demo.process import Estate

    keep_in_home()
    with Estate.start() as estate, _environment(estate.environ):
        result = _scanned(estate, home / DEMO, rule_profile, quiet=quiet)
        print_result(result, home / DEMO, shown_as)
        if not quiet:
            _say_where(home)
        if not once:
            note(f"the emulated clouds keep running at {estate.aws} and {estate.arm}; Ctrl-C ends them")
            _serve(home / DEMO)


def _scanned(estate: Any, home: Path, rule_profile: str, *, quiet: bool) -> dict[str, Any]:
    from bartizan.advise.sources.sync import sync_bundled
    from bartizan.base.bundled import bundled
    from bartizan.base.settings import load_settings
    from bartizan.cli.scan import run
    from bartizan.collect.shared.target import AwsTarget, AzureTarget
    from bartizan.pipeline.scan import ScanRequest
    from bartizan.service.connecting import remember

    aws = AwsTarget((), estate.aws, None, tuple(estate.role_arns), None)
    azure = AzureTarget(tuple(estate.subscriptions), estate.arm, None)
    sync_bundled(home)
    settings = load_settings(home).with_profile(rule_profile)
    result = run(ScanRequest((aws,), (azure,), (bundled("rules"),), settings=settings), home, quiet=quiet)
    remember(home, [aws, azure])
    return result


def _serve(home: Path) -> None:
    """Serve the portal of the demo's home until stopped, at another port where the usual one is taken."""
    from bartizan.api.settings import ServeSettings
    from bartizan.cli.running.serve import PORT, listening_on, run

    try:
        at = listening_on("127.0.0.1", PORT)
    except UsageError:
        at = listening_on("127.0.0.1", 0)
    with at:
        run(ServeSettings(home, f"http://127.0.0.1:{at.getsockname()[1]}"), at)


def _say_where(home: Path) -> None:
    """Say how the demo's results are read; they never stand in the way of real ones."""
    if scanned_home(home, quiet=True) == home:
        note(f"your own scans come first in {home}: add --home {home / DEMO} to see the demo's")


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
