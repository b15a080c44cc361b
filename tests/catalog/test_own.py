"""What is the customer's own: not what installed libraries ship of lock files, fixtures and examples."""

import json

import pytest

from bartizan.catalog.archive.zip_directory import Entry
from bartizan.catalog.catalogers import CATALOGERS
from bartizan.catalog.first_party import Own
from bartizan.catalog.package import Package
from bartizan.catalog.select import Selection
from tests.catalog.reading import found, reading
from tests.catalog.test_archive import zipped

Files = dict[str, bytes | str]
CARGO = '[[package]]\nname = "smallvec"\nversion = "1.6.0"\nsource = "registry+https://h.test"\n'
YARN = 'lodash@^4:\n  version "4.17.15"\n'
LOCKS: Files = {
    "Cargo.lock": CARGO,
    "yarn.lock": YARN,
    "package-lock.json": json.dumps({"dependencies": {"lodash": {"version": "4.17.15"}}}),
    "package.json": '{"dependencies": {"lodash": "4.17.15"}}',
    "requirements.txt": "django==2.2\n",
    "Pipfile.lock": '{"default": {"django": {"version": "==2.2"}}}',
    "Gemfile.lock": "GEM\n  specs:\n    rack (2.2.2)\n",
    "composer.lock": '{"packages": [{"name": "a/b", "version": "1.0"}]}',
    "go.mod": "require x.org/y v1.0.0\n",
    "packages.lock.json": "{}",
}


def record(name: str, version: str = "1.0") -> str:
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"


@pytest.mark.parametrize(
    "place",
    [
        "node_modules/a/",
        "node_modules/@s/a/lib/",
        "api/node_modules/a/",
        ".python_packages/lib/site-packages/anything/deep/",
        "python/lib/python3.11/site-packages/anything/",
        "usr/lib/python3/dist-packages/anything/",
        "vendor/bundle/ruby/3.2.0/gems/rack-2.2.2/",
        "installed/",
        "installed_too/data/",
        "share/installed/",
    ],
)
def test_locks_that_libraries_ship_are_not_the_functions(place: str) -> None:
    files: Files = {f"{place}{name}": text for name, text in LOCKS.items()}
    files["installed-1.0.dist-info/METADATA"] = record("installed")
    files["Other_name-1.0.dist-info/METADATA"] = record("Other-name")
    files["Other_name-1.0.dist-info/RECORD"] = "".join(
        f'"installed_too/data/{name}",sha256=x,1\r\nshare/../share/installed/{name},,\r\n' for name in LOCKS
    )
    assert {name for name, _, _ in found(files)} == {"installed", "other-name"}


@pytest.mark.parametrize("place", ["", "api/", "backend/test/", "examples/", "installed-not/", "site/", "gems/own/"])
def test_locks_of_the_function_are_its_own(place: str) -> None:
    files: Files = {f"{place}{name}": text for name, text in LOCKS.items()}
    own = {"smallvec", "lodash", "django", "rack", "a/b", "x.org/y"}
    assert {name for name, _, _ in found(files)} == own
    files["vendored/installed-1.0.dist-info/METADATA"] = record("installed")
    assert {name for name, _, _ in found(files)} == own | {"installed"}


def test_what_is_vendored_by_composer_go_and_cargo_is_not_own() -> None:
    own = Own(["api/vendor/composer/installed.json", "cmd/vendor/modules.txt", "crates/serde/.cargo-checksum.json"])
    assert "api/vendor/a/b/package.json" not in own
    assert "cmd/vendor/x.org/y/go.mod" not in own
    assert "crates/serde/Cargo.lock" not in own
    assert "api/composer.lock" in own
    assert "vendor/own/composer.lock" in own


@pytest.mark.parametrize("name", ["foo-1.0-py3.9", "foo-1.0-py3.11-linux-x86_64", "foo-1.0"])
def test_records_of_every_form_tell_whose_a_folder_is(name: str) -> None:
    assert "foo/static/yarn.lock" not in Own([f"{name}.egg-info/PKG-INFO"])


def test_fixtures_of_libraries_are_nowhere_and_those_of_the_function_may_be_it() -> None:
    wheel = zipped({"fake-1.0.dist-info/METADATA": record("fake").encode()})
    files: Files = {
        "lib/python3.11/site-packages/tool-1.0.dist-info/METADATA": record("tool"),
        "lib/python3.11/site-packages/tool/tests/data/fake-1.0.dist-info/METADATA": record("fake"),
        "lib/python3.11/site-packages/tool/tests/fake-1.0-py3-none-any.whl": wheel,
        "lib/python3.11/site-packages/tool/_vendor/six-1.16.0.dist-info/METADATA": record("six"),
        "node_modules/a/package.json": '{"name": "a", "version": "1.0.0"}',
        "node_modules/a/examples/x/node_modules/fake/package.json": '{"name": "fake", "version": "1.0.0"}',
        "api/tests/six-1.0.dist-info/METADATA": record("six", "1.0"),
    }
    assert {(name, version) for name, version, _ in found(files)} == {
        ("tool", "1.0"),
        ("six", "1.0"),
        ("a", "1.0.0"),
    }


@pytest.mark.parametrize(
    ("path", "roots"),
    [
        ("yarn.lock", set()),
        ("a/yarn.lock", set()),
        ("other/yarn.lock", {""}),
        ("lib/x/yarn.lock", {"", "lib/"}),
        ("other/x.js", set()),
    ],
)
def test_records_are_read_only_where_a_lock_file_may_be_one_of_theirs(path: str, roots: set[str]) -> None:
    installed = ("a-1.dist-info/METADATA", "lib/b-1.dist-info/METADATA")
    entries = [Entry(each, 0, False, 0, 1, 1, 0, 0, 0) for each in (*installed, path)]
    assert Selection(entries, CATALOGERS, is_own=True).roots_in_doubt == roots


def test_artifacts_of_maven_may_be_called_test() -> None:
    properties = b"groupId=g\nartifactId=examples\nversion=1.0\n"
    jar = zipped({"META-INF/maven/g/examples/pom.properties": properties})
    assert found({"lib/examples-1.0.jar": jar}) == {("g:examples", "1.0", "installed")}


def packages(files: Files) -> list[Package]:
    return sorted(reading(files).packages, key=lambda each: (each.name, each.version))


def test_pins_for_a_remote_build_count_beside_a_vendored_tool() -> None:
    pins = "Django==2.2\nrequests==2.19.1\nsix==1.12.0\n"
    vendored: Files = {"tools/vendor/six-1.16.0.dist-info/METADATA": record("six", "1.16.0")}
    listed = [f"{each.name} {each.version}" for each in packages({"requirements.txt": pins, **vendored})]
    assert listed == ["django 2.2", "requests 2.19.1", "six 1.12.0", "six 1.16.0"]


@pytest.mark.parametrize(
    "site",
    [
        "",
        ".python_packages/lib/site-packages/",
        ".python_packages/lib/python3.6/site-packages/",
        ".venv/lib/python3.11/site-packages/",
        "antenv/Lib/site-packages/",
        "lib/python3.11/site-packages/",
    ],
)
def test_what_an_installer_put_in_its_place_counts_instead_of_pins(site: str) -> None:
    files: Files = {f"api/{site}six-1.16.0.dist-info/METADATA": record("six", "1.16.0")}
    (one,) = packages({"api/requirements.txt": "six==1.12.0\nother==1.0\n", **files})
    assert (one.name, one.version) == ("six", "1.16.0")


def test_most_of_what_is_promised_elsewhere_below_counts_as_installed() -> None:
    files: Files = {f"build/out/{name}-2.0.dist-info/METADATA": record(name, "2.0") for name in ("a", "b")}
    told = packages({"requirements.txt": "a==1.0\nb==1.0\nc==1.0\n", **files})
    assert [(each.name, each.version) for each in told] == [("a", "2.0"), ("b", "2.0")]
