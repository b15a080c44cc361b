"""Java: Debian's builds of Maven libraries, in the archives that people ship; its repository says what each is."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from corpus.sample import Key, Sample, keys, made, zipped

REPOSITORY = Path("/usr/share/maven-repo")
_PLACEHOLDER = re.compile(r"^debian$|\.x$|SNAPSHOT")
_GROUPS = {
    "lambda": ["com/fasterxml/jackson", "org/apache/logging/log4j", "org/apache/httpcomponents", "commons-io"],
    "springboot": ["org/springframework", "org/yaml", "ch/qos/logback", "org/slf4j", "org/hibernate"],
    "war": [
        "org/apache/velocity",
        "commons-lang",
        "commons-collections",
        "commons-fileupload",
        "org/dom4j",
        "commons-beanutils",
    ],
    "shaded": ["com/google/code/gson", "org/apache/commons", "commons-codec", "com/google/guava"],
    "stored": ["io/netty", "org/bouncycastle", "org/ow2", "com/thoughtworks"],
}
_APP = "org.example.own:app"


def java_samples() -> Iterator[Sample]:
    """Yield a Lambda's folder of jars, a Spring Boot archive, a WAR, a shaded jar and jars that are not compressed."""
    for name, groups in _GROUPS.items():
        jars = dict(_jars(groups))
        truth = keys("Maven", ((f"{group}:{artifact}", version) for group, artifact, version in jars))
        if truth:
            yield _sample(name, jars, truth)


def _jars(groups: list[str]) -> Iterator[tuple[Key, Path]]:
    """Yield libraries, one name for each file: some poms are other names for the same jar."""
    seen: set[Path] = set()
    for group in groups:
        for jar in sorted((REPOSITORY / group).rglob("*.jar")):
            version, artifact = jar.parent.name, jar.parent.parent.name
            real = jar.resolve()
            pom = jar.with_suffix(".pom")
            if _PLACEHOLDER.search(version) or real in seen or not real.is_file() or not pom.is_file():
                continue
            if jar.name == f"{artifact}-{version}.jar":
                seen.add(real)
                yield (".".join(jar.parents[2].relative_to(REPOSITORY).parts), artifact, version), real


def _sample(name: str, jars: dict[Key, Path], truth: frozenset[Key]) -> Sample:
    places = {"lambda": "lib", "springboot": "BOOT-INF/lib", "war": "WEB-INF/lib", "stored": "lib"}

    def build(to: Path) -> None:
        if name == "shaded":
            return _shade(jars, to)
        own = to / "META-INF" / "maven" / "org.example.own" / "app"
        own.mkdir(parents=True)
        (own / "pom.properties").write_text("groupId=org.example.own\nartifactId=app\nversion=1.0.0\n")
        (to / places[name]).mkdir(parents=True)
        for (_, artifact, version), jar in jars.items():
            shutil.copy(jar, to / places[name] / f"{artifact}-{version}.jar")
        return None

    folder = made(f"java-{name}", build)
    stored = (".jar",) if name in {"springboot", "stored"} else ()
    return Sample("java", name, zipped(folder, f"java-{name}", stored), truth, frozenset({_APP}))


def _shade(jars: dict[Key, Path], to: Path) -> None:
    """Unpack jars over one another, as shading does; what Debian built without Maven's file gets Maven's."""
    for (group, artifact, version), jar in jars.items():
        with zipfile.ZipFile(jar) as archive:
            archive.extractall(to)
        told = to / "META-INF" / "maven" / group / artifact / "pom.properties"
        told.parent.mkdir(parents=True, exist_ok=True)
        told.write_text(f"version={version}\ngroupId={group}\nartifactId={artifact}\n")
    shutil.rmtree(to / "META-INF" / "versions", ignore_errors=True)
