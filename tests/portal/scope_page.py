"""Where the page of a scope is."""

from pathlib import Path

from bartizan.service.connecting import listed


def scope_path(home: Path) -> str:
    """Return the path of the first connector's own scope, below its workspace."""
    own = next(each for each in listed(home) if each.single_scope)
    return f"/environment/{own.name}/{own.single_scope}"
