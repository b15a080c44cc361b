"""Ruby, PHP and .NET: gem and bundler, Composer, and what the .NET SDK left in packages of other ecosystems."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.node import npm
from corpus.python import installed
from corpus.sample import Sample, keys, made, missing, run, zipped

_GEMS = "rack sinatra mustermann rack-protection tilt jwt faraday activesupport addressable i18n tzinfo ruby2_keywords"
_PACK = (Path(__file__).parent / "pack.rb").as_posix()
_PHP = {
    "monolog/monolog": ("Monolog", "php-monolog"),
    "psr/log": ("Psr/Log", "php-psr-log"),
    "psr/http-message": ("Psr/Http/Message", "php-psr-http-message"),
    "symfony/yaml": ("Symfony/Component/Yaml", "php-symfony-yaml"),
    "twig/twig": ("Twig", "php-twig"),
    "guzzlehttp/psr7": ("GuzzleHttp/Psr7", "php-guzzlehttp-psr7"),
    "league/commonmark": ("League/CommonMark", "php-league-commonmark"),
    "doctrine/lexer": ("Doctrine/Common/Lexer", "php-doctrine-lexer"),
}


def ruby_samples() -> Iterator[Sample]:
    """Yield gems that gem installed, and a lock that bundler wrote; both are Debian's gems, packed again."""
    if missing("ruby", "gem", "bundle"):
        return

    def install(to: Path) -> None:
        vendor = to / "vendor" / "bundle" / "ruby" / "3.1.0"
        gems = run(["ruby", _PACK, "pack", *_GEMS.split()], to).split()
        options = ["--local", "--ignore-dependencies", "--no-document", "--force", "--install-dir", str(vendor)]
        run(["gem", "install", *options, *gems], to)
        for gem in gems:
            (to / gem).unlink()

    folder = made("ruby-gems", install)
    listed = run(["ruby", _PACK, "list", str(folder / "vendor" / "bundle" / "ruby" / "3.1.0")], folder)
    yield Sample("ruby", "gems", zipped(folder, "ruby-gems"), keys("RubyGems", _pairs(listed)))

    def lock(to: Path) -> None:
        (to / "Gemfile").write_text("".join(f'gem "{name}"\n' for name in _GEMS.split()))
        run(["bundle", "lock", "--local"], to)

    folder = made("ruby-lock", lock)
    listed = run(["ruby", _PACK, "locked", "Gemfile.lock"], folder)
    yield Sample("ruby", "lock", zipped(folder, "ruby-lock"), keys("RubyGems", _pairs(listed)))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, _, version = line.partition(" ")
        yield name, version


def php_samples() -> Iterator[Sample]:
    """Yield what Composer installs with its lock, without it, and the lock alone."""
    if missing("composer"):
        return
    folder = made("php-composer", _compose)
    listed = json.loads((folder / "vendor" / "composer" / "installed.json").read_text())["packages"]
    truth = keys("Packagist", ((each["name"], each["version"].removeprefix("v")) for each in listed))
    yield Sample("php", "composer", zipped(folder, "php-composer"), truth, frozenset({"own/app"}))
    bare = made("php-nolock", lambda to: _copy(folder, to, "composer.lock"))
    yield Sample("php", "nolock", zipped(bare, "php-nolock"), truth, frozenset({"own/app"}))
    alone = made("php-lockonly", lambda to: _copy(folder, to, "vendor"))
    yield Sample("php", "lockonly", zipped(alone, "php-lockonly"), truth, frozenset({"own/app"}))


def _copy(folder: Path, to: Path, without: str) -> None:
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(without), dirs_exist_ok=True)


def _compose(to: Path) -> None:
    """Let Composer install from Debian's folders, since there may be no other place to have packages from."""
    there = {name: each for name, each in _PHP.items() if (Path("/usr/share/php") / each[0]).is_dir()}
    packages = [_php_package(name, *each) for name, each in there.items()]
    repositories: list[Any] = [{"type": "package", "package": each} for each in packages]
    wanted = {each["name"]: each["version"] for each in packages}
    manifest = {"name": "own/app", "require": wanted, "repositories": [*repositories, {"packagist.org": False}]}
    (to / "composer.json").write_text(json.dumps(manifest))
    run(
        ["composer", "install", "--no-interaction", "--no-plugins"],
        to,
        COMPOSER_ALLOW_SUPERUSER="1",
        COMPOSER_HOME=str(to.parent),
    )


def _php_package(name: str, folder: str, debian: str) -> dict[str, Any]:
    version = re.split(r"[-+~]", run(["dpkg-query", "-W", "-f", "${Version}", debian], Path("/")).rpartition(":")[2])[0]
    place = {"type": "path", "url": f"/usr/share/php/{folder}"}
    return {"name": name, "version": version, "dist": place, "transport-options": {"symlink": False}}


def dotnet_samples() -> Iterator[Sample]:
    """Yield the .NET parts of a Python and a Node package; the truth is the record that the SDK wrote beside them."""
    python, _ = installed("dotnet", ["pythonnet"])
    node, _ = npm("node-dotnet", ["nswag@14.0.0"])
    for name, folder in {"pythonnet": python, "nswag": node / "node_modules" / "nswag" / "bin" / "Net80"}.items():
        records = list(folder.rglob("*.deps.json"))
        libraries = [item for record in records for item in json.loads(record.read_text())["libraries"].items()]
        found = [key.split("/") for key, entry in libraries if entry["type"] == "package"]
        own = frozenset(key.split("/")[0].lower() for key, entry in libraries if entry["type"] != "package")
        if found:
            yield Sample(
                "dotnet", name, zipped(folder, f"dotnet-{name}"), keys("NuGet", ((n, v) for n, v in found)), own
            )
