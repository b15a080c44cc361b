"""What each table is made from, as a digest: two tables that are made from the same are the same."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from bartizan.model import LIST, SELF
from bartizan.normalize.given import GIVEN
from bartizan.normalize.macros import MACROS
from bartizan.normalize.malformed import MALFORMED
from bartizan.normalize.run import statement
from bartizan.normalize.source import LISTING, TableSource, sources, standing_on
from bartizan.normalize.standing import Digests, Key, changed_parts, note_answers, part_of, standing
from bartizan.store.engine import LANGUAGE, Engine, literal, quoted
from bartizan.store.past import TIME, Past, digest, digest_of, rows_digest

_ANSWER = "id, scope, region, outcome, operation, permission, detail, body::varchar"
_STANDING = "standing_answer"
_MOST = 10_000
"""With more answers it takes longer to make one digest of all than to see which parts of them changed."""
_FEW = 2_000
"""Rows of a table that are read sooner than a larger table is made anew that stands on them."""
_IS_MALFORMED = f"aspect = {literal(SELF)} and (kind, id) in (select (kind, id) from {MALFORMED})"
_LINES = f"""
select
    kind, aspect, {{part}} as part, observed_at,
    sha256(to_json([{_ANSWER}, ({_IS_MALFORMED})::varchar])::varchar) as line
from observation where aspect <> {literal(LIST)}
    and (kind, aspect, {{part}}) not in (select (kind, aspect, part) from {_STANDING})
"""
_DATED = f"""
select
    *,
    if(aspect = {literal(SELF)}, sha256(line || observed_at::date::varchar), line) as by_day,
    if(aspect = {literal(SELF)}, sha256(line || observed_at::varchar), line) as exact
from ({_LINES})
"""
_DIGESTS = f"""
select kind, aspect, part, {digest_of("line")} as line, {digest_of("by_day")} as by_day, {digest_of("exact")} as exact
from ({_DATED}) group by all
"""
_HOW = hashlib.sha256(f"{LANGUAGE}{_DIGESTS}".encode()).hexdigest()


@dataclass(frozen=True)
class Fingerprint:
    """Digests of what a table, or a kind of answers, is made from.

    ``content`` leaves out when it was read, ``by_day`` has the day, ``exact`` the time. Of a table that depends on the
    day or the time otherwise than by showing it, ``content`` has that, too. What others make of the content stays the
    same as long as it does.
    """

    content: str
    by_day: str
    exact: str


class Fingerprints:
    """The fingerprints of tables over an engine's ``observation``, which normalize has prepared.

    More than ``most`` answers of a kind to one question are digested in parts.
    """

    def __init__(self, engine: Engine, past: Past | None = None, *, most: int = _MOST) -> None:
        self._engine = engine
        self._past = past
        self._most = most
        self._known: dict[str, Fingerprint] = {}
        self._seen: dict[str, str] = {}

    def on(self, cursor: Engine) -> Self:
        """Return the same fingerprints for another thread, which has a cursor of its own."""
        other = copy(self)
        other._engine = cursor
        other._past = self._past.on(cursor) if self._past else None
        return other

    def of(self, name: str) -> Fingerprint:
        """Return the fingerprint of a table; one that no SELECT here makes must be there, and its rows are it."""
        if name not in self._known:
            self._known[name] = self._made(name) if name in sources() else self._given(name)
        return self._known[name]

    def _made(self, name: str) -> Fingerprint:
        table, timing = sources()[name], sources()[name].timing
        aspects = sorted(table.aspects | {SELF})
        answers = [self._answers.get((kind, aspect), _NONE) for kind in sorted(table.kinds) for aspect in aspects]
        needs = [self.of(each) for each in sorted(table.needs)]
        how = self._how(table)
        exact = digest([*how, *(each.exact for each in (*answers, *needs))])
        if timing.is_used:
            return Fingerprint(exact, exact, exact)
        read = [each.by_day if timing.is_by_day else each.content for each in answers]
        content = digest([*how, *read, *(each.content for each in needs)])
        if not timing.is_shown:
            return Fingerprint(content, content, content)
        dated = digest([content, *(each.exact for each in answers)]) if timing.is_of_item else exact
        return Fingerprint(content, content, dated)

    def beside(self, name: str) -> str:
        """Return a digest of what all rows of a table stand on: how they are made, and tables not read by ID."""
        table = sources()[name]
        whole = table.needs - (table.by_id or frozenset())
        return digest([*self._how(table), *map(self._said, sorted(whole))])

    def _said(self, name: str) -> str:
        """Return a text of what a table says, whatever it is made from: of its rows, where they are few."""
        if name not in sources() or self._engine.rows(f"select 1 from {quoted(name)} limit 1 offset {_FEW}"):
            return self.of(name).content
        if name not in self._seen:
            but = f" exclude ({TIME})" if TIME in sources()[name].columns else ""
            rows = f"(select *{but} from {quoted(name)})"
            (row,) = self._engine.rows(f"select {rows_digest(rows)} as digest")
            self._seen[name] = row["digest"]
        return self._seen[name]

    @cached_property
    def part(self) -> str:
        """An expression of SQL: the part that an answer is of."""
        return part_of(self._engine, self._most)

    @cached_property
    def changed_parts(self) -> set[Key] | None:
        """The parts of answers that are not as the past had them, None where that is not known."""
        return changed_parts(self._past, _HOW, self._found) if self._past else None

    def _how(self, table: TableSource) -> list[str]:
        return [*_code(table), self._listings if table.listings else ""]

    def _given(self, name: str) -> Fingerprint:
        columns = GIVEN[name].columns if name in GIVEN else {}
        # To make one digest of many rows takes longer than to compare them.
        are_many = self._past and self._engine.rows(f"select 1 from {quoted(name)} limit 1 offset {self._most}")
        if self._past and are_many and "id" in columns:
            return Fingerprint(*[self._past.text_of(name, columns)] * 3)
        return self._whole(name)

    def _whole(self, name: str) -> Fingerprint:
        (row,) = self._engine.rows(f"select {rows_digest(quoted(name))} as digest")
        return Fingerprint(*[row["digest"]] * 3)

    @cached_property
    def _listings(self) -> str:
        return self._whole(LISTING).exact

    @cached_property
    def _answers(self) -> dict[tuple[str, str], Fingerprint]:
        """The fingerprints of all answers by kind and aspect; tables read the time of items only."""
        parts: defaultdict[tuple[str, str], list[Digests]] = defaultdict(list)
        for (kind, aspect, _), texts in sorted(self._found.items()):
            parts[kind, aspect].append(texts)
        return {key: Fingerprint(*map(_of_parts, zip(*texts, strict=True))) for key, texts in parts.items()}

    @cached_property
    def _found(self) -> dict[Key, Digests]:
        """The digests of all parts of answers."""
        found = standing(self._engine, self._past, _ANSWER, _HOW, self.part) if self._past else {}
        self._engine.create_empty(_STANDING, {"kind": "varchar", "aspect": "varchar", "part": "integer"})
        self._engine.insert(_STANDING, found)
        for row in self._engine.rows(_DIGESTS.replace("{part}", self.part)):
            found[row["kind"], row["aspect"], row["part"]] = row["line"], row["by_day"], row["exact"]
        self._engine.execute(f"drop table {_STANDING}")
        if self._past:
            note_answers(self._past, _HOW, found)
        return found


def made_by(name: str) -> str:
    """Return a digest of the code that makes a table, and of that of all that it needs."""
    return digest(text for each in standing_on([name]) for text in _code(sources()[each]))


def _code(table: TableSource) -> list[str]:
    return [statement(table), LANGUAGE, *MACROS]


_NONE = Fingerprint("", "", "")


def _of_parts(digests: Sequence[str]) -> str:
    return digests[0] if len(digests) == 1 else digest(digests)
