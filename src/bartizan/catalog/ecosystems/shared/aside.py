"""Tell what lies beside a function from the function: its tests, examples and documentation."""

import re
from collections.abc import Iterable
from functools import cached_property

_ASIDE = re.compile(r"(?:^|/)(?:tests?|__tests__|e2e|fixtures?|examples?|samples?|docs?|benchmarks?)/", re.IGNORECASE)
_MOST_FOLDERS = 50
_ROOTS = {
    "host.json", "function_app.py", "requirements.txt", "pyproject.toml", "setup.py", "pipfile", "package.json",
    "gemfile", "composer.json", "cargo.toml", "go.mod",
}  # fmt: skip
"""Files in the folder of a function or a project."""


class Aside:
    """Contains the paths of what is in a folder for tests, examples or documentation, of a project further up.

    A folder of that name without a project around it is where a function itself is kept.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = paths

    def __contains__(self, path: str) -> bool:
        found = _ASIDE.search(path)
        if not found:
            return False
        above = path[: found.start()]
        for _ in range(_MOST_FOLDERS):
            if above in self._roots:
                return True
            above = above.rpartition("/")[0]
        return False

    @cached_property
    def _roots(self) -> set[str]:
        parts = (path.rpartition("/") for path in self._paths)
        return {folder for folder, _, name in parts if name.lower() in _ROOTS}
