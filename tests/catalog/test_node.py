"""Node: folders of modules, npm's own list, locks of three installers, and bundles."""
# ruff: noqa: E501 - inputs are kept as the one-line texts that they are

import base64
import json

import pytest

from tests.catalog.reading import found, reading
from tests.catalog.test_archive import zipped


def manifest(name: str, version: str) -> str:
    return json.dumps({"name": name, "version": version})


def test_installed_packages_nested_scoped_and_renamed() -> None:
    files = {
        "package.json": manifest("own", "1.0.0"),
        "node_modules/a/package.json": manifest("a", "1.0.0"),
        "node_modules/a/node_modules/b/package.json": manifest("b", "2.0.0"),
        "node_modules/@s/c/package.json": manifest("@s/c", "3.0.0"),
        "node_modules/alias/package.json": manifest("real", "4.0.0"),
        "node_modules/.pnpm/d@5.0.0/node_modules/d/package.json": manifest("d", "5.0.0"),
        "node_modules/a/esm/package.json": '{"type": "module"}',
        "node_modules/a/test/fixtures/node_modules/fake/package.json": manifest("fake", "9.9.9"),
        "node_modules/.bin/x": "",
    }
    assert {(n, v) for n, v, _ in found(files)} == {
        ("a", "1.0.0"),
        ("b", "2.0.0"),
        ("@s/c", "3.0.0"),
        ("real", "4.0.0"),
        ("d", "5.0.0"),
    }


def test_npms_list_stands_for_what_is_there() -> None:
    listed = {"packages": {"node_modules/a": {"version": "1.0.0"}, "node_modules/gone": {"version": "2.0.0"},
                           "node_modules/link": {"link": True}}}  # fmt: skip
    files = {
        "node_modules/.package-lock.json": json.dumps(listed),
        "node_modules/a/package.json": "not read, so not missed",
        "node_modules/late/package.json": manifest("late", "3.0.0"),
    }
    assert {(n, v) for n, v, _ in found(files)} == {("a", "1.0.0"), ("late", "3.0.0")}


def test_a_list_in_capitals_breaks_nothing() -> None:
    assert reading({"node_modules/.PACKAGE-LOCK.JSON": "{}"}).packages == []


NPM_3 = json.dumps({"packages": {"": {}, "node_modules/a": {"version": "1.0.0"}, "node_modules/d": {"version": "2.0.0", "dev": True},
                                 "node_modules/x": {"name": "real", "version": "3.0.0"}}})  # fmt: skip
NPM_1 = json.dumps({"dependencies": {"a": {"version": "1.0.0", "dependencies": {"real": {"version": "3.0.0"}}},
                                     "d": {"version": "2.0.0", "dev": True}}})  # fmt: skip
YARN_1 = '# yarn lockfile v1\n\n"a@^1.0.0", a@~1.0.0:\n  version "1.0.0"\n\n"x@npm:real@^3":\n  version "3.0.0"\n\n"own@link:.":\n  version "0"\n'
YARN_4 = '__metadata:\n  version: 8\n\n"a@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n\n"x@npm:real@3":\n  version: 3.0.0\n  resolution: "real@npm:3.0.0"\n\n"own@workspace:.":\n  version: 0.0.0\n'
PNPM_6 = "lockfileVersion: '6.0'\n\npackages:\n\n  /a@1.0.0:\n    resolution: {integrity: x}\n    dev: false\n\n  /d@2.0.0(p@1.0.0):\n    dev: true\n\n  /real@3.0.0(q@1.0.0):\n    dev: false\n"
PNPM_9 = "lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: x}\n\n  'real@3.0.0':\n    resolution: {integrity: x}\n\nsnapshots:\n\n  z@9.0.0: {}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [("package-lock.json", NPM_3), ("npm-shrinkwrap.json", NPM_1), ("yarn.lock", YARN_1), ("yarn.lock", YARN_4),
     ("pnpm-lock.yaml", PNPM_6), ("pnpm-lock.yaml", PNPM_9)],
)  # fmt: skip
def test_locks(name: str, text: str) -> None:
    assert found({name: text}) == {("a", "1.0.0", "locked"), ("real", "3.0.0", "locked")}


def test_a_lock_that_would_take_a_parser_for_ever_is_unreadable() -> None:
    nested = "a: " + "[" * 900_000
    bomb = "a0: &a0 {x: 1}\n" + "".join(
        f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 10)
    )
    done = reading({"pnpm-lock.yaml": nested, "x/pnpm-lock.yaml": bomb})
    assert done.packages == []
    assert {each.path for each in done.unreadable} == {"pnpm-lock.yaml", "x/pnpm-lock.yaml"}


MAP = {
    "version": 3,
    "sources": ["webpack://app/./node_modules/@s/x/dist/y.js", "../node_modules/.pnpm/lodash@4.17.21/node_modules/lodash/a.js",
                "node_modules/moment/moment.js", "node_modules/JSONStream/index.js", "node_modules/m/package.json", "src/own.js"],
    "sourcesContent": [None, None, "//! moment.js\n", "/*! JSONStream v1.3.5 | MIT */", manifest("m", "7.0.0"), ""],
}  # fmt: skip
OF_MAP = {("@s/x", ""), ("lodash", "4.17.21"), ("moment", ""), ("JSONStream", "1.3.5"), ("m", "7.0.0")}


@pytest.mark.parametrize(
    "files",
    [
        {"index.js": "x", "index.js.map": json.dumps(MAP)},
        {"index.js": "x", "index.js.map": json.dumps({"sections": [{"offset": {}, "map": MAP}]})},
        {
            "i.js": "x\n//# sourceMappingURL=data:application/json;base64,"
            + base64.b64encode(json.dumps(MAP).encode()).decode()
        },
    ],
)
def test_source_maps(files: dict[str, str]) -> None:
    assert {(n, v) for n, v, _ in found(files)} == OF_MAP


def test_comments_and_banners_of_bundlers() -> None:
    esbuild = "// node_modules/.pnpm/a@1.2.3/node_modules/a/index.js\nvar a;\n// node_modules/jquery/j.js\n/*! jQuery v3.4.1 */\n// node_modules/b/i.js\n/*! jquery v9.9.9 */\n// src/own.js\n"
    webpack = '/***/ "./node_modules/lodash/lodash.js":\n/*!***!*\\\n  !*** ./node_modules/uuid/dist/i.js ***!\n'
    files = {"e.js": esbuild, "w.js": webpack, "m.js.LICENSE.txt": "/*! moment v2.29.1 */\n"}
    assert {(n, v) for n, v, _ in found(files)} == {
        ("a", "1.2.3"),
        ("jquery", "3.4.1"),
        ("b", ""),
        ("lodash", ""),
        ("uuid", ""),
        ("moment", "2.29.1"),
    }


def test_a_metafile_of_esbuild() -> None:
    meta: dict[str, dict[str, object]] = {
        "inputs": {"node_modules/a/i.js": {}, "src/x.js": {}},
        "outputs": {"out.js": {}},
    }
    assert {(n, v) for n, v, _ in found({"meta.json": json.dumps(meta), "other/meta.json": "{}"})} == {("a", "")}


def test_a_bundle_that_hides_its_parts_is_not_clean() -> None:
    (hidden,) = reading({"index.js": "x=1;" * 100_000}).unreadable
    assert hidden.path == "index.js"
    assert reading({"index.js": "x = 1;\n" * 100_000}).unreadable == []


def test_a_bundle_that_is_not_minified_hides_its_parts_as_well() -> None:
    packed = "/***/ 661:\n/***/ ((module, x, __nccwpck_require__) => {\n" + "x = 1;\n" * 50_000
    (hidden,) = reading({"dist/index.js": packed}).unreadable
    assert hidden.path == "dist/index.js"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("licenses.txt", "accepts\nMIT\n(The MIT License)\n\n\n@a/b\nApache-2.0\ntext\n", {"accepts": "", "@a/b": ""}),
        ("3rdpartylicenses.txt", 'Package: rxjs\nLicense: "Apache-2.0"\n\ntext\n', {"rxjs": ""}),
        ("third-party-licenses.txt", "Name: lodash\r\nVersion: 4.17.20\r\nLicense: MIT\r\n", {"lodash": "4.17.20"}),
    ],
)
def test_lists_of_licences_tell_the_parts_of_a_bundle(name: str, text: str, expected: dict[str, str]) -> None:
    done = reading({f"dist/{name}": text, "dist/index.js": "x=1;" * 100_000})
    assert {each.name: each.version for each in done.packages} == expected
    assert done.unreadable == []


@pytest.mark.parametrize("name", ["licenses.txt", "index.js.LICENSE.txt"])
def test_a_list_that_may_be_short_does_not_make_a_bundle_clean(name: str) -> None:
    assert reading({f"dist/{name}": "MIT License\n", "dist/index.js": "x=1;" * 100_000}).unreadable
    assert reading({name: "MIT License\n", "handler.py": "x = 1"}).unreadable == []


@pytest.mark.parametrize(
    ("path", "is_told"),
    [("app.jar", True), ("lib/swagger-ui-1.0.jar", False), ("BOOT-INF/lib/ui-1.0.jar", False), ("tool/ui.jar", False)],
)
def test_bundles_in_the_customers_own_jars_are_told_and_those_in_libraries_are_not(path: str, is_told: bool) -> None:
    inner = zipped({"static/index.js": b"x=1;" * 100_000})
    done = reading({path: inner, "tool-1.dist-info/METADATA": "Name: tool\nVersion: 1\n"})
    assert [each.path for each in done.unreadable] == [f"{path}!/static/index.js"] * is_told
