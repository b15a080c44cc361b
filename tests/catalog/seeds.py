"""Inputs from which fuzzing starts: small packages of every format, such as installers and builders leave them."""
# ruff: noqa: E501 - inputs are kept as the one-line texts that they are

import base64
import io
import json
import struct
import zipfile
import zlib

from tests.catalog.dotnet_files import assembly, single_file
from tests.catalog.inputs import again, written
from tests.catalog.node_locks import BERRY, BUN, MANIFEST
from tests.catalog.node_locks import PNPM_9 as LATEST
from tests.catalog.programs import go_program, program
from tests.catalog.test_node import MAP, NPM_1, NPM_3, PNPM_6, PNPM_9, YARN_1, YARN_4
from tests.catalog.test_sbom import OF_2, OF_3, OF_TAGS
from tests.catalog.test_secrets import SAMPLES

Files = dict[str, bytes | str]

_PURLS = (
    "pkg:pypi/a_B@1",
    "pkg:maven/g/a@1.0?type=jar#x",
    "pkg:npm/%40s/c@3.0",
    "pkg:golang/x.org/y@v1",
    "pkg:deb/z@1",
)
_POM = "#Generated\ngroupId=g.a\nartifactId=lib\nversion=1.0\n"
_MANIFEST = "Manifest-Version: 1.0\r\nImplementation-Title: th\r\n ing\r\nImplementation-Vendor-Id: org.thing\r\n"
_PROJECT = "<project><parent><groupId>g.a</groupId><artifactId>p</artifactId><version>${r}</version></parent><artifactId>lib</artifactId><properties><r>${s}${s}</r><s>1</s></properties><!-- x --></project>"
_PARENT = "<project><groupId>g.a</groupId><artifactId>p</artifactId><version>1</version><dependencies><dependency><groupId>o</groupId></dependency></dependencies></project>"
_UV = '[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "r" }\n\n[[package]]\nname = "own"\nversion = "0"\nsource = { virtual = "." }\n\n[[package]]\nname = "d"\nversion = "1"\ngroups = ["dev"]\n'
_PINS = "# made\na==1.0 ; python_version > '3'\\\n  --hash=x:1\nu @ https://h/u-1.0-py3-none-any.whl\nB.c[d,e] === 2.0 # why\nw==1 ; sys_platform == 'win32'\n-r x\n"
_POETRY = "[[package]]\nname = 'a'\nversion = '1'\nmarkers = \"python_version < '3'\"\n[package.dependencies]\nb = {version = '1', markers = \"os_name == 'nt'\"}\n[[package]]\nname = 'b'\nversion = '1'\n"
_PYPROJECT = (
    "[project]\ndependencies = ['a; sys_platform == \"linux\"']\n[tool.poetry.group.dev.dependencies]\nb = '*'\n"
)
_GEMS = "GEM\n  remote: x\n  specs:\n    rack (2.2.2)\n    nokogiri (1.16.2-x86_64-linux)\n      racc (~> 1.4)\n\nPATH\n  specs:\n    own (0.1)\n"
_COMPOSER = [{"name": "Monolog/Monolog", "version": "v2.1.0"}, {"name": "x"}, 7]
_CARGO = '[[package]]\nname = "serde"\nversion = "1.0.2"\nsource = "registry+https://x"\n\n[[package]]\nname = "own"\nversion = "0.1.0"\n'
_CRATES = {"packages": [{"name": "serde", "version": "1.0.1", "source": "crates.io"}, {"name": "cc", "version": "1", "source": "registry", "kind": "build"}]}  # fmt: skip
_ESBUILD = "// node_modules/.pnpm/a@1.2.3/node_modules/a/index.js\nvar a;\n// node_modules/jquery/j.js\n/*! jQuery v3.4.1 */\n// src/own.js\n"
_WEBPACK = '/***/ "./node_modules/lodash/lodash.js":\n/*!***!*\\\n  !*** ./node_modules/uuid/dist/i.js ***!\n'
_INLINE = "x\n//# sourceMappingURL=data:application/json;base64,"
_GO = "path\tx.org/own\nmod\tx.org/own\t(devel)\t\ndep\tx.org/net\tv0.10.0\th1:x\ndep\ty.org/b\tv1.0.0\n=>\ty.org/d\tv2.0.0\th1:y\n"
_DEPS = {"libraries": {"App/1": {"type": "project"}, "N.J/12.0.3": {"type": "package"}, "runtimepack.R/8": {"type": "runtimepack"}}}  # fmt: skip
_NUGET = {"dependencies": {"net8.0": {"N.J": {"type": "Direct", "resolved": "13.0.1"}, "own": {"type": "Project"}}}}
_CONFIG = (
    "<packages>\n<package id=\"N.J\" version='12.0.1' />\n<package id='s' version='5' developmentDependency='true'/>"
)


def _manifest(name: str) -> str:
    return json.dumps({"name": name, "version": "1.0.0"})


def program_of_rust() -> bytes:
    """Return an ELF file with cargo-auditable's section."""
    return program(b".dep-v0", zlib.compress(json.dumps(_CRATES).encode()))


def _packed(method: int, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a/b.txt", b"one" * 30)
        archive.writestr("c\u00e9.txt", b"two" * 30)
        archive.comment = comment
    return buffer.getvalue()


def _of_64() -> bytes:
    """Return an archive with the records of ZIP64, which its numbers would not need."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as file:
        file.write(b"x" * 100)
    content = buffer.getvalue()
    end = content.index(b"PK\x05\x06")
    count, length, start = struct.unpack_from("<H2L", content, end + 10)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:end] + wide + locator + last


def archives() -> list[bytes]:
    """Return archives as they are, and inputs that stand for some."""
    nested: Files = {
        "a.jar!/b.zip!/c.txt": "deep",
        "a.jar!/d": "",
        "e\\f.txt": "x",
        "./g": "y",
        "a.jar!/b.zip!/h.war!/i": "",
    }
    deflated = _packed(zipfile.ZIP_DEFLATED)
    return [
        deflated, _packed(zipfile.ZIP_STORED), _packed(zipfile.ZIP_STORED, b"PK\x05\x06 note"), _of_64(),
        b"#!/usr/bin/env x\n" + deflated, deflated[:-30], written(nested), written({"a.zip": deflated, "b.whl": _of_64()}),
    ]  # fmt: skip


def _secrets() -> list[Files]:
    lines = "\n".join(f"X = '{value}'" for value in SAMPLES.values())
    return [
        {"app.py": lines, "node_modules/a/i.js": lines, ".env": lines, "a-1.dist-info/METADATA": ""},
        {"settings.json": "AccountName=a;AccountKey=" + "x" * 64, "b.yml": "code=eyJ sig= AccountEndpoint= SG. npm_"},
    ]


def _compiled() -> dict[str, list[Files]]:
    jar = "lib/lib-1.0.jar!/META-INF"
    return {
        "java_jar": [
            {f"{jar}/maven/g.a/lib/pom.properties": _POM, f"{jar}/MANIFEST.MF": _MANIFEST, "x-1-sources.jar!/a": ""},
            {"y-2.jar!/META-INF/MANIFEST.MF": _MANIFEST, "lib/asm-9.4.jar!/X.class": "", f"{jar}/maven/o/i/pom.properties": _POM},
            {f"{jar}/maven/g.a/lib/pom.xml": _PROJECT, "WEB-INF/classes/META-INF/maven/o/p/pom.xml": _PARENT, "z-1.0-api-2.jar!/MANIFEST.MF": ""},
        ],
        "dotnet_deps": [{"App.deps.json": json.dumps(_DEPS), "packages.lock.json": json.dumps(_NUGET), "packages.config": _CONFIG}],
        "dotnet_program": [
            {"bootstrap": single_file({"a.dll": (1, b"x"), "a.deps.json": (3, json.dumps(_DEPS).encode())}), "b/Shop.dll": assembly("1.0")},
            {"b.exe": single_file({"a.deps.json": (3, json.dumps(_DEPS).encode())}, packs=True), "bin/Newtonsoft.Json.dll": assembly("13.0.1+a", "13.0.1.2")},
        ],
    }  # fmt: skip


def _promised_of_python() -> dict[str, list[Files]]:
    return {
        "python_locked": [
            {"uv.lock": _UV, "x/poetry.lock": _UV, "pylock.toml": _UV.replace("package", "packages"), "pdm.lock": _UV},
            {"poetry.lock": _POETRY, "pyproject.toml": _PYPROJECT, "Pipfile.lock": '{"default": {"a": {"version": "==1.0"}}}'},
        ],
        "python_pinned": [
            {"requirements.txt": _PINS, "a-1.dist-info/METADATA": "", "x": "c==1\n-r y\n", "y": "d==1\n"},
            {"requirements.txt": b"\xff\xfe" + "a==1\n-c c\nb\n".encode("utf-16-le"), "c": "b==2 ; (os_name != 'nt' or 'x' in y)\n"},
        ],
        "python_inferred": [
            {"requests/__init__.py": "__version__: str = 'v2.0'\n", "numpy/version.py": 'version = "1.2"\n', "numpy/__init__.py": ""},
            {"x/requests/__init__.py": "VERSION = version = '1'", "x/a-1.dist-info/RECORD": "", "six.py": '__version__ = "1.16.0"'},
        ],
    }  # fmt: skip


def _files() -> dict[str, list[Files]]:
    spec = "vendor/bundle/ruby/3.3.0/specifications"
    listed = json.dumps({"packages": {"node_modules/a": {"version": "1.0.0"}, "node_modules/g": {"link": True}}})
    return {
        "python_installed": [
            {"a_B-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: a.B\nVersion: 1.0\n\nName: no\n"},
            {"x/c-2.0-py3.egg-info/PKG-INFO": "", "d-3.egg-info": "Name:d", "EGG-INFO/PKG-INFO": "Name: e\nVersion: 1\n"},
        ],
        "python_sbom": [
            {"a-1.dist-info/sboms/b.cdx.json": json.dumps({"components": [{"purl": each, "components": [{"purl": each, "scope": "excluded"}]} for each in _PURLS]})},
            {"sbom.spdx.json": json.dumps({**OF_2, **OF_3}), "a.spdx": OF_TAGS, "bom.xml": "<bom/>"},
        ],
        **_promised_of_python(),
        "node_installed": [
            {"node_modules/a/package.json": _manifest("a"), "node_modules/.package-lock.json": listed},
            {"node_modules/@s/c/package.json": _manifest("c"), "node_modules/a/test/x/node_modules/f/package.json": "{}"},
        ],
        "node_locked": [
            {"package-lock.json": NPM_3, "yarn.lock": YARN_4, "pnpm-lock.yaml": PNPM_9},
            {"npm-shrinkwrap.json": NPM_1, "yarn.lock": YARN_1, "pnpm-lock.yaml": PNPM_6},
            {"bun.lock": BUN, "x/yarn.lock": BERRY, "x/package.json": MANIFEST, "pnpm-lock.yaml": LATEST},
        ],
        "node_pinned": [
            {"package.json": '{"dependencies": {"a": "1.0.0", "b": "npm:@s/c@=2.0.0", "d": "https://h/d-3.0.0.tgz", "e": "x/e#v4.0.0"}}'},
            {"api/test/package.json": '{"optionalDependencies": {"a": "v1.0.0-rc.1"}}', "examples/host.json": ""},
        ],
        "node_bundle": [
            {"a.js.map": json.dumps(MAP), "b.js.map": json.dumps({"sections": [{"map": MAP}]})},
            {"c.js": _INLINE + base64.b64encode(json.dumps(MAP).encode()).decode(), "d.js": _ESBUILD, "e.mjs": _WEBPACK},
            {"meta.json": '{"inputs": {"node_modules/a/i.js": {}}, "outputs": {}}', "m.js.LICENSE.txt": "/*! moment v2.29.1 */"},
            {"licenses.txt": "a\nMIT\nText\n\nPackage: @b/c\nVersion: 1.0.0\nLicense: ISC\n", "i.js": "__webpack_require__(1)"},
        ],
        **_compiled(),
        "go_program": [
            {"bootstrap": go_program("go1.22.1", _GO)[:1000], "b": go_program("devel +1", _GO, magic_before=True)[:1000]},
            {"old": b"\x7fELF" + bytes(60) + b"\xff Go buildinf:" + bytes((8, 0)), "c.exe": b"MZ" + again(b"\xff Go buildinf:", 3)},
            {"bare": program(b".gopclntab", b"\xf1\xff\xff\xff" + bytes(60))},
        ],
        "go_go_mod": [{"go.mod": "module own\n\nrequire (\n\tx.org/a v1.0.0 // indirect\n\ty.org/b v2.0.0\n)\nreplace y.org/b v2.0.0 => ./b\nreplace x.org/a => z.org/c v3.0.0\nrequire w.org/d v1.0.0\n"}],
        "rust": [{"bootstrap": program_of_rust(), "b.exe": b"MZ .dep-v0"}, {"Cargo.lock": _CARGO, "x/Cargo.lock": _CARGO}],
        "ruby_gem": [{f"{spec}/n-1.16.2-x86_64-linux.gemspec": "x", f"{spec}/default/r-2.gemspec": "", "Gemfile.lock": _GEMS, "Gemfile": "group :test do\n  gem 'rack', platforms: %i[mingw]\nend\n"}],
        "php": [
            {"vendor/composer/installed.json": json.dumps({"packages": _COMPOSER}), "composer.lock": json.dumps({"packages": _COMPOSER})},
            {"vendor/composer/installed.json": json.dumps(_COMPOSER)},
        ],
        "unread": [{"gradle.lockfile": "a:b:1.0=runtimeClasspath", "x/mix.lock": "%{}"}],
        "secrets": _secrets(),
    }  # fmt: skip


def seeds() -> dict[str, list[bytes]]:
    """Return the inputs from which the fuzzing of each target starts."""
    of_files = {name: [written(files) for files in each] for name, each in _files().items()}
    ways = (0x00, 0x10, 0x30, 0x20, 0x08, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x0C, 0x3D, 0x3E, 0x3F, 0x0F)
    given = archives()
    by_ways = [bytes((way,)) + given[n % len(given)] for n, way in enumerate(ways)]
    return {"archive": given, "http": by_ways, **of_files}
