"""State: what people decide and what scans publish, in SQLAlchemy on SQLite (or PostgreSQL by URL)."""

from bartizan.state.database import State
from bartizan.state.manifest import Manifest

__all__ = ["Manifest", "State"]
