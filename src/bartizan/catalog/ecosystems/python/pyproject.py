"""What a Python project depends on, and what only its developers do.

Source: https://packaging.python.org/en/latest/specifications/pyproject-toml/,
https://packaging.python.org/en/latest/specifications/dependency-groups/ and https://python-poetry.org/docs/pyproject/
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bartizan.catalog.ecosystems.python.installed import normal
from bartizan.catalog.ecosystems.python.markers import OLDEST, Release, is_elsewhere, oldest_of
from bartizan.catalog.ecosystems.python.requirements import requirement_of, requirements_of
from bartizan.catalog.ecosystems.shared.text import dict_of, list_of, str_of

_LONGEST = 2000


@dataclass
class Project:
    """Names that a project depends on where functions run, and ``others``: for development, or elsewhere."""

    names: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    oldest: Release = OLDEST


def project_of(stated: dict[str, Any]) -> Project:
    """Return what the tables of a ``pyproject.toml`` say."""
    project, tool = dict_of(stated.get("project")), dict_of(stated.get("tool"))
    poetry = dict_of(tool.get("poetry"))
    named = dict_of(poetry.get("dependencies"))
    python = str_of(project.get("requires-python")) or str_of(named.get("python"))
    found = Project(oldest=oldest_of(python))
    groups = dict_of(poetry.get("group"))
    needed = [
        *listed(project.get("dependencies")),
        *(each for extra in dict_of(project.get("optional-dependencies")).values() for each in listed(extra)),
        *tabled(named),
        *tabled(dict_of(groups.get("main")).get("dependencies")),
    ]
    for name, marker in needed:
        (found.others if is_elsewhere(marker, found.oldest) else found.names).add(name)
    found.others.update(name for name, _ in _of_developers(stated, tool, poetry, groups))
    return found


def pins_of(stated: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a ``pyproject.toml`` or a ``Pipfile`` names with exactly one version.

    Poetry's bare ``1.2.3`` is one, too. Source: https://python-poetry.org/docs/dependency-specification/
    """
    project, poetry = dict_of(stated.get("project")), dict_of(dict_of(stated.get("tool")).get("poetry"))
    lines = [str_of(each, _LONGEST) for each in list_of(project.get("dependencies"))]
    for table in (dict_of(poetry.get("dependencies")), dict_of(stated.get("packages"))):
        for name, constraint in table.items():
            wanted = str_of(constraint) or str_of(dict_of(constraint).get("version"))
            exact = f"=={wanted}" if wanted[:1].isdigit() else wanted
            marker = _marker(dict_of(constraint))
            lines += [f"{name}{exact}" + (f"; {marker}" if marker else "")] if name != "python" and wanted else []
    yield from requirements_of("\n".join(lines), "").pins


def listed(value: object) -> Iterator[tuple[str, str]]:
    """Yield the names and markers of requirements in a list."""
    for each in list_of(value):
        name, marker = requirement_of(str_of(each, _LONGEST))
        if name:
            yield normal(name), marker


def tabled(value: object) -> Iterator[tuple[str, str]]:
    """Yield the names and markers of Poetry's dependencies, whose constraints are texts, tables or lists of tables."""
    for name, constraint in dict_of(value).items():
        for each in constraint if isinstance(constraint, list) else [constraint]:
            if name != "python":
                yield normal(name), _marker(dict_of(each))


def _marker(constraint: dict[str, Any]) -> str:
    if platform := str_of(constraint.get("platform")):
        return f"sys_platform == '{platform}'"
    return str_of(constraint.get("markers"), _LONGEST)


def _of_developers(
    stated: dict[str, Any], tool: dict[str, Any], poetry: dict[str, Any], groups: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    yield from tabled(poetry.get("dev-dependencies"))
    for name, group in groups.items():
        yield from tabled(dict_of(group).get("dependencies")) if name != "main" else ()
    pdm = dict_of(dict_of(tool.get("pdm")).get("dev-dependencies"))
    for each in (*dict_of(stated.get("dependency-groups")).values(), *pdm.values()):
        yield from listed(each)
    yield from listed(dict_of(tool.get("uv")).get("dev-dependencies"))
