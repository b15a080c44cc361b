"""Lines of pip's requirements files.

Source: https://pip.pypa.io/en/stable/reference/requirements-file-format/ and
https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from bartizan.catalog.ecosystems.python.markers import is_elsewhere

_OPTION = re.compile(r"(?:-(?P<short>[rce])|--(?P<long>requirement|constraint|editable)(?=[\s=]))[\s=]*(?P<value>.+)")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)[ \t]*(?:\[[^\]]*\])?", re.ASCII)
_EXACT = re.compile(r"===?[ \t]*v?([\w.!+-]+)", re.ASCII)
_AFTER = re.compile(r"\s(?:--|#)|^#")
_ADDRESS = re.compile(r"(?:git|hg|svn|bzr)\+|(?:https?|ftp|ssh)://", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(?:tar\.\w{1,4}|tgz|zip)$", re.ASCII)
_SDIST = re.compile(r"(?P<name>[\w.-]+?)-v?(?P<version>\d[\w.!+]*)", re.ASCII)
_TAG = re.compile(r"(?:.*[/-])?v?(\d{1,9}(?:\.\w{1,20}){1,5})", re.ASCII)
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)", re.ASCII)
_LONGEST, _LONGEST_FILE = 4000, 500

Pin = tuple[str, str]


@dataclass
class Requirements:
    """What a requirements file says.

    ``pins`` are names with versions, an empty one where an address tells none; ``loose`` names have no exact version;
    ``files`` and ``constraints`` are the paths of others that it names, and ``is_elsewhere`` says that some are at an
    address, which may hold a password.
    """

    pins: list[Pin] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    is_elsewhere: bool = False


def requirements_of(text: str, folder: str) -> Requirements:
    """Return what the text of a requirements file in a folder says."""
    stated = Requirements()
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        bare = _AFTER.split(line[:_LONGEST].strip(), maxsplit=1)[0].strip()
        if option := _OPTION.fullmatch(bare):
            _add_option(stated, option, folder)
        elif bare and not bare.startswith("-"):
            _add(stated, bare)
    return stated


def requirement_of(text: str) -> tuple[str, str]:
    """Return the name and the marker of a requirement, empty ones of what is none."""
    found = _REQUIREMENT.match(text)
    return (found[1], text.partition(";")[2]) if found else ("", "")


def _add_option(stated: Requirements, option: re.Match[str], folder: str) -> None:
    value = option["value"].strip().strip("\"'")
    kind = option["short"] or option["long"][0]
    if kind == "e":
        if _ADDRESS.match(value):
            stated.pins += _of_address("", value)
    elif _ADDRESS.match(value):
        stated.is_elsewhere |= kind == "r"
    elif value:
        path = posixpath.normpath(posixpath.join(folder, value))
        (stated.files if kind == "r" else stated.constraints).append(path)


def _add(stated: Requirements, line: str) -> None:
    if _ADDRESS.match(line):
        stated.pins += _of_address("", line)
        return
    found = _REQUIREMENT.match(line)
    if found is None or is_elsewhere(line.partition(";")[2]):
        return
    name, rest = found[1], line[found.end() :].strip()
    if rest.startswith("@"):
        address = rest[1:].strip()
        stated.pins += _of_address(name, address) if _ADDRESS.match(address) else ()
        return
    clauses = rest.partition(";")[0].strip().removeprefix("(").removesuffix(")").split(",")
    exact = [each[1] for clause in clauses if (each := _EXACT.fullmatch(clause.strip())) and each[1][-2:] != ".*"]
    if exact:
        stated.pins.append((name, exact[0]))
    elif not rest or rest[0] in "<>=!~;(":
        stated.loose.append(name)


def _of_address(name: str, text: str) -> list[Pin]:
    """Return the package at an address, by the name of its file, its tag, or at least its own name."""
    address, _, marker = text.partition(" ;")
    if is_elsewhere(marker):
        return []
    bare = address.strip().partition("#")[0].partition("?")[0]
    file = unquote(bare.rpartition("/")[2])[:_LONGEST_FILE]
    if file.endswith(".whl") and file.count("-") >= 4:
        wheel, version = file.split("-")[:2]
        return [(wheel, version)]
    if egg := _EGG.search(address):
        name = name or egg[1]
    if "+" in bare.partition("://")[0]:
        file = bare.rpartition("@")[2] if "@" in file else ""
    elif not name and (sdist := _SDIST.fullmatch(_ARCHIVE.sub("", file))):
        return [(sdist["name"], sdist["version"])]
    tag = _TAG.fullmatch(_ARCHIVE.sub("", file))
    return [(name, tag[1] if tag else "")] if name else []
