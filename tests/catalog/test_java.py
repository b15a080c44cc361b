"""Java libraries: what Maven's files, manifests and names tell, and jars that tell nothing."""

import asyncio
import time

import pytest

from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.ecosystems.java.file import JarName, named, stem_of
from bartizan.catalog.ecosystems.java.properties import properties_of
from bartizan.catalog.run import read_package
from tests.catalog.programs import program
from tests.catalog.reading import found, reading
from tests.catalog.test_archive import zipped
from tests.catalog.test_others import jar

CLASS = b"\xca\xfe\xba\xbe"


def of_maven(group: str, artifact: str, version: str, **more: bytes) -> dict[str, bytes]:
    told = f"version={version}\ngroupId={group}\nartifactId={artifact}\n".encode()
    return {f"META-INF/maven/{group}/{artifact}/pom.properties": told, "X.class": CLASS, **more}


def with_pom(text: str, path: str = "META-INF/maven/org.some/lib/pom.xml") -> bytes:
    return zipped({path: text.encode(), "X.class": CLASS})


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("log4j-1.2-api-2.19.0", ("log4j-1.2-api", "2.19.0", "")),
        ("log4j-1.2-api", ("log4j-1.2-api", "", "")),
        ("log4j-1.2.17", ("log4j", "1.2.17", "")),
        ("some-1.0-api", ("some-1.0-api", "", "")),
        ("some-1.0-bridge-2.3.4", ("some-1.0-bridge", "2.3.4", "")),
        ("hibernate-jpa-2.1-api-1.0.0.Final", ("hibernate-jpa-2.1-api", "1.0.0.Final", "")),
        ("servlet-api-2.5-6.1.14", ("servlet-api-2.5", "6.1.14", "")),
        ("kotlin-stdlib-jdk8-1.6.0", ("kotlin-stdlib-jdk8", "1.6.0", "")),
        ("kotlin-stdlib-jdk8", ("kotlin-stdlib-jdk8", "", "")),
        ("commons-lang3-3.12.0", ("commons-lang3", "3.12.0", "")),
        ("jakarta.activation-api-2.0.1", ("jakarta.activation-api", "2.0.1", "")),
        ("guava-31.1-jre", ("guava", "31.1-jre", "")),
        ("bcprov-jdk15on-1.70", ("bcprov-jdk15on", "1.70", "")),
        ("spring-core-5.2.0.RELEASE", ("spring-core", "5.2.0.RELEASE", "")),
        ("spring-core-5.2.0.RELEASE-all", ("spring-core", "5.2.0.RELEASE", "all")),
        ("spring-core-6.0.0-M1", ("spring-core", "6.0.0-M1", "")),
        ("netty-epoll-4.1.100.Final-linux-x86_64", ("netty-epoll", "4.1.100.Final", "linux-x86_64")),
        ("json-lib-2.4-jdk15", ("json-lib", "2.4", "jdk15")),
        ("poi-5.2.3-shaded", ("poi", "5.2.3", "shaded")),
        ("javax-3.0-jakarta", ("javax", "3.0", "jakarta")),
        ("postgresql-9.4-1201-jdbc41", ("postgresql", "9.4-1201-jdbc41", "")),
        ("mssql-jdbc-9.4.0.jre8", ("mssql-jdbc", "9.4.0.jre8", "")),
        ("kafka_2.13-3.4.0", ("kafka_2.13", "3.4.0", "")),
        ("foo-1.0-beta-2", ("foo", "1.0-beta-2", "")),
        ("foo-1.0-20230101.123456-1", ("foo", "1.0-20230101.123456-1", "")),
        ("foo-2.0.0.redhat-00001", ("foo", "2.0.0.redhat-00001", "")),
        ("org.scala-lang.scala-library-2.13.1", ("scala-library", "2.13.1", "")),
        ("com.fasterxml.jackson.core.jackson-databind-2.15.2", ("jackson-databind", "2.15.2", "")),
    ],
)  # fmt: skip
def test_names_of_files(stem: str, expected: tuple[str, str, str]) -> None:
    assert named(stem_of(f"{stem}.jar")) == JarName(*expected)


def test_the_manifest_says_where_the_version_is_in_a_name() -> None:
    assert named("acme-4-core-9-x", "9") == JarName("acme-4-core", "9", "x")
    assert named("log4j-1.2-api-2.1", "2.1") == JarName("log4j-1.2-api", "2.1")
    assert named("foo-1.0-beta-2", "1.0") == JarName("foo", "1.0-beta-2")
    assert named("org.thing.lib-1.0", "", "org.thing") == JarName("lib", "1.0")


def test_a_bridge_is_not_the_library_that_it_is_named_for() -> None:
    bridge = zipped(of_maven("org.apache.logging.log4j", "log4j-1.2-api", "2.19.0"))
    for name in ("log4j-1.2-api.jar", "log4j-1.2-api-2.19.0.jar"):
        assert found({f"lib/{name}": bridge}) == {("org.apache.logging.log4j:log4j-1.2-api", "2.19.0", "installed")}
    assert found({"lib/log4j-1.2-api-2.19.0.jar": jar()}) == {
        ("org.apache.logging.log4j:log4j-1.2-api", "2.19.0", "installed")
    }


def test_classifiers_are_no_part_of_versions() -> None:
    kotlin = jar(manifest="Implementation-Title: kotlin-stdlib\nImplementation-Version: 1.6.0-release-798(1.6.0)\n")
    assert found({"lib/kotlin-stdlib-1.6.0-modular.jar": kotlin}) == {
        ("org.jetbrains.kotlin:kotlin-stdlib", "1.6.0", "installed")
    }
    assert found({"lib/kotlin-stdlib.jar": kotlin}) == {("org.jetbrains.kotlin:kotlin-stdlib", "1.6.0", "installed")}
    assert found({"lib/spring-core-5.2.0.RELEASE-all.jar": jar()}) == {
        ("org.springframework:spring-core", "5.2.0.RELEASE", "installed")
    }


def test_a_version_that_only_the_manifest_tells() -> None:
    told = "Implementation-Title: Commons IO\nImplementation-Version: 2.6\nBundle-Version: 2.6.0\n"
    sections = f"{told}\nName: org/x/\nImplementation-Version: 9.9\n"
    assert found({"lib/commons-io.jar": jar(manifest=sections)}) == {("commons-io:commons-io", "2.6", "installed")}
    bundle = "Bundle-SymbolicName: org.acme.tools.acme-json;singleton:=true\r\nBundle-Version: 1.4.0\r\n"
    assert found({"lib/acme-json.jar": jar(manifest=bundle)}) == {("org.acme.tools:acme-json", "1.4.0", "installed")}


def test_a_pom_without_properties() -> None:
    whole = "<project><groupId>io.mn</groupId><version>3.0</version><artifactId>lib</artifactId></project>"
    assert found({"lib/lib-3.0.jar": with_pom(whole)}) == {("io.mn:lib", "3.0", "installed")}
    child = """<?xml version="1.0"?><!DOCTYPE project [<!ENTITY a "b">]>
<m:project xmlns:m="x"><!-- <artifactId>no</artifactId> -->
  <m:parent><groupId>org.some</groupId><artifactId>p</artifactId><version>1.2</version></m:parent>
  <artifactId>lib</artifactId>
  <dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>9</version></dependency></dependencies>
</m:project>"""
    assert found({"lib/lib.jar": with_pom(child)}) == {("org.some:lib", "1.2", "installed")}


@pytest.mark.parametrize(
    "version", ["${revision}", "${project.parent.version}", "${r}.${minor}", "${parent.version}", "${lib.version}"]
)
def test_properties_in_a_pom(version: str) -> None:
    pom = f"""<project><parent><groupId>org.some</groupId><artifactId>p</artifactId><version>2.5</version></parent>
<artifactId>lib</artifactId><version>{version}</version><properties><revision>${{r}}.${{minor}}</revision>
<r>2</r><minor>5</minor><lib.version>2.5</lib.version></properties></project>"""
    assert found({"lib/other.jar": with_pom(pom)}) == {("org.some:lib", "2.5", "installed")}


def test_properties_that_a_pom_inherits_from_one_beside_it() -> None:
    parent = "<project><groupId>o.s</groupId><artifactId>p</artifactId><version>1</version><packaging>pom</packaging>"
    parent += "<properties><rev>7.1</rev></properties></project>"
    child = "<project><parent><groupId>o.s</groupId><artifactId>p</artifactId><version>1</version></parent>"
    child += "<artifactId>lib</artifactId><version>${rev}</version></project>"
    poms = {"META-INF/maven/o.s/p/pom.xml": parent.encode(), "META-INF/maven/o.s/lib/pom.xml": child.encode()}
    assert ("o.s:lib", "7.1", "installed") in found({"lib/lib.jar": zipped({**poms, "X.class": CLASS})})


def test_a_version_that_is_filled_in_nowhere_is_that_of_the_file_or_unknown() -> None:
    pom = "<project><groupId>g.a</groupId><artifactId>lib</artifactId><version>${x}${x}</version>"
    pom += "<properties><x>${x}${x}</x></properties></project>"
    assert found({"lib/lib-1.5.jar": with_pom(pom)}) == {("g.a:lib", "1.5", "installed")}
    assert found({"lib/lib.jar": with_pom(pom)}) == {("g.a:lib", "", "installed")}
    given = of_maven("g.a", "lib", "@project.version@")
    assert found({"lib/lib.jar": zipped(given)}) == {("g.a:lib", "", "installed")}
    beside = "<project><groupId>g.a</groupId><artifactId>lib</artifactId><version>3.1</version></project>"
    given["META-INF/maven/g.a/lib/pom.xml"] = beside.encode()
    assert found({"lib/lib.jar": zipped(given)}) == {("g.a:lib", "3.1", "installed")}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a=1\r\nb : 2\rc 3\n", {"a": "1", "b": "2", "c": "3"}),
        (b"#C:\\build\\\nversion=1\n!x=2\n", {"version": "1"}),
        (b"group\\:Id=a\\:b\\=c\n", {"group:Id": "a:b=c"}),
        (b"v\\u0065rsion=\\u0031.0\n", {"version": "1.0"}),
        (b"version=1.\\\n   0.\\\r\n\t2\n", {"version": "1.0.2"}),
        (b"path=C\\\\\nversion=1\n", {"path": "C\\", "version": "1"}),
        (b"\xef\xbb\xbfversion = 1.0 \n", {"version": "1.0"}),
    ],
)
def test_escapes_in_properties(content: bytes, expected: dict[str, str]) -> None:
    assert {key: value for key, value in properties_of(content).items() if key} == expected


@pytest.mark.parametrize("where", ["WEB-INF/classes/", "BOOT-INF/classes/", "", "app/unpacked/log4j-core-2.14.1.jar/"])
def test_libraries_that_were_unpacked(where: str) -> None:
    files = {where + path: content for path, content in of_maven("org.l", "log4j-core", "2.14.1").items()}
    expected = {("org.l:log4j-core", "2.14.1", "installed")}
    assert found({**files, f"{where}META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n"}) == expected
    assert found({"app.war": zipped(files)}) == expected


def test_a_jar_that_was_unpacked_and_has_only_a_name() -> None:
    assert found({"lib/guava-31.1-jre.jar/META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n"}) == {
        ("com.google.guava:guava", "31.1-jre", "installed")
    }


@pytest.mark.parametrize("outer", ["a.jar", "a.war", "a.ear", "a.aar", "a.jmod", "a.zip", "a.nar", "a.par", "a.kar"])
def test_archives_of_java(outer: str) -> None:
    inner = zipped(of_maven("g", "lib", "1.0"))
    head = b"JM\x01\x00" if outer.endswith(".jmod") else b""
    done = reading({f"x/{outer}": head + zipped({"classes.jar" if outer == "a.aar" else "lib/lib-1.0.jar": inner})})
    assert [(each.name, each.version) for each in done.packages] == [("g:lib", "1.0")]


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("mystery-core-4.9.0.jar", {"META-INF/MANIFEST.MF": b"Automatic-Module-Name: com.mystery.core\n"}),
        ("other-2.0.jar", {"com/other/A.class": CLASS}),
        ("noversion.jar", {"com/other/A.class": CLASS}),
        ("broken-1.0.jar", {"META-INF/maven/g/a/pom.properties": b"\x00\xff", "A.class": CLASS}),
        ("old-1.0.jar", {"META-INF/MANIFEST.MF": b"Implementation-Vendor-Id: org.apache\n"}),
    ],
)
def test_jars_that_nothing_tells_of(name: str, files: dict[str, bytes]) -> None:
    done = reading({f"lib/{name}": zipped(files)})
    told = {each.path for each in done.unreadable} | {each.path.partition("!")[0] for each in done.packages if not each.version}  # fmt: skip  # noqa: E501
    assert told == {f"lib/{name}"}


def test_programs_and_the_runtime_are_no_libraries() -> None:
    lib = zipped(of_maven("g", "lib", "1.0"))
    started = {"META-INF/MANIFEST.MF": b"Start-Class: a.B\n", "org/springframework/boot/loader/Launcher.class": CLASS}
    boot = zipped({"BOOT-INF/lib/lib-1.0.jar": lib, **started, "BOOT-INF/classes/a/B.class": CLASS})
    runtime = jar(manifest="Implementation-Title: Java Runtime Environment\nImplementation-Version: 17.0.9\n")
    assert found({"app-1.0.jar": boot, "jre/lib/jrt-fs.jar": runtime}) == {("g:lib", "1.0", "installed")}


def test_a_package_that_is_a_jar_is_known_by_its_name() -> None:
    content = jar(manifest="Manifest-Version: 1.0\n")

    def of(name: str) -> list[str]:
        done = asyncio.run(read_package(BytesSource(content), secrets=None, name=name))
        return [each.name for each in done.packages] + [each.path for each in done.unreadable]

    assert of("guava-31.1-jre.jar") == ["com.google.guava:guava"]
    assert of("mystery-1.0.jar") == ["mystery-1.0.jar"]
    assert of("function.zip") == of("") == []


def test_the_vendor_is_taken_for_the_group_only_where_it_can_be_one() -> None:
    sbt = jar(manifest="Implementation-Vendor-Id: org.thing\nImplementation-Title: thing\n")
    assert found({"lib/org.thing.thing-core_2.13-1.0.jar": sbt}) == {("org.thing:thing-core_2.13", "1.0", "installed")}
    sun = jar(manifest="Implementation-Vendor-Id: com.sun\nImplementation-Title: x\n")
    assert [each.path for each in reading({"lib/unheard-1.0.jar": sun}).unreadable] == ["lib/unheard-1.0.jar"]


def test_a_native_image_tells_no_libraries() -> None:
    assert [each.path for each in reading({"bootstrap": program(b".svm_heap", b"x" * 20_000)}).unreadable] == [
        "bootstrap"
    ]
    assert reading({"bootstrap": program(b".heap", b"x" * 20_000)}).unreadable == []


@pytest.mark.parametrize("where", ["", "BOOT-INF/classes/"])
def test_a_program_into_which_libraries_were_packed_without_their_records(where: str) -> None:
    files = {"com/acme/Handler.class": CLASS, f"{where}com/fasterxml/jackson/core/Base.class": CLASS}
    (told,) = reading(files).unreadable
    assert told.path == f"{where}com/fasterxml/jackson/core/Base.class"
    assert reading({**files, **of_maven("com.fasterxml.jackson.core", "jackson-core", "2.1")}).unreadable == []
    assert reading({"com/acme/A.class": CLASS, "org/apache/jsp/index_jsp.class": CLASS}).unreadable == []


def test_thousands_of_unpacked_jars_take_no_longer_than_they_are() -> None:
    manifests = {f"x/{n}-1.0.jar/META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n" for n in range(4000)}
    told = {f"META-INF/maven/g{n}/lib/pom.properties": b"version=1\n" for n in range(4000)}
    content = zipped({"lib/lib-1.jar": zipped({**manifests, **told}, method=0)})
    began = time.process_time()
    done = asyncio.run(read_package(BytesSource(content), secrets=None))
    assert time.process_time() - began < 5
    assert len(done.packages) == 4000
