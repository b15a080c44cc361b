"""Print the part of requirements.lock that installing and running the demo takes, so that a first look need not wait.

The lock names who needs each package, which is read from there; tests and checks take the whole lock.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_EDITABLE = "editables"
"""What hatchling needs for ``pip install -e`` besides itself."""


def main() -> None:
    """Print the blocks of all packages that the two projects reach."""
    blocks = dict(_blocks((_ROOT / "requirements.lock").read_text(encoding="utf-8")))
    via = re.compile(r"^ +# +(?:via )?([\w.-]+)", re.MULTILINE)
    parents = {name: set(via.findall(block)) for name, block in blocks.items()}
    needed, more = set[str](), _roots()
    while more:
        needed |= more
        more = {name for name in blocks if parents[name] & needed} - needed
    sys.stdout.write("".join(block for name, block in blocks.items() if name in needed))


def _roots() -> set[str]:
    """Return what both projects, their build and the portal ask for by name."""
    found = {_EDITABLE}
    for folder in (_ROOT, _ROOT / "demo"):
        read = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        served = read["project"].get("optional-dependencies", {}).get("serve", [])
        asked = [*read["project"]["dependencies"], *read["build-system"]["requires"], *served]
        found |= {re.split(r"[^\w.-]", each)[0].lower() for each in asked}
    return found - {"bartizan"}


def _blocks(lock: str) -> Iterator[tuple[str, str]]:
    """Yield each package's name and its lines: the version, the hashes, who needs it."""
    for block in re.split(r"^(?=\w)", lock, flags=re.MULTILINE):
        if "==" in block:
            yield block.partition("==")[0], block


if __name__ == "__main__":
    main()
