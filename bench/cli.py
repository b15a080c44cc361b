"""CPU seconds of whole commands, ours beside the target: `python bench/cli.py [HOME]`, by default a home with the demo.

Each runs as often as ROUNDS says and the quickest counts: the others had to share the processor. Bytecode is cached,
as it is where Bartizan is installed.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
TARGETS = {
    "--version": 0.15,
    "--help": 0.15,
    "rules list": 0.3,
    "inventory": 0.5,
    "findings": 0.5,
    "findings --limit 50": 0.5,
    "recommendations": 0.5,
    "vulnerabilities": 0.5,
    "packages": 0.5,
    "coverage": 0.5,
    "score": 0.5,
    "compliance": 0.5,
    "exempt list": 0.5,
    "govern report": 0.5,
    "inventory --format table": 0.5,
    "findings --format table": 0.5,
    "recommendations --format table": 0.5,
}


def main() -> int:
    """Print the table; return 1 where a target was missed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        if len(sys.argv) > 1:
            return measured(Path(sys.argv[1]))
        run(Path(folder), "demo", "--once")
        return measured(Path(folder))


def measured(home: Path) -> int:
    """Measure every command on a home."""
    missed = 0
    idle = min(run_python("pass") for _ in range(ROUNDS))
    print(f"a Python that does nothing: {idle:.3f} s CPU (0.02 on an idle machine; all else grows with it)")
    print(f"{'command':<32}{'CPU s':>8}{'wall s':>8}{'target':>8}")
    for command, target in TARGETS.items():
        rounds = [run(home, *command.split()) for _ in range(ROUNDS)]
        cpu, wall = min(cpu for cpu, _ in rounds), min(wall for _, wall in rounds)
        missed += cpu > target
        print(f"{command:<32}{cpu:>8.2f}{wall:>8.2f}{target:>8.2f}{'  missed' if cpu > target else ''}")
    return 1 if missed else 0


def run(home: Path, *arguments: str) -> tuple[float, float]:
    """Return the CPU seconds, with those of its children, and the wall seconds of one command."""
    before, started = spent(), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "bartizan", *arguments],
        env={**os.environ, "BARTIZAN_HOME": str(home)},
        capture_output=True,
        check=True,
    )
    return spent() - before, time.monotonic() - started


def run_python(code: str) -> float:
    """Return the CPU seconds of a Python that runs this."""
    before = spent()
    subprocess.run([sys.executable, "-c", code], check=True)
    return spent() - before


def spent() -> float:
    """Return the CPU seconds of all children so far; os.times counts in hundredths."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
