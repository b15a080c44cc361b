"""What ``bartizan package scan`` costs as a process: ``python bench/package_scan.py [HOME]`` prints its CPU seconds.

The package holds one small Python project. HOME (default: a new one with the advisories that ship) has the advisories;
with all of OSV's the scan reads more of them. Bytecode is cached, as it is where Bartizan is installed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from bartizan.advise.sources.source import bundled_source

_TIMES = 9
_TARGET = 0.4
_RUN = [sys.executable, "-c", "from bartizan.cli import main; main()"]


def main() -> None:
    """Print the median CPU seconds of a scan, and of Python alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        package = Path(folder) / "function.zip"
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("requests-2.19.1.dist-info/METADATA", "Name: requests\nVersion: 2.19.1\n")
            archive.writestr("app.py", "import requests\n")
        home = sys.argv[1] if len(sys.argv) > 1 else _synced(folder)
        scan = _cpu([*_RUN, "package", "scan", str(package), "--home", home, "--format", "json"])
        print(f"package scan of {package.stat().st_size:,} bytes: {scan:.2f} s CPU, target <= {_TARGET:.1f}")
        print(f"of that, Python alone: {_cpu([sys.executable, '-c', 'pass']):.2f} s")


def _synced(folder: str) -> str:
    home = str(Path(folder) / "home")
    _cpu([*_RUN, "advisories", "sync", "--source", str(bundled_source()), "--home", home], times=1)
    return home


def _cpu(command: list[str], times: int = _TIMES) -> float:
    """Return the median CPU seconds of a command."""
    subprocess.run(command, check=True, capture_output=True)
    seconds = []
    for _ in range(times):
        before = os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        seconds.append(used)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
