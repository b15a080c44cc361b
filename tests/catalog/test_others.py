"""Java, .NET, Go, Rust, Ruby and PHP."""
# ruff: noqa: E501 - inputs are kept as the one-line texts that they are

import json
import struct
import zlib

import pytest

from bartizan.catalog.package import Reason
from tests.catalog.programs import go_program, program
from tests.catalog.reading import found, reading
from tests.catalog.test_archive import zipped


def jar(*libraries: tuple[str, str, str], manifest: str = "") -> bytes:
    files = {
        f"META-INF/maven/{g}/{a}/pom.properties": f"#x\ngroupId={g}\nartifactId={a}\nversion={v}\n".encode()
        for g, a, v in libraries
    }
    return zipped({**files, "META-INF/MANIFEST.MF": manifest.encode(), "X.class": b"\xca\xfe"})


def test_jars_wherever_they_lie() -> None:
    own = jar(("g.a", "lib", "1.0"))
    for path in ("lib/lib-1.0.jar", "BOOT-INF/lib/lib-1.0.jar", "WEB-INF/lib/lib-1.0.jar"):
        assert found({path: own}) == {("g.a:lib", "1.0", "installed")}
    assert found({"app.war": zipped({"WEB-INF/lib/lib-1.0.jar": own})}) == {("g.a:lib", "1.0", "installed")}


def test_shaded_jars_and_versions_that_were_not_filled_in() -> None:
    shaded = jar(("g.a", "app", "${project.version}"), ("org.x", "inner", "2.0"))
    assert found({"lib/app-1.5.jar": shaded}) == {("g.a:app", "1.5", "installed"), ("org.x:inner", "2.0", "embedded")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("spring-core-5.3.17.jar", "org.springframework:spring-core"),
        ("commons-collections-3.2.1.jar", "commons-collections:commons-collections"),
        ("log4j-1.2.17.jar", "log4j:log4j"),
        ("log4j-core-2.14.1.jar", "org.apache.logging.log4j:log4j-core"),
        ("groovy-3.0.9.jar", "org.codehaus.groovy:groovy"),
        ("groovy-4.0.1.jar", "org.apache.groovy:groovy"),
        ("spring-boot-loader-3.1.0.jar", "org.springframework.boot:spring-boot-loader"),
        ("spring-boot-admin-server-3.1.0.jar", "de.codecentric:spring-boot-admin-server"),
        ("akka-actor_2.13-2.6.20.jar", "com.typesafe.akka:akka-actor_2.13"),
        ("cats-core_3-2.9.0.jar", "org.typelevel:cats-core_3"),
    ],
)
def test_well_known_libraries_without_mavens_file(name: str, expected: str) -> None:
    ((package, version, _),) = found({f"lib/{name}": jar()})
    assert package == expected
    assert name.endswith(f"-{version}.jar")


def test_a_library_into_which_others_were_packed_is_there_by_its_name() -> None:
    packed = jar(("io.x", "inner", "4.16"))
    listed = {("org.scala-lang:scala-compiler", "2.13.1", "installed"), ("io.x:inner", "4.16", "installed")}
    assert found({"lib/scala-compiler-2.13.1.jar": packed}) == listed
    assert found({"lib/log4j-1.2-api-2.25.4.jar": jar(("org.l", "log4j-1.2-api", "2.25.4"))}) == {
        ("org.l:log4j-1.2-api", "2.25.4", "installed")
    }


def test_a_library_of_unknown_group_is_not_clean_and_sources_are_none() -> None:
    done = reading({"lib/thing-1.0.jar": jar(manifest="Implementation-Title: thing\n"), "lib/x-1.0-sources.jar": jar()})
    assert done.packages == []
    assert [each.path for each in done.unreadable] == ["lib/thing-1.0.jar"]
    vendor = jar(manifest="Implementation-Vendor-Id: org.thing\nImplementation-Title: thing\n")
    assert found({"lib/thing-1.0.jar": vendor}) == {("org.thing:thing", "1.0", "installed")}


def test_the_packages_of_the_dotnet_framework() -> None:
    config = """<?xml version="1.0"?>
<packages>
  <package id="Newtonsoft.Json" version="12.0.1" targetFramework="net472" />
  <package version='1.0.0' id='jQuery'/>
  <package id="StyleCop" version="5.0" developmentDependency="true" />
  <package id="without-version" allowedVersions="[1,2)" />
</packages>"""
    assert found({"packages.config": config}) == {
        ("Newtonsoft.Json", "12.0.1", "pinned"),
        ("jQuery", "1.0.0", "pinned"),
    }


def test_a_vendor_that_is_only_the_beginning_of_the_group_does_not_count() -> None:
    vendor = jar(manifest="Implementation-Vendor-Id: org.apache\nImplementation-Title: Commons Lang\n")
    assert found({"lib/commons-lang-2.6.jar": vendor}) == {("commons-lang:commons-lang", "2.6", "installed")}


def test_libraries_that_gradle_builds_have_no_maven_file() -> None:
    assert found({"lib/asm-tree-9.4.jar": jar()}) == {("org.ow2.asm:asm-tree", "9.4", "installed")}


def test_the_record_of_the_dotnet_host() -> None:
    libraries = {
        "App/1.0.0": {"type": "project"},
        "Newtonsoft.Json/12.0.3": {"type": "package"},
        "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {"type": "runtimepack"},
        "Odd/1": {"type": ["package"]},
    }
    assert {(n, v) for n, v, _ in found({"App.deps.json": json.dumps({"libraries": libraries})})} == {
        ("Newtonsoft.Json", "12.0.3"),
        ("Microsoft.NETCore.App.Runtime.linux-x64", "8.0.1"),
    }


def test_go_programs() -> None:
    text = "path\texample.org/own\nmod\texample.org/own\t(devel)\t\ndep\tgolang.org/x/net\tv0.10.0\th1:x\ndep\tgithub.com/a/b\tv1.0.0\n=>\tgithub.com/c/d\tv2.0.0+incompatible\th1:y\ndep\tlocal.x/z\tv0.0.0-00010101000000-000000000000\n=>\t./z\t(devel)\t\n"
    expected = {("stdlib", "1.22.1"), ("golang.org/x/net", "0.10.0"), ("github.com/c/d", "2.0.0+incompatible")}
    for magic_before in (False, True):
        assert {(n, v) for n, v, _ in found({"bootstrap": go_program("go1.22.1", text, magic_before)})} == expected


def test_a_module_that_was_replaced_by_a_folder_has_a_version_that_nothing_tells() -> None:
    text = "path\texample.org/own\ndep\tgolang.org/x/net\tv0.10.0\th1:x\ndep\tgithub.com/a/b\tv1.0.0\n=>\t./third_party/b\t(devel)\t\n"
    done = reading({"bootstrap": go_program("go1.22.1", text)})
    assert {each.name for each in done.packages} == {"stdlib", "golang.org/x/net"}
    assert [each.detail for each in done.unreadable] == [
        "github.com/a/b v1.0.0 was replaced by a folder, whose version is unknown"
    ]


def test_go_programs_that_cannot_be_read() -> None:
    cut = go_program("go1.22.1", "x")[:96] + b"\xff\xff\xff\xff\x7f" + bytes(20_000)
    old = b"\x7fELF" + bytes(60) + b"\xff Go buildinf:" + bytes((8, 0)) + bytes(20_000)
    assert [len(reading({"bootstrap": each}).unreadable) for each in (cut, old)] == [1, 1]
    assert reading({"bootstrap": b"\x7fELF" + b"\xff Go buildinf:x" * 200_000}).packages == []


def test_rust_programs_of_cargo_auditable() -> None:
    told = {"packages": [{"name": "serde", "version": "1.0.1", "source": "crates.io"}, {"name": "own", "version": "0.1.0", "source": "local"},
                         {"name": "cc", "version": "1.0.0", "source": "crates.io", "kind": "build"}]}  # fmt: skip
    rust = program(b".dep-v0", zlib.compress(json.dumps(told).encode())) + bytes(20_000)
    assert found({"bootstrap": rust}) == {("serde", "1.0.1", "embedded")}


def test_a_lying_section_is_no_crash() -> None:
    header = bytearray(b"\x7fELF\x02\x01" + bytes(20_000))
    struct.pack_into("<Q", header, 0x28, 2**63)
    struct.pack_into("<3H", header, 0x3A, 64, 65535, 1)
    assert reading({"bootstrap": bytes(header)}).packages == []


def test_gems_installed_and_locked() -> None:
    where = "vendor/bundle/ruby/3.3.0/specifications"
    assert found(
        {f"{where}/rack-2.2.2.gemspec": "", f"{where}/nokogiri-1.16.2-x86_64-linux.gemspec": "x", "rack.gemspec": ""}
    ) == {
        ("rack", "2.2.2", "installed"),
        ("nokogiri", "1.16.2", "installed"),
    }
    lock = "PATH\n  remote: .\n  specs:\n    own (0.1.0)\n\nGEM\n  remote: x\n  specs:\n    rack (2.2.2)\n    nokogiri (1.16.2-x86_64-linux)\n      racc (~> 1.4)\n\nDEPENDENCIES\n  rack\n"
    assert found({"Gemfile.lock": lock}) == {("rack", "2.2.2", "locked"), ("nokogiri", "1.16.2", "locked")}


def test_packages_of_composer() -> None:
    one = [{"name": "Monolog/Monolog", "version": "v2.1.0"}, {"name": "x"}, 7]
    for content in (one, {"packages": one, "dev-package-names": []}):
        assert found({"vendor/composer/installed.json": json.dumps(content)}) == {
            ("monolog/monolog", "2.1.0", "installed")
        }
    lock = {"packages": one, "packages-dev": [{"name": "a/dev", "version": "1.0"}]}
    assert found({"composer.lock": json.dumps(lock)}) == {("monolog/monolog", "2.1.0", "locked")}


def test_crates_locked() -> None:
    text = '[[package]]\nname = "serde"\nversion = "1.0.1"\nsource = "registry+https://x"\n\n[[package]]\nname = "own"\nversion = "0.1.0"\n'
    assert found({"Cargo.lock": text}) == {("serde", "1.0.1", "locked")}


@pytest.mark.parametrize(
    ("lock", "installed"),
    [("gradle.lockfile", "lib/a.jar"), ("paket.lock", "app.deps.json"), ("pixi.lock", "a-1.0.dist-info/METADATA")],
)
def test_locks_that_are_not_read_are_told_where_nothing_is_installed(lock: str, installed: str) -> None:
    (told,) = reading({lock: "a:b:1.0=runtimeClasspath", "src/Main.kt": ""}).unreadable
    assert (told.path, told.reason) == (lock, Reason.UNSUPPORTED)
    content = (
        jar(("g.a", "a", "1.0")) if installed.endswith(".jar") else "{}" if installed.endswith("json") else "Name: a"
    )
    assert lock not in {each.path for each in reading({lock: "", installed: content}).unreadable}
