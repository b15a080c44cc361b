"""What looking for secrets in code finds and costs, ours and others': ``python bench/code_secrets.py [--places]``.

The corpus is own code with planted secrets, own code full of what only looks like one, and the code of packages that
pip and npm fetch, where whatever is found counts as false. It is kept in BENCH_CORPUS (default: the system's temporary
folder). Others are installed beside it, where they can be had; ``--places`` tells where each false finding is, and
never its value.
"""

import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from bartizan.catalog.secrets import scan, wants
from corpus.planted import Truth, lay, plant
from corpus.sample import CORPUS
from peers.scanners import Scan, scanners

_WHEELS = (
    "requests", "flask", "django", "boto3", "azure-storage-blob", "azure-identity", "pyjwt", "stripe", "twilio",
    "slack_sdk", "cryptography", "sqlalchemy", "paramiko", "google-auth", "openai",
)  # fmt: skip
_NPM = ("express", "jsonwebtoken", "lodash", "axios", "stripe", "jquery", "@azure/storage-blob", "@aws-sdk/client-s3")
_MEGABYTE = 1_000_000


def main() -> None:
    """Print what each scanner finds and what that costs."""
    home = CORPUS / "code-secrets"
    home.mkdir(parents=True, exist_ok=True)
    foreign = home / "foreign"
    if not foreign.is_dir():
        _fetch(home, foreign)
    own = home / "own"
    shutil.rmtree(own, ignore_errors=True)
    truth = plant(own)
    lay(own)
    small = home / "small"
    small.mkdir(exist_ok=True)
    (small / "a.py").write_text("a = 1\n")
    size, count = _size(own, foreign)
    print(f"{len(truth)} planted secrets of {len(set(truth.values()))} kinds; {count} files, {size:.1f} MB")
    for name, scanned in [("ours", _ours), *scanners(home)]:
        scanned(small)  # what is compiled once and kept is not counted
        print(f"\n{name}:")
        _print(truth, scanned(own), scanned(foreign), size)
        start = scanned(small)
        print(f"  to start: {start.cpu:.2f} s CPU, {start.wall:.2f} s")


def _size(*folders: Path) -> tuple[float, int]:
    sizes = [file.stat().st_size for folder in folders for file in folder.rglob("*") if file.is_file()]
    return sum(sizes) / _MEGABYTE, len(sizes)


def _ours(folder: Path) -> Scan:
    cpu, wall = time.process_time(), time.perf_counter()
    found = {}
    for file in folder.rglob("*"):
        path = str(file.relative_to(folder))
        if file.is_file() and wants(path, file.stat().st_size):
            found.update({(each.path, each.line): each.kind for each in scan(path, file.read_bytes())})
    return Scan(found, time.process_time() - cpu, time.perf_counter() - wall)


def _print(truth: Truth, own: Scan, foreign: Scan, size: float) -> None:
    hits = truth.keys() & own.found
    traps = {place: kind for place, kind in own.found.items() if place not in truth}
    cpu = own.cpu + foreign.cpu
    print(f"  found {len(hits)} of {len(truth)}; false: {len(traps)} in own, {len(foreign.found)} in foreign code")
    print(f"  CPU {cpu:.2f} s, {cpu / size:.3f} s/MB, {own.wall + foreign.wall:.1f} s")
    print("  missed:", _counted(truth[place] for place in truth.keys() - hits) or "none")
    print("  false:", _counted([*traps.values(), *foreign.found.values()]) or "none")
    if "--places" in sys.argv:
        for (path, line), kind in sorted({**traps, **foreign.found}.items()):
            print(f"    {kind} {path}:{line}")


def _counted(kinds: Iterable[str]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in Counter(kinds).most_common())


def _fetch(home: Path, foreign: Path) -> None:
    """Lay third-party code where own code would be: nothing in its path says that it is not."""
    wheels, modules = home / "wheels", home / "npm"
    modules.mkdir(exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-qq", "-d", str(wheels)]
    subprocess.run([*pip, "--only-binary", ":all:", *_WHEELS], check=True)
    npm = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(modules)]
    subprocess.run([*npm, *_NPM], check=True)
    half = home / "half"
    shutil.rmtree(half, ignore_errors=True)
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            _keep(archive.namelist(), archive.read, half / wheel.name.partition("-")[0])
    kept = modules / "node_modules"
    names = [str(file.relative_to(kept)) for file in kept.rglob("*") if file.is_file()]
    _keep(names, lambda name: (kept / name).read_bytes(), half / "js")
    half.rename(foreign)


def _keep(names: Iterable[str], read: Callable[[str], bytes], to: Path) -> None:
    for name in names:
        path = name.replace("node_modules/", "modules/")
        if not name.endswith("/") and wants(path, 1) and wants(path, len(content := read(name))):
            (to / path).parent.mkdir(parents=True, exist_ok=True)
            (to / path).write_bytes(content)


if __name__ == "__main__":
    main()
