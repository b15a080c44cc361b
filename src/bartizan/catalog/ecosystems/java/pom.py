"""Maven's description of a project, as far as it tells what the project is and which versions it asks for.

Source: https://maven.apache.org/pom.html. It is read tag by tag: an XML parser would expand what a hostile one defines.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bartizan.catalog.ecosystems.shared.text import text_of

_LEFT_OUT = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<![A-Z].*?(?:>|\Z)", re.DOTALL)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[\w:.-]{1,200})(?P<rest>[^<>]*)>(?P<text>[^<]*)")
_REFERENCE = re.compile(r"\$\{([^{}$]{1,200})\}")
_DEPTH = 12
_ROUNDS = 8
"""Of replacing references, whose values may hold others."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Pom:
    """``values`` are the texts of elements by their paths, such as ``version``, ``parent/groupId``, ``properties/x``.

    ``dependencies`` and ``managed`` have the same of each dependency, those of dependencyManagement apart.
    """

    values: Mapping[str, str]
    dependencies: list[dict[str, str]] = field(default_factory=list)
    managed: list[dict[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return the project's ``groupId``, ``artifactId`` or ``version``, its parent's where it has none."""
        inherited = "" if name == "artifactId" else self.values.get(f"parent/{name}", "")
        return self.resolved(self.values.get(name) or inherited)

    def resolved(self, text: str) -> str:
        """Return a text with its references replaced, as far as this file tells what they stand for."""
        for _ in range(_ROUNDS):
            if "${" not in text or len(text) > _LONGEST:
                break
            text = _REFERENCE.sub(lambda found: self._value(found[1]) or found[0], text)
        return text[:_LONGEST]

    def _value(self, name: str) -> str:
        if own := self.values.get(f"properties/{name}"):
            return own
        bare = name.removeprefix("project.").removeprefix("pom.")
        if bare.startswith("parent."):
            return self.values.get(bare.replace(".", "/"), "")
        if bare in {"groupId", "version"}:
            return self.values.get(bare) or self.values.get(f"parent/{bare}", "")
        return self.values.get(bare, "") if bare == "artifactId" else ""


def pom_of(content: bytes) -> Pom:
    """Return what a pom.xml tells."""
    values: dict[str, str] = {}
    listed: dict[str, list[dict[str, str]]] = {"dependencies": [], "dependencyManagement/dependencies": []}
    for path, text in _elements(_LEFT_OUT.sub("", text_of(content))):
        above, _, name = path.rpartition("/")
        of = above.removesuffix("/dependency")
        if path.endswith("dependencies/dependency") and above in listed:
            listed[above].append({})
        elif of != above and listed.get(of):
            listed[of][-1].setdefault(name, text)
        elif text:
            values.setdefault(path, text)
    return Pom(values, *listed.values())


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each element below the project with the text that it begins with."""
    path: list[str] = []
    for tag in _TAG.finditer(text):
        name = tag["name"].rpartition(":")[2]
        if tag["close"]:
            del path[-1:]
            continue
        if len(path) < _DEPTH:
            yield "/".join([*path[1:], name] if path else []), tag["text"].strip()[:_LONGEST]
        if not tag["rest"].endswith("/"):
            path.append(name)
