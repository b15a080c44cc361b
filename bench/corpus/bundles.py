"""Node bundles: esbuild's and webpack's, minified and not, with whole and bare maps; ncc's with licences."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.node import npm
from corpus.sample import Key, Sample, keys, made, run, zipped

WANTED = ["lodash@4.17.20", "uuid@9.0.0", "axios@1.6.0", "ms@2.1.3", "express@4.18.0", "moment@2.29.1", "semver@7.5.0"]
_ESBUILD = {
    "map": ["--sourcemap"],
    "min-map": ["--sourcemap", "--minify"],
    "min-map-nocontent": ["--sourcemap", "--minify", "--sources-content=false"],
    "min-inline": ["--sourcemap=inline", "--minify"],
    "comments": [],
}
_WEBPACK = {
    "map": ["development", "source-map"],
    "min-map": ["production", "source-map"],
    "min-map-nocontent": ["production", "nosources-source-map"],
    "min-inline": ["production", "inline-source-map"],
    "eval": ["development", "eval"],
}
_IN_PATH = re.compile(r".*node_modules/((?:@[^/]+/)?[^/]+)/")


def bundle_samples() -> Iterator[Sample]:
    """Yield a bundle for each way of making one."""
    folder, listed = npm("bundle-from", [*WANTED, "esbuild", "webpack", "webpack-cli"])
    versions = _written(folder, listed)
    for way, options in _ESBUILD.items():
        to = made(f"bundle-esbuild-{way}", lambda to, options=options: _esbuild(folder, to, options))  # type: ignore[misc]
        inputs = json.loads((to / "record.txt").read_text())["inputs"]
        yield _sample("esbuild", way, to, _truth(inputs, versions))
    for way, (mode, devtool) in _WEBPACK.items():
        to = made(f"bundle-webpack-{way}", lambda to, m=mode, d=devtool: _webpack(folder, to, m, d))  # type: ignore[misc]
        yield _sample("webpack", way, to, _truth(_modules(to / "record.txt"), versions))
    folder, listed = npm("bundle-from-ncc", [*WANTED, "@vercel/ncc"])
    versions = _written(folder, listed)
    to = made("bundle-ncc-licences", lambda to: _ncc(folder, to))
    yield _sample("ncc", "licences", to, _truth(json.loads((to / "record.txt").read_text())["sources"], versions))


def _written(folder: Path, listed: Mapping[str, Any]) -> dict[str, str]:
    """Write a program that uses all that was wanted, and return the versions of what is installed, by place."""
    names = [each.rpartition("@")[0] for each in WANTED]
    main = "".join(f"import * as m{n} from '{name}';\n" for n, name in enumerate(names))
    (folder / "main.mjs").write_text(main + f"console.log({', '.join(f'm{n}' for n in range(len(names)))});\n")
    return {place: entry["version"] for place, entry in listed.items()}


def _sample(bundler: str, way: str, folder: Path, truth: frozenset[Key]) -> Sample:
    name = f"{bundler}-{way}"
    return Sample("bundle", name, zipped(folder / "out", f"bundle-{name}"), truth, frozenset({"own"}))


def _truth(paths: Iterable[str], versions: dict[str, str]) -> frozenset[Key]:
    """Return the packages that the bundler says it took files from, with npm's word for their versions."""
    places = {path[: found.end() - 1].lstrip("./") for path in paths if (found := _IN_PATH.match(path))}
    return keys("npm", ((place.rpartition("node_modules/")[2], versions[place]) for place in places))


def _esbuild(folder: Path, to: Path, options: list[str]) -> None:
    command = ["node_modules/.bin/esbuild", "main.mjs", "--bundle", "--platform=node", "--log-level=error"]
    run([*command, *options, f"--outfile={to}/out/index.js", f"--metafile={to}/record.txt"], folder)


def _webpack(folder: Path, to: Path, mode: str, devtool: str) -> None:
    command = ["node_modules/.bin/webpack", "build", "./main.mjs", "--target=node", f"--mode={mode}"]
    command += [f"--devtool={devtool}", f"--output-path={to}/out", "--json", f"{to}/record.txt"]
    run(command, folder)


def _ncc(folder: Path, to: Path) -> None:
    """Bundle without a map, but with a list of licences; the map that is made with it is the truth."""
    command = ["node_modules/.bin/ncc", "build", "main.mjs", "-m", "-s", "--license", "licenses.txt", "-o"]
    run([*command, f"{to}/out"], folder)
    (to / "out" / "index.mjs.map").rename(to / "record.txt")
    (to / "out" / "sourcemap-register.cjs").unlink()


def _modules(record: Path) -> Iterator[str]:
    """Yield the paths of all modules that webpack tells of, those that it joined into one among them."""
    waiting = list(json.loads(record.read_text())["modules"])
    while waiting:
        module = waiting.pop()
        waiting += module.get("modules", [])
        if path := str(module.get("nameForCondition") or module.get("name") or ""):
            yield "./node_modules/" + path.partition("/node_modules/")[2] if "/node_modules/" in path else path
