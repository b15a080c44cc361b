"""Fuzz what reads packages: ``python bench/fuzz.py TARGET|all [--minutes N] [--jobs N] [--out FOLDER]``.

Targets are the archive reader, over bytes and over HTTP, each module of catalogers, and the scanner of secrets. It
needs Atheris, which the project does not: ``pip install atheris`` into the environment. What broke is in the folder
(default: bartizan-fuzz in the system's temporary one): an input that is worth keeping goes, minimised by
``python bench/fuzz.py TARGET --minimise FILE``, to tests/catalog/broken, where a test reads it for ever.
"""

import argparse
import asyncio
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

_OUT = Path(tempfile.gettempdir()) / "bartizan-fuzz"
_SHORTEST = 3
"""Seconds left that are worth another start."""


def main() -> None:
    given = arguments()
    if given.child:
        from fuzzing.engine import fuzz  # it watches what is imported after it, and nothing before

        fuzz(given.target, given.seconds, given.out)
        return
    from tests.catalog.targets import TARGETS

    if given.minimise:
        minimise(given.target, given.minimise)
    elif not given.target or importlib.util.find_spec("atheris") is None:
        print(f"what can be fuzzed: {', '.join(TARGETS)}; pip install atheris first")
    else:
        names = list(TARGETS) if given.target == "all" else given.target.split(",")
        with ThreadPoolExecutor(given.jobs) as jobs:
            for line in jobs.map(lambda name: fuzzed(name, int(given.minutes * 60), given.out / name), names):
                print(line, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", default="")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=_OUT)
    parser.add_argument("--minimise", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def fuzzed(name: str, seconds: int, folder: Path) -> str:
    """Fuzz one target in processes of its own, one after another where one ends early; return its line."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("told-*.json"):
        old.unlink()
    ends, starts = time.monotonic() + seconds, 0
    while (left := int(ends - time.monotonic())) > _SHORTEST:
        starts += 1
        command = [sys.executable, __file__, name, "--child", "--seconds", str(left), "--out", str(folder)]
        with (folder / f"log-{starts}").open("wb") as log:
            subprocess.run(command, stdout=log, stderr=log, check=False)
    return summary(name, folder, starts)


def summary(name: str, folder: Path, starts: int) -> str:
    told = [json.loads(file.read_text()) for file in folder.glob("told-*.json")]
    causes: dict[str, int] = {}
    for each in told:
        for cause, n in each["causes"].items():
            causes[cause] = causes.get(cause, 0) + n
    tries, slowest = sum(each["tries"] for each in told), max((each["slowest"] for each in told), default=0)
    broke = "; ".join(f"{cause} ({n:,})" for cause, n in sorted(causes.items())) or "nothing broke"
    return f"{name:16}{tries:>12,} inputs  slowest {slowest:.2f} s  {starts} starts  {broke}"


def minimise(name: str, file: Path) -> None:
    from tests.catalog.targets import TARGETS

    from fuzzing.minimise import minimised

    loop = asyncio.new_event_loop()
    shorter = minimised(TARGETS[name], file.read_bytes(), loop)
    file.with_name(f"{file.name}.min").write_bytes(shorter)
    print(f"{len(shorter)} bytes: {shorter[:300]!r}")


if __name__ == "__main__":
    main()
