"""Bartizan: an open-source serverless posture manager."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str


def __getattr__(name: str) -> str:
    """Return the version, which is looked up on use: that takes a tenth of the time of a short command."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version

    return version("bartizan")
