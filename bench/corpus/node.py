"""Node: as npm installs it, with and without its lists."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.sample import Key, Sample, keys, made, run, zipped

PLAIN = {
    "express": ["express@4.18.0"],
    "lodash": ["lodash@4.17.20", "axios@0.21.0", "moment@2.29.1"],
    "aws": ["@aws-sdk/client-s3", "@aws-sdk/client-dynamodb"],
    "pg": ["pg", "uuid", "jsonwebtoken"],
    "azure": ["@azure/functions", "@azure/storage-blob"],
    "aliases": ["old-lodash@npm:lodash@4.17.20", "new-lodash@npm:lodash@4.17.21", "my-ms@npm:ms@2.0.0"],
    "fixtures": ["resolve@1.20.0", "tsconfig-paths@3.9.0", "find-up@5.0.0"],
    "nested": ["npm@10.9.0", "semver@5.7.1"],
    "webpack": ["webpack@5.90.0", "babel-loader", "@babel/core"],
    "sharp": ["sharp", "pino"],
    "graphql": ["graphql", "@apollo/server"],
}
_QUIET = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
_OWN = frozenset({"own"})


def npm(name: str, wanted: list[str], *options: str) -> tuple[Path, Mapping[str, Any]]:
    """Return a folder that npm installed into and npm's own list, by place."""

    def build(folder: Path) -> None:
        (folder / "package.json").write_text('{"name": "own", "version": "1.0.0"}')
        run(["npm", "install", *_QUIET, *options, *wanted], folder)

    folder = made(name, build)
    listed: Mapping[str, Any] = json.loads((folder / "node_modules" / ".package-lock.json").read_text())["packages"]
    return folder, listed


def truth_of(folder: Path, listed: Mapping[str, Any]) -> frozenset[Key]:
    """Return what npm lists and what is there: it lists packages for other platforms, too."""
    return keys(
        "npm",
        (
            (str(entry.get("name") or place.rpartition("node_modules/")[2]), entry["version"])
            for place, entry in listed.items()
            if (folder / place / "package.json").is_file()
        ),
    )


def node_samples() -> Iterator[Sample]:
    """Yield what npm installs, then the same without its lists, and lists alone."""
    for name, wanted in PLAIN.items():
        folder, listed = npm(f"node-{name}", wanted)
        yield Sample("node", name, zipped(folder, f"node-{name}"), truth_of(folder, listed), _OWN)
    for name in ("express", "fixtures"):
        folder, listed = npm(f"node-{name}", PLAIN[name])
        bare = made(f"node-{name}-nolock", lambda to, folder=folder: _without_lists(folder, to))  # type: ignore[misc]
        truth = truth_of(folder, listed)
        yield Sample("node", f"{name}-nolock", zipped(bare, f"node-{name}-nolock"), truth, _OWN)
    yield _lock_alone()


def _without_lists(folder: Path, to: Path) -> None:
    lists = shutil.ignore_patterns("package-lock.json", ".package-lock.json")
    shutil.copytree(folder, to, symlinks=True, ignore=lists, dirs_exist_ok=True)


def _lock_alone() -> Sample:
    """Return a lock file that names development packages, too; what counts is what npm installs without those."""
    manifest = {
        "name": "own",
        "version": "1.0.0",
        "dependencies": {"express": "4.18.0"},
        "devDependencies": {"jest": "29"},
    }

    def build(folder: Path) -> None:
        (folder / "package.json").write_text(json.dumps(manifest))
        run(["npm", "install", *_QUIET, "--package-lock-only"], folder)

    folder = made("node-lockonly", build)

    def install(to: Path) -> None:
        shutil.copytree(folder, to, dirs_exist_ok=True)
        run(["npm", "ci", *_QUIET, "--omit=dev"], to)

    there = made("node-lockonly-installed", install)
    listed = json.loads((there / "node_modules" / ".package-lock.json").read_text())["packages"]
    return Sample("node", "lockonly", zipped(folder, "node-lockonly"), truth_of(there, listed), _OWN)
