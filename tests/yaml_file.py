"""Files of the project that are YAML, read by the parser in C: in Python a thousand of them take seconds."""

from pathlib import Path
from typing import Any

import yaml


def read_yaml(file: Path) -> Any:
    """Return what a file says."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
