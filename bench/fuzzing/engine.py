"""The process that fuzzes one target under Atheris, guided by what code the inputs reach."""

import asyncio
import hashlib
import json
import os
import re
import sys
import time
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["bartizan.catalog", "bartizan.base.secret_shape", "tomllib"]):
    from tests.catalog.targets import TARGETS, Target

from tests.catalog.inputs import LONGEST
from tests.catalog.mutations import Mutations
from tests.catalog.seeds import seeds

from fuzzing.trial import tried

_EACH = 3
"""Inputs kept of one cause."""
_OWN_SHARE = 2
"""Of so many changes one is ours, the others are libFuzzer's."""
_HANGS = 60
"""Seconds until libFuzzer ends the process."""


class Engine:
    """Tries inputs, keeps those that break something, and writes down how many there were."""

    def __init__(self, target: Target, folder: Path) -> None:
        self._target = target
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._causes: dict[str, int] = {}
        self._slowest = 0.0
        self._tries = 0
        self._told = 0.0

    def one(self, data: bytes) -> None:
        """Try one input."""
        began = time.process_time()
        for cause in tried(self._target, data, self._loop):
            self._keep(cause, data)
        self._tries += 1
        took = time.process_time() - began
        if took > self._slowest * 1.2 and took > 0.05:
            (self._folder / "slowest").write_bytes(data)
            self._slowest = took
        if time.monotonic() - self._told > 2:
            self._tell()

    def _keep(self, cause: str, data: bytes) -> None:
        self._causes[cause] = self._causes.get(cause, 0) + 1
        if self._causes[cause] <= _EACH:
            name = re.sub(r"\W+", "-", cause)[:60] + "-" + hashlib.sha256(data).hexdigest()[:8]
            (self._folder / f"broken-{name}").write_bytes(data)

    def _tell(self) -> None:
        self._told = time.monotonic()
        told = {"tries": self._tries, "causes": self._causes, "slowest": round(self._slowest, 3)}
        (self._folder / f"told-{os.getpid()}.json").write_text(json.dumps(told))


def fuzz(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one target; this ends the process."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    given = seeds()[name]
    for n, seed in enumerate(given):
        (corpus / f"seed-{n}").write_bytes(seed)
    engine, ours = Engine(TARGETS[name], folder), Mutations(given)

    def changed(data: bytes, longest: int, seed: int) -> bytes:
        return ours(data, longest, seed) if seed % _OWN_SHARE == 0 else bytes(atheris.Mutate(data, longest))

    flags = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={_HANGS}", "-rss_limit_mb=3000"]
    flags += [
        f"-artifact_prefix={folder}/",
        "-use_value_profile=1",
        "-entropic_scale_per_exec_time=1",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], engine.one, custom_mutator=changed)
    atheris.Fuzz()
