"""What takes seconds to make, made by one worker of a run and read by all."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that ``make`` filled, in this worker or another; it is not to be changed."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    root = factory.getbasetemp().parent if is_worker else factory.getbasetemp()
    folder, draft = root / name, root / f"{name}.draft"
    with (root / f"{name}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            shutil.rmtree(draft, ignore_errors=True)  # of a worker that failed
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder
