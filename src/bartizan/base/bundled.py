"""Where the data that ships with Bartizan lies: beside the package when installed, at the root of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def bundled(name: str) -> Path:
    """Return the folder of shipped data called ``name``, such as ``rules``."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name
