"""Python: as pip installs it, and what people do with that before they ship it."""

import json
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from corpus.sample import CORPUS, Key, Sample, keys, made, run, zipped

PLAIN = {
    "requests": ["requests==2.31.0"],
    "django": ["django==4.2.1", "psycopg2-binary"],
    "pandas": ["pandas", "boto3"],
    "crypto": ["cryptography", "pyjwt"],
    "flask": ["flask==2.2.2", "sqlalchemy"],
    "pydantic": ["pydantic", "httpx"],
    "pillow": ["pillow", "numpy"],
    "fastapi": ["fastapi", "uvicorn", "orjson"],
    "scipy": ["scipy", "matplotlib"],
    "lxml": ["lxml", "beautifulsoup4", "pyyaml"],
    "azure": ["azure-functions", "azure-storage-blob", "azure-identity"],
    "aiohttp": ["aiohttp", "redis", "sqlalchemy", "jinja2==3.0.0"],
}
_STRIPPED = ["requests==2.31.0", "pyyaml", "jinja2==3.0.0", "click", "python-dateutil"]


def python_samples() -> Iterator[Sample]:
    """Yield what pip installs, then layers, nested archives, stripped records, wheels, and lists alone."""
    for name, wanted in PLAIN.items():
        folder, truth = installed(name, wanted)
        yield Sample("python", name, zipped(folder, f"py-{name}"), truth)
    folder, truth = installed("requests", PLAIN["requests"])
    layer = made("py-layer", lambda to: _copied(folder, to / "python"))
    yield Sample("python", "layer", zipped(layer, "py-layer"), truth)
    nested = made("py-nestedzip", lambda to: _nested(folder, to))
    yield Sample("python", "nestedzip", zipped(nested, "py-nestedzip"), truth)
    yield from _stripped()
    yield _wheels()
    yield from _lists()


def installed(name: str, wanted: list[str]) -> tuple[Path, frozenset[Key]]:
    """Return a folder that pip installed into, and what pip reported."""
    report = CORPUS / f"py-{name}.json"

    def build(folder: Path) -> None:
        run([*_PIP, "install", "-q", "--target", str(folder), "--report", str(report), *wanted], CORPUS)

    folder = made(f"py-{name}", build)
    listed = json.loads(report.read_text())["install"]
    return folder, keys("PyPI", ((each["metadata"]["name"], each["metadata"]["version"]) for each in listed))


_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def _copied(folder: Path, to: Path) -> None:
    shutil.copytree(folder, to, symlinks=True)


def _handler(to: Path) -> None:
    (to / "handler.py").write_text("import requests\n\ndef handler(event, context):\n    return {}\n")


def _nested(folder: Path, to: Path) -> None:
    """Pack requirements as serverless-python-requirements does with ``zip: true``."""
    _handler(to)
    with zipfile.ZipFile(to / ".requirements.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))


def _stripped() -> Iterator[Sample]:
    folder, truth = installed("stripped-from", _STRIPPED)

    def build(to: Path, with_list: bool) -> None:
        shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*.dist-info"), dirs_exist_ok=True)
        _handler(to)
        if with_list:
            (to / "requirements.txt").write_text("".join(f"{name}=={version}\n" for _, name, version in sorted(truth)))

    for name, with_list in {"stripped": False, "stripped-list": True}.items():
        made(f"py-{name}", lambda to, with_list=with_list: build(to, with_list))  # type: ignore[misc]
        yield Sample("python", name, zipped(CORPUS / f"py-{name}", f"py-{name}"), truth)


def _wheels() -> Sample:
    report = CORPUS / "py-wheels.json"

    def build(to: Path) -> None:
        run([*_PIP, "download", "-q", "-d", str(to / "wheels"), "flask==2.2.2"], CORPUS)
        run(
            [*_PIP, "install", "-q", "--dry-run", "--ignore-installed", "--report", str(report), "flask==2.2.2"], CORPUS
        )

    folder = made("py-wheels", build)
    listed = json.loads(report.read_text())["install"]
    truth = keys("PyPI", ((each["metadata"]["name"], each["metadata"]["version"]) for each in listed))
    return Sample("python", "wheels", zipped(folder, "py-wheels", (".whl",)), truth)


def _lists() -> Iterator[Sample]:
    """Yield lists without what they list: as a build on the server side gets them."""
    _, truth = installed("requests", PLAIN["requests"])

    def pinned(to: Path) -> None:
        _handler(to)
        (to / "requirements.txt").write_text("".join(f"{name}=={version}\n" for _, name, version in sorted(truth)))

    yield Sample("python", "pinned", zipped(made("py-pinned", pinned), "py-pinned"), truth)

    def locked(to: Path) -> None:
        run([*_PIP, "lock", "-q", "-o", str(to / "pylock.toml"), *PLAIN["azure"]], to)
        # pip names the index that it asked; nobody needs that here.
        _handler(to)

    folder = made("py-locked", locked)
    listed = tomllib.loads((folder / "pylock.toml").read_text())["packages"]
    truth = keys("PyPI", ((each["name"], each["version"]) for each in listed))
    yield Sample("python", "locked", zipped(folder, "py-locked"), truth)
