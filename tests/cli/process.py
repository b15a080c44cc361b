"""Run the command line as a process of its own, forked from one that has imported it: most tests wait for imports else.

What a process is, is all there: its exit code, its streams, its environment. `test_on_use` and `test_progress` start it
from nothing, as people do.
"""

import os
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bartizan.cli import main
from bartizan.cli.on_use import COMMANDS

PATIENCE = 120.0
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        __name__,
        "bartizan.pipeline.scan",
        "bartizan.collect.aws",
        "bartizan.collect.azure",
        *sorted({f"bartizan.cli.{command.module}" for command in COMMANDS.values()}),
    ]
)


def run(*arguments: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `bartizan` with these arguments, a home and more variables; what it prints comes back as text."""
    variables = {**os.environ, "BARTIZAN_HOME": str(home), **environ}
    with TemporaryDirectory() as folder:
        streams = Path(folder, "stdout"), Path(folder, "stderr")
        child = _CONTEXT.Process(target=_main, args=(arguments, variables, streams))
        child.start()
        child.join(PATIENCE)
        if child.exitcode is None:
            child.kill()
            raise subprocess.TimeoutExpired(list(arguments), PATIENCE)
        out, errors = (stream.read_text(encoding="utf-8") for stream in streams)
    return subprocess.CompletedProcess(arguments, child.exitcode, out, errors)


def run_anew(*arguments: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `bartizan` as ``run`` does, but from nothing: SSL_CERT_FILE, for one, counts when modules are imported."""
    variables = {**os.environ, "BARTIZAN_HOME": str(home), **environ}
    command = [sys.executable, "-m", "bartizan", *arguments]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False)


def _main(arguments: tuple[str, ...], variables: dict[str, str], streams: tuple[Path, Path]) -> None:
    os.environ.clear()
    os.environ.update(variables)
    for number, stream in enumerate(streams, 1):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), number)
    sys.argv = ["bartizan", *arguments]
    main()
