"""Read lock files of lines and indentation: pnpm's and Yarn's, which use little of YAML.

A parser of all YAML could be made to run for ever, and Yarn's first format is none.
"""

from collections.abc import Iterable, Iterator

_MOST_LINES = 1_000_000

Tree = dict[str, "Tree | str"]
"""What is indented below a line, by what the line says; an item of a list is a key with an empty value."""


def trees(text: str) -> list[Tree]:
    """Return the documents of a text.

    Raises:
        ValueError: it has so many lines that they would not fit into memory.
    """
    if text.count("\n") > _MOST_LINES:
        raise ValueError("too many lines")
    documents: list[Tree] = [{}]
    above: list[tuple[int, Tree | None]] = [(-1, documents[0])]
    for line in text.split("\n"):
        bare = line.strip()
        if bare == "---":
            documents.append({})
            above = [(-1, documents[-1])]
        elif bare and bare[0] not in "#:":
            _add(above, len(line) - len(line.lstrip(" ")), bare)
    return documents


def at(tree: "Tree | str | None", *keys: str) -> Tree:
    """Return what is below a key, and below that, an empty tree where there is none."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def value(tree: Tree, key: str) -> str:
    """Return what a line says after its key, empty where more is below it."""
    found = tree.get(key)
    return found if isinstance(found, str) else ""


def items(tree: Tree, key: str) -> list[str]:
    """Return a list, written in brackets, below its key, or a single value."""
    found = tree.get(key, "")
    listed: Iterable[str] = found if isinstance(found, dict) else found.strip("[]").split(",")
    return [_unquoted(each.strip()) for each in listed if each.strip()]


def pairs(tree: Tree, *keys: str) -> Iterator[tuple[str, str]]:
    """Yield what is said below some keys, as names and their values."""
    for key in keys:
        for name, stated in at(tree, key).items():
            yield name, stated if isinstance(stated, str) else value(stated, "version")


def _add(above: list[tuple[int, Tree | None]], indent: int, bare: str) -> None:
    while above[-1][0] >= indent:
        above.pop()
    tree = above[-1][1]
    below: Tree | None = None
    if tree is not None:
        key, stated = _split(bare)
        if stated is None:
            tree[key] = below = {}
        else:
            tree[key] = stated
    # What is below a value goes on with it, and says nothing of its own.
    above.append((indent, below))


def _split(bare: str) -> tuple[str, str | None]:
    """Return a line's key and value, None where its value is below it."""
    if bare.startswith("- "):
        return _unquoted(bare[2:]), ""
    if bare.startswith("? ") or bare.endswith(":"):
        key = bare.removeprefix("? ").removesuffix(":")
        return (_unquoted(key) if key.count(key[:1]) == 2 else key), None
    end = bare.find(bare[0], 1) + 1 if bare[0] in "'\"" else 0
    key, sign, stated = bare[end:].partition(": ")
    if not sign:
        key, _, stated = bare[end:].partition(" ")
    return _unquoted(bare[:end] + key.removesuffix(":")), _unquoted(stated.strip())


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0] else text
