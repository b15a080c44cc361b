"""Kill a scan again and again at random moments: nothing may be lost, half there or left lying about.

``python bench/kills.py [N] [SEED]``, by default 200 times. The estate is small.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bartizan.model import BartizanError
from bartizan.state import State
from bartizan.store import open_snapshot
from bartizan.store.digests import damage
from bartizan_demo.process import Estate

_SOONEST = 0.3
"""Seconds after the start of a scan; the latest is a little after a whole one has ended."""
_SWEPT_EVERY = 10
_SAID = {"nothing was published": False, "was published and stands": True}


class Kills:
    """One home that scans are killed in, and what is known of it."""

    def __init__(self, estate: Estate, home: Path, seed: int) -> None:
        self._environ = {**os.environ, **estate.environ, "BARTIZAN_HOME": str(home)}
        self._command = [sys.executable, "-c", "from bartizan.cli import main; main()", "scan", "--aws"]
        self._command += ["--endpoint-url", estate.aws, "--quota-share", "off", "--region", "us-east-1"]
        self._home = home
        self._random = random.Random(seed)
        self.ends: dict[str, int] = {}
        self.published: list[str] = []
        self.largest = 0
        self._latest = 0.0

    def whole_scan(self) -> None:
        """Let a scan end by itself: behind it there is no litter."""
        began = time.monotonic()
        done = subprocess.run(
            self._command, env=self._environ, capture_output=True, text=True, check=False, timeout=120
        )
        self._latest = 1.1 * (time.monotonic() - began)
        assert done.returncode in (0, 3), done.stderr
        result = json.loads(done.stdout)
        assert result["warnings"] == [], result["warnings"]
        self.published.append(result["snapshot_id"])
        names = {path.name for path in self._folder.iterdir()}
        assert names == set(self.published), f"litter or loss: {names ^ set(self.published)}"

    def kill_one(self) -> None:
        """Kill a scan at a random moment and check what is there then."""
        name = self._random.choice(("SIGKILL", "SIGTERM"))
        with subprocess.Popen(
            self._command, env=self._environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as scan:
            time.sleep(self._random.uniform(_SOONEST, self._latest))
            scan.send_signal(getattr(signal, name))
            sent = time.monotonic()
            _, errors = scan.communicate(timeout=60)
            took = time.monotonic() - sent
        assert took < 5, f"{name}: it took {took:.1f} s to end"
        assert "Traceback" not in errors, errors
        last = self._last()
        is_new = last != self.published[-1]
        if is_new:
            self.published.append(last)
        self._check_said(name, scan.returncode, errors, is_new=is_new)
        end = f"{name} {'published' if is_new else 'nothing new'} {scan.returncode}"
        self.ends[end] = self.ends.get(end, 0) + 1

    def _check_said(self, name: str, code: int, errors: str, *, is_new: bool) -> None:
        said = {means for text, means in _SAID.items() if text in errors}
        assert said <= {is_new}, f"{name}: it says {errors!r}, new: {is_new}"
        if name == "SIGTERM" and code >= 0:
            assert (code in (0, 3)) == is_new, f"exit {code}, new: {is_new}: {errors}"

    def _last(self) -> str:
        """Return the ID of the last snapshot once it is whole."""
        last = State(self._home).snapshot("default")
        assert last is not None
        place = self._folder / last.id
        drafted = self._folder / f".draft-{last.id}"
        assert damage(drafted if drafted.is_dir() else place) == ""
        with open_snapshot(place) as engine:
            assert engine.rows("select 1 from resource limit 1")
        self.largest = max(self.largest, _size(self._home))
        return last.id

    @property
    def _folder(self) -> Path:
        return self._home / "snapshots" / "default"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Kill, sweep, kill, and print what came of it."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    with tempfile.TemporaryDirectory() as folder, Estate.start("functions:3") as estate:
        kills = Kills(estate, Path(folder), seed)
        kills.whole_scan()
        each = _size(Path(folder))
        for n in range(1, times + 1):
            kills.kill_one()
            if n % _SWEPT_EVERY == 0:
                kills.whole_scan()
                print(f"{n} kills, {len(kills.published)} snapshots, {_size(Path(folder)):,} bytes", flush=True)
        kills.whole_scan()
        print(f"seed {seed}: " + ", ".join(f"{end}: {n}" for end, n in sorted(kills.ends.items())))
        # Whatever a scan that was killed left is gone after the next one.
        bound = each * (len(kills.published) + _SWEPT_EVERY)
        print(f"at most {kills.largest:,} bytes, bound {bound:,}")
        if kills.largest > bound:
            raise BartizanError("the disk fills")


if __name__ == "__main__":
    main()
