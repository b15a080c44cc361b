""".NET: lists of dependencies wherever they are, programs in a single file, and assemblies without any list."""

import json

import pytest

from tests.catalog.dotnet_files import MARK, assembly, single_file
from tests.catalog.programs import program
from tests.catalog.reading import found, reading

DEPENDENCIES = {
    "runtimeTarget": {"name": ".NETCoreApp,Version=v8.0"},
    "libraries": {
        "Fn/1.0.0": {"type": "project"},
        "Newtonsoft.Json/12.0.1": {"type": "package"},
        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {"type": "runtimepack"},
    },
}
LISTED = {("Newtonsoft.Json", "12.0.1"), ("Microsoft.NETCore.App.Runtime.linux-x64", "8.0.1")}


def deps(value: object = DEPENDENCIES) -> bytes:
    return json.dumps(value).encode()


def pairs(files: dict[str, bytes]) -> set[tuple[str, str]]:
    return {(name, version) for name, version, _ in found(dict(files))}


@pytest.mark.parametrize("major", [1, 2, 6])
@pytest.mark.parametrize("packs", [False, True])
def test_a_program_in_a_single_file(major: int, packs: bool) -> None:
    content = single_file({"Fn.dll": (1, b"MZ"), "Fn.deps.json": (3, deps())}, major, packs=packs and major >= 6)
    assert pairs({"bootstrap": content}) == LISTED
    assert pairs({"Fn.exe": content.replace(b"\x7fELF", b"MZ\x90\x00", 1)}) == LISTED


@pytest.mark.parametrize(
    "content",
    [
        single_file({"Fn.dll": (1, b"MZ")}),
        single_file({"Fn.deps.json": (3, deps())})[:-10],
        single_file({"Fn.deps.json": (3, deps())}).replace(deps(), deps()[:-1] + b"!"),
        single_file({"Fn.deps.json": (3, bytes(100))}, packs=True).replace(b"\x00\x04abcd", b"\x7f\x04abcd"),
        program(b"__managedcode", b"x" * 20_000),
    ],
    ids=["no list", "cut off", "no JSON", "damaged header", "compiled ahead of time"],
)
def test_programs_that_do_not_tell_their_packages(content: bytes) -> None:
    done = reading({"bootstrap": content})
    assert done.packages == []
    assert [each.path for each in done.unreadable] == ["bootstrap"]


def test_a_host_beside_its_assemblies_is_no_bundle() -> None:
    content = single_file({"x": (1, b"")})
    host = content[: content.index(MARK) - 8] + bytes(8) + content[content.index(MARK) :]
    assert (
        pairs({"Fn": host, "Fn.deps.json": deps(), "Fn.dll": assembly(), "Newtonsoft.Json.dll": assembly()}) == LISTED
    )


@pytest.mark.parametrize(
    ("product", "file", "expected"),
    [
        ("12.0.1+5ef0e2c", "12.0.1.22727", "12.0.1"),
        ("13.0.2-beta1", "13.0.2.27524", "13.0.2-beta1"),
        ("", "6.0.8.0", "6.0.8.0"),
        ("3.1.4+abc", "4.700.20.21406", ""),
        ("4.6.24705.01. Commit Hash: x", "4.6.24705.01", ""),
        ("", "", ""),
    ],
)
def test_versions_of_assemblies(product: str, file: str, expected: str) -> None:
    assert found({"bin/Newtonsoft.Json.dll": assembly(product, file)}) == {("Newtonsoft.Json", expected, "inferred")}


def test_assemblies_that_nothing_lists() -> None:
    done = reading(
        {
            "bin/System.Web.Mvc.dll": assembly("5.2.3"),
            "bin/Microsoft.IdentityModel.Tokens.dll": assembly("6.5.0"),
            "bin/Shop.Site.dll": assembly("1.0.0.0"),
            "bin/de/Shop.Site.resources.dll": assembly("1.0.0.0"),
            "bin/sqlite3.dll": b"MZ" + bytes(500),
            "node_modules/edge-js/lib/Other.dll": assembly("1.0"),
        }
    )
    assert {(each.name, each.version) for each in done.packages} == {
        ("Microsoft.AspNet.Mvc", "5.2.3"),
        ("Microsoft.IdentityModel.Tokens", "6.5.0"),
    }
    assert [each.path for each in done.unreadable] == ["bin/Shop.Site.dll"]


@pytest.mark.parametrize("listing", ["App.deps.json", "bin/App.deps.json", "bin/Az.psd1", "packages.config"])
def test_assemblies_below_a_list_are_told_by_it(listing: str) -> None:
    content = b"<packages/>" if listing == "packages.config" else b"{}"
    assert found({listing: content, "bin/runtimes/unix/lib/Shop.dll": assembly("1.0")}) == set()


def test_assemblies_of_installed_packages_are_not_the_customers() -> None:
    files = {"pythonnet-3.0.dist-info/METADATA": b"Name: pythonnet\nVersion: 3.0\n", "pythonnet/runtime/X.dll": assembly("1.0")}  # fmt: skip  # noqa: E501
    assert pairs(files) == {("pythonnet", "3.0")}


def test_lists_of_restored_packages() -> None:
    assets = {"version": 3, "libraries": {"A.B/1.2.3": {"type": "package"}, "Own/1.0.0": {"type": "project"}}}
    assert found({"obj/project.assets.json": deps(assets)}) == {("A.B", "1.2.3", "locked")}
    lock = {"net8.0": {"A": {"type": "CentralTransitive", "resolved": "2.0.0"}, "own": {"type": "project", "resolved": "1"}}}  # fmt: skip  # noqa: E501
    assert found({"packages.lock.json": deps({"version": 2, "dependencies": lock})}) == {("A", "2.0.0", "locked")}


def test_packages_that_are_commented_out() -> None:
    config = '<packages><!-- <package id="Old" version="1.0" /> -->\n<package id="New"\n  version="2.0"/>\n</packages>'
    assert found({"packages.config": config}) == {("New", "2.0", "pinned")}
