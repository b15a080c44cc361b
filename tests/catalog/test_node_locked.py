"""Node's lock files: development, other platforms, workspaces and local code, in every format; and pins without one."""
# ruff: noqa: E501 - inputs are kept as the one-line texts that they are

import json

import pytest

from bartizan.catalog.ecosystems.node.platform import is_elsewhere, is_named_elsewhere, is_ruled_out
from bartizan.catalog.package import Reason
from tests.catalog.node_locks import (
    ALL,
    BERRY,
    BUN,
    CLASSIC,
    ENVIRONMENT,
    MANIFEST,
    NEEDED,
    PNPM_5,
    PNPM_6,
    PNPM_9,
)
from tests.catalog.reading import found, reading

Files = dict[str, bytes | str]


def named(files: Files) -> set[tuple[str, str]]:
    return {(name, version) for name, version, _ in found(files)}


@pytest.mark.parametrize(
    ("kind", "listed", "elsewhere"),
    [
        ("os", ["darwin"], True), ("os", ["darwin", "linux"], False), ("os", ["!win32"], False), ("os", ["!linux"], True),
        ("os", ["any"], False), ("os", [], False), ("cpu", ["arm64"], True), ("cpu", ["x64"], False), ("libc", ["musl"], True),
        ("libc", ["glibc"], False),
    ],
)  # fmt: skip
def test_platforms_as_npm_tells_them(kind: str, listed: list[str], elsewhere: bool) -> None:
    assert is_elsewhere(kind, listed) is elsewhere


@pytest.mark.parametrize(
    ("conditions", "out"),
    [
        ("os=darwin & cpu=x64", True), ("os=linux & cpu=x64 & libc=glibc", False), ("os=linux & libc=musl", True),
        ("(os=darwin | os=linux) & (cpu=x64 | cpu=arm64)", False), ("!os=win32", False), ("!os=linux", True), ("", False), ("x=y", False),
    ],
)  # fmt: skip
def test_platforms_as_yarn_tells_them(conditions: str, out: bool) -> None:
    assert is_ruled_out(conditions) is out


@pytest.mark.parametrize("name", ["fsevents", "@esbuild/darwin-arm64", "esbuild-windows-64", "@swc/core-win32-x64-msvc",
                                  "@next/swc-linux-x64-musl", "@img/sharp-linuxmusl-x64", "@esbuild/linux-arm64"])  # fmt: skip
def test_platforms_that_only_names_tell(name: str) -> None:
    assert is_named_elsewhere(name)


@pytest.mark.parametrize(
    "name", ["is-windows", "@esbuild/linux-x64", "android-versions", "win-ca", "linux-release-info"]
)
def test_names_that_only_sound_like_a_platform(name: str) -> None:
    assert not is_named_elsewhere(name)


def test_npms_second_and_third_format() -> None:
    packages = {
        "": {"name": "own", "workspaces": ["packages/*"]},
        "packages/auth": {"name": "@own/auth", "version": "1.0.0"},
        "node_modules/@own/auth": {"resolved": "packages/auth", "link": True},
        "packages/auth/node_modules/a": {"version": "2.0.0"},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/dev": {"version": "1.0.0", "dev": True},
        "node_modules/both": {"version": "1.0.0", "devOptional": True},
        "node_modules/peer": {"version": "1.0.0", "peer": True},
        "node_modules/mac": {"version": "1.0.0", "optional": True, "os": ["darwin"]},
        "node_modules/arm": {"version": "1.0.0", "optional": True, "os": ["linux"], "cpu": ["arm64"]},
        "node_modules/musl": {"version": "1.0.0", "optional": True, "os": ["linux"], "libc": ["musl"]},
        "node_modules/ours": {"version": "1.0.0-rc.1", "optional": True, "os": ["linux"], "cpu": ["x64"], "libc": ["glibc"]},
        "node_modules/local": {"version": "1.0.0", "resolved": "file:../local.tgz"},
        "node_modules/left": {"version": "1.0.0", "extraneous": True},
        "node_modules/x": {"name": "real", "version": "3.0.0"},
        "node_modules/git": {"version": "4.0.0", "resolved": "git+ssh://git@h.test/x.git#0a1b2c"},
    }  # fmt: skip
    lock = json.dumps({"lockfileVersion": 3, "packages": packages, "dependencies": {"old": {"version": "9.9.9"}}})
    assert named({"package-lock.json": lock}) == {
        ("a", "1.0.0"), ("a", "2.0.0"), ("both", "1.0.0"), ("peer", "1.0.0"), ("ours", "1.0.0-rc.1"), ("real", "3.0.0"), ("git", "4.0.0"),
    }  # fmt: skip


def test_npms_first_format() -> None:
    dependencies = {
        "a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0"}, "d": {"version": "1.0.0", "dev": True}}},
        "fsevents": {"version": "2.3.3", "optional": True},
        "local": {"version": "file:../local"},
        "alias": {"version": "npm:@s/real@3.0.0"},
        "tarball": {"version": "https://h.test/tarball/-/tarball-4.0.0.tgz"},
        "tagged": {"version": "git+https://h.test/x.git#v5.0.0"},
        "commit": {"version": "github:x/commit#0a1b2c3d"},
    }
    assert named({"package-lock.json": json.dumps({"lockfileVersion": 1, "dependencies": dependencies})}) == {
        ("a", "1.0.0"), ("b", "2.0.0"), ("@s/real", "3.0.0"), ("tarball", "4.0.0"), ("tagged", "5.0.0"), ("commit", ""),
    }  # fmt: skip


@pytest.mark.parametrize("lock", [CLASSIC, CLASSIC.replace("\n", "\r\n"), BERRY], ids=["classic", "windows", "berry"])
def test_both_formats_of_yarn(lock: str) -> None:
    assert named({"yarn.lock": lock}) == ALL
    assert named({"yarn.lock": lock, "package.json": MANIFEST}) == NEEDED
    assert named({"yarn.lock": lock, "package.json": "{}"}) == ALL


def test_a_workspace_of_yarn_whose_manifest_is_not_there_may_need_anything() -> None:
    root = json.dumps({"workspaces": ["packages/*"], "devDependencies": {"dev": "^1.0.0"}})
    member = json.dumps({"dependencies": {"only-dev": "^1.0.0"}})
    assert named({"yarn.lock": CLASSIC, "package.json": root}) == ALL
    files: Files = {"yarn.lock": CLASSIC, "package.json": root, "packages/m/package.json": member}
    assert named(files) == ALL - {("dev", "1.0.0"), ("shared", "2.0.0")}


def test_the_formats_of_pnpm() -> None:
    both = {("@s/b", "2.0.0"), ("a", "1.0.0"), ("git", "4.0.0")}
    old = both | {("@s/hosted", "3.0.0"), ("dotted.name", "1.2.3")}
    assert named({"pnpm-lock.yaml": PNPM_5}) == old
    assert named({"pnpm-lock.yaml": PNPM_6}) == old
    new = both | {("real", "3.0.0"), ("peer", "1.0.0")}
    assert named({"pnpm-lock.yaml": PNPM_9}) == new
    assert named({"pnpm-lock.yaml": ENVIRONMENT + PNPM_9}) == new
    assert named({"pnpm-lock.yaml": (ENVIRONMENT + PNPM_9).replace("\n", "\r\n")}) == new


def test_bun() -> None:
    wanted = {("a", "1.0.0"), ("a", "2.0.0"), ("real", "3.0.0"), ("shared", "2.0.0"), ("git", ""), ("tagged", "5.0.0")}
    assert named({"bun.lock": BUN}) == wanted


def test_buns_binary_format_is_told_where_nothing_else_tells_of_it() -> None:
    (told,) = reading({"bun.lockb": b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n\x00"}).unreadable
    assert (told.path, told.reason) == ("bun.lockb", Reason.UNSUPPORTED)
    installed: Files = {"node_modules/a/package.json": '{"name": "a", "version": "1.0.0"}'}
    assert named({"bun.lockb": b"x", **installed}) == {("a", "1.0.0")}
    assert named({"bun.lockb": b"x", "bun.lock": BUN}) == named({"bun.lock": BUN})


@pytest.mark.parametrize("version", ["2", "3", "4", "5"])
def test_deno(version: str) -> None:
    npm = {
        "chalk@5.3.0": {"integrity": "sha512-x"}, "@s/a_b@1.0.0_peer@2.0.0__inner@3.0.0": {"dependencies": ["chalk"]},
        "@esbuild/darwin-arm64@0.20.2": {"os": ["darwin"], "cpu": ["arm64"]}, "odd@1.0.0": None, "@": {}, "": [],
    }  # fmt: skip
    older = {"specifiers": {"npm:chalk@5": "npm:chalk@5.3.0"}, "npm": npm, "jsr": {"@std/path@1.0.0": {}}}
    lock = {
        "2": {"npm": {"specifiers": {"chalk@5": "chalk@5.3.0"}, "packages": npm}},
        "3": {"packages": older},
    }.get(version, older)
    text = json.dumps({"version": version, **lock, "remote": {"https://deno.land/x/mod.ts": "0a1b"}})
    wanted = {("chalk", "5.3.0"), ("@s/a_b", "1.0.0"), ("odd", "1.0.0")}
    assert named({"deno.lock": text, "main.ts": ""}) == wanted


def test_pins_of_a_manifest_count_where_nothing_is_installed_or_locked() -> None:
    dependencies = {
        "a": "1.0.0", "b": "=2.0.0", "c": "v3.0.0-rc.1", "al": "npm:@s/real@4.0.0", "t": "https://h.test/t-5.0.0.tgz", "g": "x/g#v6.0.0",
        "range": "^1.0.0", "tilde": "~1.0.0", "minor": "1.2", "any": "1.x", "either": "1.0.0 || 2.0.0", "from": "1.0.0 - 2.0.0",
        "tag": "latest", "lib": "file:../lib", "member": "workspace:1.0.0", "linked": "link:../x", "fsevents": "2.0.0",
    }  # fmt: skip
    manifest = json.dumps({"dependencies": dependencies, "optionalDependencies": {"o": "7.0.0"}, "devDependencies": {"d": "1.0.0"}})  # fmt: skip
    wanted = {("a", "1.0.0"), ("b", "2.0.0"), ("c", "3.0.0-rc.1"), ("@s/real", "4.0.0"), ("t", "5.0.0"), ("g", "6.0.0"), ("o", "7.0.0")}  # fmt: skip
    assert {(n, v, e) for n, v, e in found({"package.json": manifest, "index.js": ""})} == {(*each, "pinned") for each in wanted}  # fmt: skip
    lock = json.dumps({"packages": {"node_modules/a": {"version": "1.0.0"}}})
    assert found({"package-lock.json": lock, "packages/m/package.json": manifest}) == {("a", "1.0.0", "locked")}
    installed: Files = {"node_modules/a/package.json": '{"name": "a", "version": "1.0.1"}'}
    assert found({"api/package.json": manifest, **installed}) == {("a", "1.0.1", "installed")}
    assert found({"package.json": "{}", "examples/x/package.json": manifest}) == set()


def test_pins_beside_a_tools_own_modules_count() -> None:
    files: Files = {
        "package.json": '{"dependencies": {"express": "4.16.0", "qs": "6.0.0"}}',
        "tools/lint/node_modules/qs/package.json": '{"name": "qs", "version": "6.5.1"}',
    }
    assert named(files) == {("express", "4.16.0"), ("qs", "6.0.0"), ("qs", "6.5.1")}


def test_members_of_a_workspace_are_the_customers_own() -> None:
    listed = {"packages/auth": {"name": "@own/auth", "version": "1.0.0"}, "packages/util": {"version": "1.1.0"},
              "node_modules/@own/auth": {"resolved": "packages/auth", "link": True}, "node_modules/a": {"version": "1.0.0"}}  # fmt: skip
    files: Files = {
        "node_modules/.package-lock.json": json.dumps({"packages": listed}),
        **{
            f"{place}/package.json": json.dumps({"name": place.rpartition("node_modules/")[2], "version": "1.0.0"})
            for place in listed
        },
    }
    assert named(files) == {("a", "1.0.0")}


def test_modules_of_a_function_in_a_folder_called_test_count_and_fixtures_of_libraries_do_not() -> None:
    def manifest(name: str) -> str:
        return json.dumps({"name": name, "version": "1.0.0"})

    files: Files = {
        "api/test/node_modules/a/package.json": manifest("a"),
        "apps/examples/node_modules/@s/b/package.json": manifest("@s/b"),
        "test/node_modules/c/node_modules/d/package.json": manifest("d"),
        "apps/examples/node_modules/@s/b/test/fixtures/node_modules/fake/package.json": manifest("fake"),
        "test/node_modules/c/examples/yarn.lock": CLASSIC,
    }
    assert {name for name, _ in named(files)} == {"a", "@s/b", "d"}


@pytest.mark.parametrize("name", ["package-lock.json", "bun.lock", "package.json"])
def test_what_cannot_be_read_is_told_and_the_rest_is_read(name: str) -> None:
    done = reading({name: "{", "api/yarn.lock": CLASSIC})
    assert [(each.path, each.reason) for each in done.unreadable] == [(name, Reason.MALFORMED)]
    assert len(done.packages) == len(ALL)
