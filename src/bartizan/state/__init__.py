"""State: what people decide and what scans publish, in SQLAlchemy on SQLite.

``State`` is imported on use: SQLAlchemy takes longer to import than most reads take (``reader`` does without).
"""

from typing import TYPE_CHECKING, Any

from bartizan.state.manifest import Manifest

if TYPE_CHECKING:
    from bartizan.state.database import State

__all__ = ["Manifest", "State"]


def __getattr__(name: str) -> Any:
    if name != "State":
        raise AttributeError(name)
    from bartizan.state.database import State

    return State
