"""Where awscli and azure-cli are installed."""

import os
from pathlib import Path

TOOLS = Path(os.environ.get("BARTIZAN_TOOLS", Path(__file__).parents[2] / ".venv-cli")) / "bin"
"""Made by ``make commands``; its tests fail without it, they are not skipped."""
