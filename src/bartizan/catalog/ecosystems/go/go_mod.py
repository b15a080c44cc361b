"""Go modules that a ``go.mod`` asks for, where no program tells which were built in.

Source: https://go.dev/ref/mod#go-mod-file
"""

from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.aside import Aside
from bartizan.catalog.ecosystems.shared.text import text_of
from bartizan.catalog.package import Evidence, Package


def _read(contents: Contents) -> Iterator[Package]:
    aside = Aside(contents.paths)
    for path, content in contents.files.items():
        if path not in aside:
            for name, version in _modules(text_of(content)):
                yield Package("Go", name, version.removeprefix("v"), contents.place(path), Evidence.LOCKED)


def _modules(text: str) -> Iterator[tuple[str, str]]:
    """Yield modules and versions; what a folder replaces is the customer's own copy."""
    required: list[tuple[str, str]] = []
    replaced: dict[tuple[str, str], tuple[str, str]] = {}
    for verb, words in _directives(text):
        before, arrow, after = _split(words)
        if verb == "require" and len(words) >= 2:
            required.append((words[0], words[1]))
        elif verb == "replace" and arrow and before and after:
            replaced[before[0], before[1] if len(before) > 1 else ""] = (after[0], after[1] if len(after) > 1 else "")
    for name, version in required:
        found = replaced.get((name, version)) or replaced.get((name, "")) or (name, version)
        if found[1].startswith("v"):
            yield found


def _directives(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the verb and the words of each line, in blocks or not, without comments."""
    block = ""
    for line in text.splitlines():
        words = [word.strip('"`') for word in line.partition("//")[0].split()]
        if words == [")"]:
            block = ""
        elif len(words) == 2 and words[1] == "(":
            block = words[0]
        elif words:
            yield (block, words) if block else (words[0], words[1:])


def _split(words: list[str]) -> tuple[list[str], bool, list[str]]:
    at = words.index("=>") if "=>" in words else len(words)
    return words[:at], at < len(words), words[at + 1 :]


GO_LOCKED = Cataloger(
    name="go-locked",
    ecosystem="Go",
    evidence=Evidence.LOCKED,
    read=_read,
    names=frozenset({"go.mod"}),
    is_of_own_code=True,
    max_bytes=1024 * 1024,
)
