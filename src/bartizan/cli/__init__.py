"""The command line, as docs/reference/cli.md and `bartizan --help` describe it."""

import gc
import logging
import os
import sys
from typing import Annotated

import typer

from bartizan.cli.on_use import OnUse
from bartizan.model import BartizanError

app = typer.Typer(
    cls=OnUse,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Find, assess and fix serverless workloads on AWS and Azure.",
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
    # Only warnings of the libraries below: their debug logs hold request headers.
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, stream=sys.stderr)


def main() -> None:
    """Run the command line: errors become one line on stderr and an exit code, never a traceback."""
    # Looking for garbage among what imports make takes a good part of the time of a short command.
    gc.set_threshold(_ALLOCATIONS)
    try:
        app(prog_name="bartizan")
    except BartizanError as error:
        print(f"bartizan: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        print("bartizan: stopped", file=sys.stderr)
        raise SystemExit(4) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
