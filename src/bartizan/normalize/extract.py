"""Read each JSON body once, however many of its fields a table names.

The engine parses a body anew for every ``body ->> '$.Path'`` and keeps the parsed form of a whole batch of rows per
expression: fifty paths over a thousand functions are 70 MB. Given all paths at once it parses once.
"""

import re
from dataclasses import dataclass, field

from bartizan.store.engine import literal, quoted

_EXTRACT = re.compile(r"\b(?P<relation>\w+)\.body (?P<arrow>->>?) '(?P<path>\$[^'*]*)'")
"""A path without wildcards: one with them gives a list where it stands alone, and a list of lists among others."""


@dataclass(frozen=True)
class Extracts:
    """A SELECT whose paths into the bodies of relations are columns of these relations.

    ``paths`` maps a relation to its paths per arrow: ``->>`` for text, ``->`` for JSON.
    """

    sql: str
    paths: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def relation(self, name: str, columns: str, source: str) -> str:
        """Return the SELECT of a relation's columns from a source with the extracted ones added."""
        arrows = self.paths.get(name, {})
        if not arrows:
            return f"select {columns} from {source}"
        read = ", ".join(f"body {arrow} [{_literals(paths)}] as {quoted(arrow)}" for arrow, paths in arrows.items())
        taken = ", ".join(
            f"{quoted(arrow)}[{n}] as {quoted(_column(arrow, paths, path))}"
            for arrow, paths in arrows.items()
            for n, path in enumerate(paths, start=1)
        )
        return f"select {columns}, {taken} from (select {columns}, {read} from {source})"


def extracted(sql: str, relations: frozenset[str]) -> Extracts:
    """Return a SELECT with the paths that it reads from the bodies of these relations taken out.

    A path that is the only one of its relation stays where it is: there is nothing to share.
    """
    paths: dict[str, dict[str, list[str]]] = {}
    for match in _EXTRACT.finditer(sql):
        if match["relation"] in relations:
            of_arrow = paths.setdefault(match["relation"], {}).setdefault(match["arrow"], [])
            if match["path"] not in of_arrow:
                of_arrow.append(match["path"])
    shared = {
        name: several
        for name, arrows in paths.items()
        if (several := {arrow: each for arrow, each in arrows.items() if len(each) > 1})
    }

    def named(match: re.Match[str]) -> str:
        if match["path"] not in shared.get(match["relation"], {}).get(match["arrow"], ()):
            return match[0]
        column = _column(match["arrow"], shared[match["relation"]][match["arrow"]], match["path"])
        return f"{match['relation']}.{quoted(column)}"

    return Extracts(_EXTRACT.sub(named, sql), shared)


def _column(arrow: str, paths: list[str], path: str) -> str:
    """Return a name that no other path has, even where letters of either case are the same to the engine."""
    is_alone = [each.lower() for each in paths].count(path.lower()) == 1
    return f"{arrow} {path}" if is_alone else f"{arrow} {path} {paths.index(path)}"


def _literals(paths: list[str]) -> str:
    return ", ".join(literal(path) for path in paths)
