"""Kingfisher and detect-secrets over a folder, in an environment of their own; neither may use the network."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Place = tuple[str, int]
"""A file of the folder, and a line of it."""
WHEELS = ("kingfisher-bin", "kingfisher-secret-scanner", "detect-secrets")
_SECONDS = 300
_GUESSING = ("Base64HighEntropyString", "HexHighEntropyString", "KeywordDetector")
_LIBRARY = """
import json, pathlib, sys
from kingfisher_sdk import Scanner
scanner = Scanner()
for file in sys.stdin.read().splitlines():
    for found in scanner.scan_file(file):
        if found.visible:
            told = found.to_dict()
            print(json.dumps([file, told["location"]["line"], told["rule_id"]]))
"""


@dataclass(frozen=True)
class Scan:
    """What was found, by place, and what it took."""

    found: Mapping[Place, str]
    cpu: float
    wall: float


def scanners(home: Path) -> Iterator[tuple[str, Callable[[Path], Scan]]]:
    """Yield the tools that can be had, each with how it scans a folder; say which could not be installed."""
    place = home / "scanners"
    if not (place / "bin").is_dir():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    installed = [wheel for wheel in WHEELS if _is_installed(place, wheel)]
    if "kingfisher-bin" in installed:
        yield "kingfisher", lambda folder: _kingfisher(place, home, folder)
    if "kingfisher-secret-scanner" in installed:
        yield "kingfisher library", lambda folder: _library(place, home, folder)
    if "detect-secrets" in installed:
        yield "detect-secrets", lambda folder: _detect_secrets(place, home, folder, ())
        yield "detect-secrets, no guesses", lambda folder: _detect_secrets(place, home, folder, _GUESSING)


def _is_installed(place: Path, wheel: str) -> bool:
    pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "install", "-q", wheel], check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{wheel} cannot be installed here: {done.stderr[-200:].strip()}", file=sys.stderr)
    return not done.returncode


def _kingfisher(place: Path, home: Path, folder: Path) -> Scan:
    program = next(place.glob("lib/*/site-packages/kingfisher/bin/kingfisher"))
    options = ["--no-validate", "--no-update-check", "--redact", "--git-history", "none", "--no-dedup", "-q"]
    output, cpu, wall = _timed([str(program), "scan", ".", *options, "--format", "jsonl"], home, folder)
    lines = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    told = [(line["finding"], line["rule"]["id"]) for line in lines if "finding" in line]
    return Scan({(_relative(each["path"]), each["line"]): rule for each, rule in told}, cpu, wall)


def _library(place: Path, home: Path, folder: Path) -> Scan:
    files = "\n".join(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    output, cpu, wall = _timed([str(place / "bin" / "python"), "-c", _LIBRARY], home, folder, files)
    return Scan({(path, line): rule for path, line, rule in map(json.loads, output.splitlines())}, cpu, wall)


def _detect_secrets(place: Path, home: Path, folder: Path, without: tuple[str, ...]) -> Scan:
    disabled = [part for plugin in without for part in ("--disable-plugin", plugin)]
    command = [str(place / "bin" / "detect-secrets"), "scan", "--all-files", "--no-verify", *disabled, "."]
    output, cpu, wall = _timed(command, home, folder)
    told = [each for found in json.loads(output or '{"results": {}}')["results"].values() for each in found]
    return Scan({(_relative(each["filename"]), each["line_number"]): each["type"] for each in told}, cpu, wall)


def _relative(path: str) -> str:
    return path.removeprefix("./")


def _timed(command: list[str], home: Path, folder: Path, given: str = "") -> tuple[str, float, float]:
    """Return what a program prints, the CPU seconds and the seconds that it took; its caches go to ``home``."""
    env = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    pipe = subprocess.PIPE
    # A session of its own, since one of them starts workers, which would outlive it.
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=folder, env=env, start_new_session=True
    ) as running:
        try:
            output, errors = running.communicate(given, _SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            output, errors = "", f"stopped after {_SECONDS} s"
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    if not output and running.returncode:
        print(f"{Path(command[0]).name}: {errors[-300:].strip()}", file=sys.stderr)
    return output, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall
