"""`bartizan demo`: scan the embedded estate, which needs no cloud account."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bartizan.base.bundled import bundled
from bartizan.cli.options import Home, RuleProfile
from bartizan.cli.scan import run
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.model import UsageError


def register(app: typer.Typer) -> None:
    """Add the demo command."""
    app.command("demo")(demo_command)


def demo_command(
    home: Home,
    once: Annotated[bool, typer.Option("--once", help="Exit after the summary.")] = False,
    rule_profile: RuleProfile = "",
) -> None:
    """Scan a made-up company over real HTTP: no account, no credentials, nothing leaves this machine."""
    from bartizan.advise.sources.sync import sync_bundled
    from bartizan.base.settings import load_settings
    from bartizan.cli.summary import print_summary
    from bartizan.pipeline.scan import ScanRequest

    try:
        from bartizan_demo.process import Estate
    except ImportError as error:
        raise UsageError(f"the demo needs its extra: pip install 'bartizan[demo]' ({error})") from error
    home = home / "demo"
    with Estate.start() as estate, _environment(estate.environ):
        aws = AwsTarget((), estate.aws, None, tuple(estate.role_arns), None)
        azure = AzureTarget(tuple(estate.subscriptions), estate.arm, None)
        sync_bundled(home)
        settings = load_settings(home).with_profile(rule_profile)
        result = run(ScanRequest((aws,), (azure,), (bundled("rules"),), settings=settings), home)
        print_summary(result, home)
        typer.echo(f"The demo's results lie in {home}: add --home {home} to each command.")
        if not once:
            typer.echo(f"The emulated clouds keep running at {estate.aws} and {estate.arm}; Ctrl-C ends them.")
            threading.Event().wait()


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
