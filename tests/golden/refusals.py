"""Refuse calls of one scan of the demo estate, in memory, and say how that breaks law 1."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bartizan.model import SELF
from bartizan.store import Engine
from tests.conftest import Emulators
from tests.golden.judge import Judge
from tests.golden.verdicts import Key, Verdicts, explained, silenced, unlisted, verdicts
from tests.graph.edges.silence import edges, refuse, silent
from tests.graph.edges.silence_of_answers import identities, silent_stories, stories, turned
from tests.remade import Tables

IDENTITY = {"sts:GetCallerIdentity", "sts:AssumeRole", "arm:GET subscriptions"}
"""Without these there is no scan at all; tests/collect shows what is said then."""


class Refusals:
    """The observations of a scan in an engine; calls can be refused, and are answered again."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.questions = _questions(engine)
        self._tables = Tables(engine)
        self._verdicts = verdicts(engine, published=False)
        self._edges = edges(engine)
        self._stories, self._identities = stories(engine), identities(engine)

    @property
    def calls(self) -> list[str]:
        """The calls that can be refused."""
        return sorted(self.questions)

    def faults(self, calls: Collection[str]) -> list[str]:
        """Refuse calls, and return what breaks the law: verdicts, edges, paths and identities, each with how."""
        return self.faults_of(partial(self._refuse, calls))

    def faults_of(self, change: Callable[[Engine], None]) -> list[str]:
        """Change observations, and return what breaks the law."""
        with self._tables.changed(change) as made:
            fresh = verdicts(self.engine, published=False, only=made) if made else {}
            kept = {key: row for key, row in self._verdicts.items() if key.resource_type not in made}
            return [*self._wrong(kept | fresh), *self._silenced()]

    def _refuse(self, calls: Collection[str], engine: Engine) -> None:
        for call in calls:
            for kind, aspect in self.questions[call]:
                refuse(kind, aspect)(engine)

    def _wrong(self, after: Verdicts) -> Iterator[str]:
        for key, row in after.items():
            status, was = row["status"], self._verdicts.get(key, {}).get("status")
            if was and status not in ("unknown", was):
                yield f"verdict turned: {_told(key)}: {was} to {status}"
            if status == "unknown" and not explained(row["missing"]):
                yield f"verdict unexplained: {_told(key)}: {row['missing']}"
        listed = self.engine.rows(f"select distinct kind, id from observation where aspect = '{SELF}'")
        there = {(row["kind"], row["id"]) for row in listed}
        gone = (key for key in self._verdicts if key not in after and key[1:] in there)
        yield from (f"verdict gone: {_told(key)}" for key in gone)
        yield from (f"verdict of what was not listed: {_told(key)}" for key in unlisted(self._verdicts, after))
        yield from (f"verdict silenced: {place}" for place in silenced(self._verdicts, after))

    def _silenced(self) -> Iterator[str]:
        yield from (f"edge gone: {edge}" for edge in silent(self.engine, self._edges))
        gone = silent_stories(self._stories, stories(self.engine), self._edges, self.engine)
        yield from (f"path gone: {path}" for path in gone)
        yield from (f"identity turned: {id_}" for id_ in turned(self._identities, identities(self.engine)))


@contextmanager
def refusals(emulators: Emulators, home: Path) -> Iterator[Refusals]:
    """Scan where most of the company is, in both clouds and with what else runs as roles."""
    with Judge.of(emulators, home, regions=("eu-west-1",), accounts=1, other_services=True) as judge:
        yield Refusals(asyncio.run(judge.load()))


def _told(key: Key) -> str:
    return f"{key.rule_id} {key.resource_id}"


def _questions(engine: Engine) -> dict[str, list[tuple[str, str]]]:
    """Return the kinds and aspects that each call answers."""
    asked = f"select distinct operation, kind, aspect from observation where aspect <> '{SELF}' order by all"
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in engine.rows(asked):
        if row["operation"] and row["operation"] not in IDENTITY:
            found[row["operation"]].append((row["kind"], row["aspect"]))
    return dict(found)
