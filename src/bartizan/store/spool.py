"""The file that observations are written to as they arrive, so that a scan's memory does not grow with its estate."""

import shutil
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Self

import orjson

from bartizan.model import SELF, Observation, Outcome
from bartizan.store.disk import writing

_FIELDS = tuple(field.name for field in fields(Observation))


class ObservationSpool:
    """An append-only NDJSON file, one observation per line; also counts what arrived, for progress."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.resources: Counter[str] = Counter()
        with writing(path):
            self._file = path.open("wb")

    def write(self, observation: Observation) -> None:
        """Append one observation.

        A body that JSON cannot carry (a lone surrogate from a hostile answer) lands as a failed observation.

        Raises:
            BartizanError: the disk takes no more.
        """
        record = {name: getattr(observation, name) for name in _FIELDS}
        try:
            line = orjson.dumps(record, default=str)
        except (orjson.JSONEncodeError, TypeError) as error:
            record |= {"outcome": Outcome.FAILED, "body": None, "detail": f"the answer cannot be stored: {error}"}
            line = orjson.dumps(record, default=str)
        with writing(self.path):
            self._file.write(line + b"\n")
        if observation.aspect == SELF:
            self.resources[observation.kind] += 1

    def copy(self, target: Path) -> None:
        """Copy what has arrived so far; whole lines only."""
        with writing(target):
            self._file.flush()
            shutil.copyfile(self.path, target)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with writing(self.path):
            self._file.close()
