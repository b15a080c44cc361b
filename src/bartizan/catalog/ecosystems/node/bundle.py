"""Node packages inside bundles: what esbuild, webpack and Rollup leave of where each part came from.

Source maps name every file (https://tc39.es/ecma426/); without one, comments and banners do. A version is reported only
where the bundle carries it: in a package's own manifest, in pnpm's paths, or in a licence banner.
"""

import base64
import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.node.licence_list import LISTS, listed
from bartizan.catalog.ecosystems.shared.text import dict_of, dicts_of, list_of, parsed, str_of, text_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_MODULE = r"node_modules/((?:@[a-z0-9~._-]+/)?[a-z0-9~_-][a-z0-9~._-]*)"
_IN_PATH = re.compile(rf"{_MODULE}(?=/|$)", re.IGNORECASE)
_PNPM = re.compile(r"node_modules/\.pnpm/((?:@[^/+@]+\+)?[^/@]+)@([0-9][^/_(]*)")
_PLACE = re.compile(
    r"^[ \t]*//[ \t](?P<esbuild>[^\s]{0,500}node_modules/[^\s]{1,500})$"
    r"|(?:/\*\*\*/ \"|!\*\*\* )(?P<webpack>\.{1,2}/[^\s\"]{0,500}node_modules/[^\s\"]{1,500})",
    re.MULTILINE,
)
"""Where a module begins, as esbuild and webpack write it before each."""
_BANNER = re.compile(
    r"/\*!?[\s*]{0,20}(?:@license |@preserve )?(?P<name>(?:@[a-z0-9._-]+/)?[a-z][a-z0-9._-]{1,60})"
    r"\s{0,3}[-@ ]?\s?v?(?P<version>\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,40})?)[\s|*(]",
    re.IGNORECASE,
)
_INLINE_MAP = re.compile(rb"//[#@] sourceMappingURL=data:application/json[^,]{0,60};base64,([A-Za-z0-9+/=]+)\s*$")
_TAIL = 64 * 1024 * 1024
_SCRIPTS = (".js", ".mjs", ".cjs")
_DEPTH = 3
_BUNDLE = 256 * 1024
_BUNDLED = re.compile(
    rb"__webpack_require__|__nccwpck_require__|__webpack_modules__|parcelRequire|__commonJS\(|getDefaultExportFromCjs\("
)
"""What bundlers put into what they write, where it is not minified."""
_LONG_LINES = 500
"""Bytes a line: minified code has thousands."""
_BANNER_REACH = 2000
_NO_PACKAGE = {".bin", ".cache", ".pnpm"}


class _Found:
    """Names with the versions that the bundle carries of them."""

    def __init__(self) -> None:
        self.versions: dict[str, set[str]] = {}

    def add(self, name: str, version: str = "") -> None:
        versions = self.versions.setdefault(name, set())
        if version:
            versions.add(version)

    def add_path(self, path: str) -> None:
        """Add the package that a file lies in, the innermost where several are nested."""
        if pnpm := _PNPM.search(path):
            self.add(pnpm[1].replace("+", "/"), pnpm[2])
        names = [name for name in _IN_PATH.findall(path) if name not in _NO_PACKAGE]
        if names:
            self.add(names[-1])


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, content in contents.files.items():
        found = _Found()
        if path.endswith(".map"):
            _read_map(parsed(content), found, 0)
        elif path.endswith(".json"):
            _read_metafile(parsed(content), found)
        elif path.lower().endswith(".txt"):
            _read_licences(text_of(content), found)
        elif not _read_script(content, found):
            yield Unreadable(contents.place(path), Reason.MALFORMED, "its source map cannot be read")
        if not found.versions and _is_list_of_bundle(contents, path):
            yield Unreadable(contents.place(path), Reason.UNSUPPORTED, "a list of licences that names no package")
        if _hides_its_parts(contents, path, found):
            yield Unreadable(contents.place(path), Reason.UNSUPPORTED, "a bundle that does not name its parts")
        for name, versions in found.versions.items():
            for version in versions or {""}:
                yield Package("npm", name, version, contents.place(path), Evidence.EMBEDDED)


def _is_list_of_bundle(contents: Contents, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    beside = (each.rpartition("/") for each in contents.paths if each.endswith(_SCRIPTS))
    return name.lower() in LISTS and any(each[0] == folder for each in beside)


def _hides_its_parts(contents: Contents, path: str, found: _Found) -> bool:
    """Return whether a file is as large and dense as a bundle of others' code, and nothing tells whose."""
    content = contents.files[path]
    if found.versions or len(content) < _BUNDLE or not path.endswith(_SCRIPTS):
        return False
    folder = path[: path.rfind("/") + 1]
    if {f"{path}.map", *(folder + name for name in LISTS)} & contents.path_set:
        return False
    return content.count(b"\n") < len(content) / _LONG_LINES or bool(_BUNDLED.search(content))


def _read_map(value: object, found: _Found, depth: int) -> None:
    given = dict_of(value)
    for section in dicts_of(given.get("sections")):
        if depth < _DEPTH:
            _read_map(section.get("map"), found, depth + 1)
    sources, texts = list_of(given.get("sources")), list_of(given.get("sourcesContent"))
    for n, source in enumerate(sources):
        path = str_of(source, 2000)
        found.add_path(path)
        if path.endswith("/package.json") and n < len(texts) and isinstance(texts[n], str):
            _add_manifest(texts[n], found)
        elif n < len(texts) and isinstance(texts[n], str):
            _add_banner(path, texts[n][:2000], found)


def _add_manifest(text: str, found: _Found) -> None:
    try:
        manifest = dict_of(parsed(text.encode()))
    except ValueError:
        return
    if (name := str_of(manifest.get("name"))) and (version := str_of(manifest.get("version"))):
        found.add(name, version)


def _add_banner(path: str, head: str, found: _Found) -> None:
    """Add the version that a file's first comment tells, if it tells it of the package that the file belongs to."""
    names = _IN_PATH.findall(path)
    banner = _BANNER.search(head)
    if names and banner and _stem(banner["name"]) == _stem(names[-1]):
        found.add(names[-1], banner["version"])


def _stem(name: str) -> str:
    """Return a name as banners spell it: ``lodash.js`` for ``lodash``."""
    return name.lower().rpartition("/")[2].removesuffix(".js").removesuffix("js").strip("-.")


def _read_metafile(value: object, found: _Found) -> None:
    """Read esbuild's record of a build, which is one if it has inputs and outputs."""
    given = dict_of(value)
    if isinstance(given.get("outputs"), dict):
        for path in dict_of(given.get("inputs")):
            found.add_path(path)


def _read_script(content: bytes, found: _Found) -> bool:
    """Read a bundle; return False where it has an own map that cannot be read."""
    text = text_of(content)
    places = list(_PLACE.finditer(text))
    for n, place in enumerate(places):
        path = place["esbuild"] or place["webpack"]
        found.add_path(path)
        end = places[n + 1].start() if n + 1 < len(places) else len(text)
        # A banner identifies only the module that contains it.
        _add_banner(path, text[place.end() : min(end, place.end() + _BANNER_REACH)], found)
    inline = _INLINE_MAP.search(content[-_TAIL:])
    if inline is None:
        return True
    try:
        _read_map(parsed(base64.b64decode(inline[1])), found, 0)
    except ValueError:
        return False
    return True


def _read_licences(text: str, found: _Found) -> None:
    """Read the file in which a bundler gathers banners or licences: each is of a package in the bundle."""
    for banner in _BANNER.finditer(text):
        found.add(banner["name"].removesuffix(".js"), banner["version"])
    for name, version in listed(text):
        found.add(name, version)


NODE_EMBEDDED = Cataloger(
    name="node-embedded",
    ecosystem="npm",
    evidence=Evidence.EMBEDDED,
    read=_read,
    names=frozenset({"meta.json", "metafile.json", "esbuild-meta.json"}) | LISTS,
    suffixes=(".js", ".mjs", ".cjs", ".js.map", ".mjs.map", ".cjs.map", ".license.txt"),
    accepts=lambda path: "node_modules/" not in path and ".dist-info/" not in path and "site-packages/" not in path,
    is_alone=True,
    is_of_own_code=True,
    max_bytes=64 * 1024 * 1024,
)
