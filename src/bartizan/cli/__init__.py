"""The command line, as docs/reference/cli.md and `bartizan --help` describe it."""

import gc
import logging
import os
import sys
from typing import Annotated

import typer

from bartizan.base.gc_tuning import pass_by_imports
from bartizan.cli import crash
from bartizan.cli.help import App
from bartizan.cli.log_lines import JsonLines, is_json, say
from bartizan.cli.on_use import OnUse
from bartizan.model import BartizanError

app = App(
    cls=OnUse,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Find, assess and fix serverless workloads on AWS and Azure.",
    epilog="Begin with `bartizan demo`; each command has its own --help.",
)
_ALLOCATIONS = 50_000
"""Objects between two looks for garbage; seven hundred by default."""


def _version(asked: bool) -> None:
    if asked:
        from bartizan import __version__

        typer.echo(f"bartizan {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log each step to stderr.")] = False,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass_by_imports()
    # Libraries log request headers in their debug logs and tracebacks in their errors: only our own steps are shown.
    logging.basicConfig(level=logging.CRITICAL, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    if is_json():
        logging.getLogger().handlers[0].setFormatter(JsonLines())
    logging.getLogger("bartizan").setLevel(logging.INFO if verbose or is_json() else logging.ERROR)


def main() -> None:
    """Run the command line: errors become one line on stderr and an exit code, never a traceback."""
    # Looking for garbage among what imports make takes a good part of the time of a short command.
    gc.set_threshold(_ALLOCATIONS)
    # Pydantic looks through all installed distributions for plugins, of which we use none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    crash.silence()
    try:
        app(prog_name="bartizan")
    except KeyboardInterrupt:
        say("bartizan: stopped")
        raise SystemExit(BartizanError.exit_code) from None
    except Exception as error:
        raise SystemExit(crash.say(error)) from None
