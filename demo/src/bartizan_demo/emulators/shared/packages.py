"""Real zip packages, made when the estates start: the files that package managers leave beside an app's code."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_DATE = (2026, 1, 15, 8, 0, 0)
"""Every file's date, so that a package has the same hash on every start."""


@dataclass(frozen=True)
class CodeContents:
    """What a function's zip holds besides its code: the dependencies installed with it, and further files."""

    dependencies: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def zipped(package: CodeContents, runtime: str, name: str) -> bytes:
    """Return the package for a runtime (``python3.13``) as a zip file; ``name`` makes each function's code its own."""
    language = runtime.rstrip("0123456789.x")
    files = {**_LANGUAGES[language](package.dependencies, name), **package.files}
    return _zip({path: content if isinstance(content, bytes) else content.encode() for path, content in files.items()})


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, _DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_Files = dict[str, str | bytes]


def _python(dependencies: Mapping[str, str], name: str) -> _Files:
    files: _Files = {"app.py": f'"""{name}"""\n\n\ndef handler(event, context):\n    return {{"statusCode": 200}}\n'}
    for project, version in dependencies.items():
        module = project.lower().replace("-", "_")
        metadata = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n"
        info = f"{project.replace('-', '_')}-{version}.dist-info"
        files |= {
            f"{module}/__init__.py": f'__version__ = "{version}"\n',
            f"{info}/METADATA": metadata,
            f"{info}/RECORD": f"{module}/__init__.py,,\n{info}/METADATA,,\n{info}/RECORD,,\n",
            f"{info}/INSTALLER": "pip\n",
        }
    return files


def _node(dependencies: Mapping[str, str], name: str) -> _Files:
    manifest = {"name": name, "version": "1.0.0", "private": True, "dependencies": dict(dependencies)}
    packages: dict[str, object] = {"": manifest}
    files: _Files = {"index.js": f"// {name}\nexports.handler = async () => ({{ statusCode: 200 }});\n"}
    for project, version in dependencies.items():
        files[f"node_modules/{project}/package.json"] = json.dumps({"name": project, "version": version})
        files[f"node_modules/{project}/index.js"] = "module.exports = {};\n"
        packages[f"node_modules/{project}"] = {"version": version}
    lock = {"name": name, "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    return files | {"package.json": json.dumps(manifest), "package-lock.json": json.dumps(lock)}


def _java(dependencies: Mapping[str, str], name: str) -> _Files:
    """Return class files with the libraries as jars below lib/; a dependency is ``group:artifact``."""
    files: _Files = {"company/Handler.class": b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + name.encode()}
    for coordinates, version in dependencies.items():
        group, artifact = coordinates.split(":")
        properties = f"artifactId={artifact}\ngroupId={group}\nversion={version}\n"
        manifest = f"Manifest-Version: 1.0\nImplementation-Title: {artifact}\nImplementation-Version: {version}\n"
        where = f"META-INF/maven/{group}/{artifact}"
        jar = {"META-INF/MANIFEST.MF": manifest.encode(), f"{where}/pom.properties": properties.encode()}
        files[f"lib/{artifact}-{version}.jar"] = _zip(jar)
    return files


def _dotnet(dependencies: Mapping[str, str], name: str) -> _Files:
    target = ".NETCoreApp,Version=v8.0"
    own = {f"{name}/1.0.0": {"dependencies": dict(dependencies), "runtime": {f"{name}.dll": {}}}}
    libraries: dict[str, object] = {f"{name}/1.0.0": {"type": "project", "serviceable": False, "sha512": ""}}
    files: _Files = {f"{name}.dll": b"MZ" + name.encode()}
    for project, version in dependencies.items():
        own[f"{project}/{version}"] = {"runtime": {f"lib/net6.0/{project}.dll": {}}}
        libraries[f"{project}/{version}"] = {"type": "package", "serviceable": True, "sha512": ""}
        files[f"{project}.dll"] = b"MZ" + project.encode()
    deps = {"runtimeTarget": {"name": target}, "targets": {target: own}, "libraries": libraries}
    return files | {f"{name}.deps.json": json.dumps(deps)}


def _ruby(dependencies: Mapping[str, str], name: str) -> _Files:
    listed = "".join(f"    {gem} ({version})\n" for gem, version in dependencies.items())
    asked = "".join(f"  {gem}\n" for gem in dependencies)
    lock = f"GEM\n  remote: https://gems.example/\n  specs:\n{listed}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n{asked}"
    files: _Files = {"app.rb": f"# {escape(name)}\ndef handler(event:, context:)\n  {{ statusCode: 200 }}\nend\n"}
    files["Gemfile.lock"] = lock
    for gem, version in dependencies.items():
        specification = f'Gem::Specification.new do |s|\n  s.name = "{gem}"\n  s.version = "{version}"\nend\n'
        files[f"vendor/bundle/ruby/3.3.0/specifications/{gem}-{version}.gemspec"] = specification
    return files


_LANGUAGES: dict[str, Callable[[Mapping[str, str], str], _Files]] = {
    "python": _python,
    "nodejs": _node,
    "java": _java,
    "dotnet": _dotnet,
    "ruby": _ruby,
}
