"""What reading packages costs and finds: ``python bench/packages.py`` prints ours and the target per family.

The corpus is built by pip and npm into BENCH_CORPUS (default: the system's temporary folder) and kept between runs;
truth is what they record. Packages are served over loopback with 30 ms of latency and 40 MB/s.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from bartizan.catalog.http_source import HttpSource
from bartizan.catalog.run import read_package

CORPUS = Path(os.environ.get("BENCH_CORPUS", Path(tempfile.gettempdir()) / "bartizan-corpus"))
PYTHON = {
    "requests": ["requests==2.31.0"],
    "django": ["django==4.2.1", "psycopg2-binary"],
    "pandas": ["pandas", "boto3"],
    "crypto": ["cryptography", "pyjwt"],
    "flask": ["flask==2.2.2", "sqlalchemy"],
    "pydantic": ["pydantic", "httpx"],
    "pillow": ["pillow", "numpy"],
}
NODE = {
    "express": ["express@4.18.0"],
    "lodash": ["lodash@4.17.20", "axios@0.21.0", "moment@2.29.1"],
    "aws": ["@aws-sdk/client-s3", "@aws-sdk/client-dynamodb"],
    "pg": ["pg", "uuid", "jsonwebtoken"],
}
BUNDLES = {"esbuild": ["lodash@4.17.20", "uuid@9.0.0", "axios@1.6.0", "ms@2.1.3"]}
_LATENCY, _RATE = 0.03, 40e6
_LARGE = 3_000_000


@dataclass(frozen=True)
class Sample:
    """One package with what is truly in it, as (name, version)."""

    family: str
    name: str
    file: Path
    truth: frozenset[tuple[str, str]]


def zipped(folder: Path, file: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(folder))
    return file


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def python_samples() -> Iterator[Sample]:
    for name, wanted in PYTHON.items():
        folder, report = CORPUS / f"py-{name}", CORPUS / f"py-{name}.json"
        if not report.is_file():
            command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), "--report", str(report)]
            subprocess.run([*command, *wanted], check=True, stderr=subprocess.DEVNULL)
        installed = json.loads(report.read_text())["install"]
        truth = frozenset((normal(each["metadata"]["name"]), each["metadata"]["version"]) for each in installed)
        yield Sample("python", name, zipped(folder, CORPUS / f"py-{name}.zip"), truth)


def npm(folder: Path, wanted: list[str]) -> dict[str, dict[str, str]]:
    """Install into a folder and return npm's own list."""
    listed = folder / "node_modules" / ".package-lock.json"
    if not listed.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"name": "own", "version": "1.0.0"}')
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *wanted], cwd=folder, check=True)
    packages: dict[str, dict[str, str]] = json.loads(listed.read_text())["packages"]
    return packages


def node_samples() -> Iterator[Sample]:
    for name, wanted in NODE.items():
        folder = CORPUS / f"node-{name}"
        listed = npm(folder, wanted)
        truth = frozenset(
            (str(entry.get("name") or place.rpartition("node_modules/")[2]), entry["version"])
            for place, entry in listed.items()
            if (folder / place / "package.json").is_file()
        )
        yield Sample("node", name, zipped(folder, CORPUS / f"node-{name}.zip"), truth)


def bundle_samples() -> Iterator[Sample]:
    for name, wanted in BUNDLES.items():
        folder, out = CORPUS / f"bundle-{name}", CORPUS / f"bundle-{name}-out"
        listed = npm(folder, [*wanted, "esbuild"])
        main = "".join(f"import * as m{n} from '{each.rpartition('@')[0]}';\n" for n, each in enumerate(wanted))
        (folder / "main.mjs").write_text(main + f"console.log({', '.join(f'm{n}' for n in range(len(wanted)))});\n")
        meta = CORPUS / f"bundle-{name}.meta.json"
        command = ["node_modules/.bin/esbuild", "main.mjs", "--bundle", "--platform=node", "--sourcemap", "--minify"]
        subprocess.run(
            [*command, f"--outfile={out}/index.js", f"--metafile={meta}", "--log-level=error"], cwd=folder, check=True
        )
        inputs = json.loads(meta.read_text())["inputs"]
        names = {found[1] for path in inputs if (found := re.search(r".*node_modules/((?:@[^/]+/)?[^/]+)/", path))}
        truth = frozenset((each, listed[f"node_modules/{each}"]["version"]) for each in names)
        yield Sample("bundle", name, zipped(out, CORPUS / f"bundle-{name}.zip"), truth)


async def served(content: bytes, request: web.Request) -> web.StreamResponse:
    span = request.http_range
    start, stop = span.start or 0, min(span.stop or len(content), len(content))
    await asyncio.sleep(_LATENCY + (stop - start) / _RATE)
    headers = {"Content-Range": f"bytes {start}-{stop - 1}/{len(content)}"}
    return web.Response(status=206, body=content[start:stop], headers=headers)


async def measured(sample: Sample) -> dict[str, float]:
    content = sample.file.read_bytes()
    app = web.Application()
    app.router.add_get("/p", lambda request: served(content, request))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/p"
    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        reading = await read_package(await HttpSource.open(session, url, len(content)), secrets=None)
        ranged = time.perf_counter() - began
    await runner.cleanup()
    from bartizan.catalog.bytes_source import BytesSource

    cpu = time.process_time()
    began = time.perf_counter()
    reading_whole = await read_package(BytesSource(content))
    parse = time.perf_counter() - began
    cpu = time.process_time() - cpu
    found = {(p.name, p.version) for p in reading_whole.packages if p.ecosystem in {"PyPI", "npm"}}
    names = {name for name, _ in found}
    if sample.family == "bundle":
        hits, right = len(names & {n for n, _ in sample.truth}), len(names & {n for n, _ in sample.truth})
        wrong = len(names) - right
    else:
        hits, wrong = len(found & sample.truth), len(found - sample.truth)
    return {
        "hits": hits,
        "truth": len(sample.truth),
        "wrong": wrong,
        "cpu": cpu,
        "bytes": reading.bytes_read,
        "size": len(content),
        "ranged": ranged,
        "whole": _LATENCY + len(content) / _RATE + parse,
    }


def main() -> None:
    """Print a line per package and one per family."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    samples = [*python_samples(), *node_samples(), *bundle_samples()]
    print(f"{'package':18}{'MB':>7}{'true':>6}{'found':>6}{'wrong':>6}{'CPU s':>8}{'bytes %':>9}{'x faster':>9}")
    rows: dict[str, list[dict[str, float]]] = {}
    for sample in samples:
        row = asyncio.run(measured(sample))
        rows.setdefault(sample.family, []).append(row)
        share, faster = 100 * row["bytes"] / row["size"], row["whole"] / row["ranged"]
        counts = f"{row['size'] / 1e6:>7.1f}{row['truth']:>6}{row['hits']:>6}{row['wrong']:>6}"
        print(f"{sample.family + ' ' + sample.name:18}{counts}{row['cpu']:>8.3f}{share:>9.1f}{faster:>9.1f}")
    print("\ntargets: recall 0.95 (of bundles' names 0.9), precision 0.995, CPU 0.02 s in the middle; above 3 MB:")
    print("Python at most 3 % of the bytes and 4 times as fast as download-all, Node 1.5 times as fast")
    heads = ("recall", "precision", "CPU median", "bytes %", "x faster")
    print(f"{'family':10}" + "".join(f"{head:>12}" for head in heads))
    for family, found in rows.items():
        hits, truth, wrong = (sum(row[key] for row in found) for key in ("hits", "truth", "wrong"))
        cpus = sorted(row["cpu"] for row in found)
        large = [row for row in found if row["size"] > _LARGE] or found
        share = 100 * sum(row["bytes"] for row in large) / sum(row["size"] for row in large)
        faster = sum(row["whole"] for row in large) / sum(row["ranged"] for row in large)
        values = (hits / truth, hits / (hits + wrong), cpus[len(cpus) // 2], share, faster)
        print(f"{family:10}" + "".join(f"{value:>12.3f}" for value in values))


if __name__ == "__main__":
    main()
