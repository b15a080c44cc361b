"""Every member of every answer left out, null or of a wrong type: no crash, no other row changed, nothing made up.

Each case's resources are copied once per member and form, the copy's answer is changed there, and all copies are
normalized at once. The same copies unchanged say what a row was before.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from bartizan.normalize import sources
from tests.normalize.test_tables import CASES, rows_of

pytestmark = pytest.mark.slow

ABSENT = object()
FORMS: tuple[Any, ...] = (ABSENT, None, {}, [], "x", 5, 10**18, True)
TABLES = {f"{case.parent.name}_{case.stem}": case for case in CASES}

Row = dict[str, Any]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """A copied resource of which one member of one answer has another form."""

    kind: str
    original: str
    aspect: str
    path: Place
    value: Any
    form: Any
    number: int

    @property
    def mark(self) -> str:
        """What the copy's id ends with; a number stays one."""
        return f"{7_000_000 + self.number}" if self.original[-1:].isdigit() else f"-m{self.number:05}"

    @property
    def id(self) -> str:
        """The copy's id. The id of an account keeps its length."""
        return (self.original[: -len(self.mark)] if self.original.isdigit() else self.original) + self.mark

    @property
    def is_same_type(self) -> bool:
        """Whether the cloud could well say this here."""
        # In a policy one text stands for a list of it, and a condition compares with numbers, too.
        if "Statement" in self.path and isinstance(self.form, str) and isinstance(self.value, list):
            return True
        if "Condition" in self.path and not isinstance(self.value, dict) and not isinstance(self.form, dict):
            return True
        if self.path[-1:] == ("Statement",) and self.form == []:
            return True
        if isinstance(self.value, str) and self.value.isdigit() and isinstance(self.form, int):
            return True
        types = {float: int, type(None): type(self.form)}
        return types.get(type(self.value), type(self.value)) is type(self.form)

    def __str__(self) -> str:
        form = "absent" if self.form is ABSENT else json.dumps(self.form)
        return f"{self.kind} {self.aspect} {'.'.join(map(str, self.path))} {form} instead of {json.dumps(self.value)}"

    def copy(self, observations: list[Row], *, is_changed: bool) -> list[Row]:
        """Return all that was answered about the resource as answers about its copy."""
        own = [o for o in observations if (o["kind"], o["id"]) == (self.kind, self.original)]
        copied: list[Row] = json.loads(json.dumps(own).replace(_inner(self.original), _inner(self.id)))
        for observation in copied if is_changed else ():
            if observation["aspect"] == self.aspect and observation.get("body"):
                _change(observation["body"], self.path, self.form)
        return copied

    def without_mark(self, row: Row) -> Row:
        """Return a row of the copy as one of the original."""
        plain: Row = json.loads(json.dumps(row).replace(_inner(self.id), _inner(self.original)).replace(self.mark, ""))
        return plain


def changes(observations: list[Row], kinds: tuple[str, ...]) -> list[Change]:
    """Return a change for each form of each member, where a member of its place and type first occurs."""
    found: list[Change] = []
    seen = set()
    for observation in observations:
        if observation["kind"] not in kinds or not observation["id"]:
            continue
        for path, value in members(observation.get("body")):
            general = tuple("[]" if isinstance(part, int) else part for part in path)
            place = (observation["kind"], observation["aspect"], general, type(value))
            if place not in seen:
                seen.add(place)
                where = observation["kind"], observation["id"], observation["aspect"]
                found += [Change(*where, path, value, form, len(found) + n) for n, form in enumerate(FORMS)]
    return found


def members(node: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield the path and value of everything in a body."""
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in entries:
        yield (*path, key), value
        yield from members(value, (*path, key))


def _change(body: Any, path: Place, form: Any) -> None:
    """Change a member in place; where another answer of the same name lacks it, nothing is changed."""
    try:
        for part in path[:-1]:
            body = body[part]
        if form is ABSENT:
            del body[path[-1]]
        else:
            body[path[-1]] = deepcopy(form)
    except (LookupError, TypeError):
        return


def _inner(text: str) -> str:
    return json.dumps(text)[1:-1]


@dataclass(frozen=True)
class Walk:
    """The rows of a table with unchanged and with changed copies beside its case's own resources."""

    table: str
    changes: list[Change]
    before: dict[str, Row]
    after: dict[str, Row]

    @classmethod
    def of(cls, table: str, folder: Path) -> "Walk":
        content = json.loads(TABLES[table].read_text(encoding="utf-8"))
        observations = content["observations"]
        found = changes(observations, sources()[table].kinds)
        rows = []
        for is_changed in (False, True):
            copies = [o for change in found for o in change.copy(observations, is_changed=is_changed)]
            listed = rows_of(table, {**content, "observations": observations + copies}, folder)
            rows.append({row["id"]: json.loads(json.dumps(row, default=str)) for row in listed})
        return cls(table, found, *rows)

    def of_copy(self, change: Change) -> Iterator[tuple[Row, Row | None]]:
        """Yield each row of a copy before and after its change."""
        for id_ in self._of_resource.get(change.id, ()):
            yield self.before[id_], self.after.get(id_)

    @cached_property
    def _of_resource(self) -> dict[str, list[str]]:
        """The IDs of rows by each beginning that ends before a space, and by themselves."""
        found: dict[str, list[str]] = {}
        for id_ in self.before:
            words = id_.split(" ")
            for n in range(1, len(words) + 1):
                found.setdefault(" ".join(words[:n]), []).append(id_)
        return found


def faults(walk: Walk) -> Iterator[str]:
    copied = {change.id for change in walk.changes}
    for id_, row in walk.before.items():
        if id_.partition(" ")[0] not in copied and walk.after.get(id_) != row:
            yield f"another row: {id_}: {_difference(row, walk.after.get(id_))}"
    for change in walk.changes:
        for before, after in walk.of_copy(change):
            if change.form is not ABSENT and change.form is not None and not change.is_same_type:
                yield from (f"{change}: {text}" for text in _invented(before, after, walk.table))
    pairs = zip(walk.changes[:: len(FORMS)], walk.changes[1 :: len(FORMS)], strict=True)
    for absent, null in pairs:
        one = [absent.without_mark(row) for _, row in walk.of_copy(absent) if row]
        other = [null.without_mark(row) for _, row in walk.of_copy(null) if row]
        if one != other:
            yield f"{null}: not as if absent: {_difference(one[0], other[0]) if one and other else (one, other)}"


def _invented(before: Row, after: Row | None, table: str) -> Iterator[str]:
    """Yield the columns that have a value which was neither there before nor says that it is unread."""
    if after is None:
        yield "no row"
        return
    for column, value in after.items():
        if (
            column != "region"
            and value not in (None, before[column])
            and "JSON" not in sources()[table].columns[column]
        ):
            yield f"{column}: {before[column]!r} -> {value!r}"


def _difference(one: Row, other: Row | None) -> dict[str, Any]:
    return {k: (v, other[k]) for k, v in one.items() if other[k] != v} if other else one


def assert_robust(table: str, folder: Path) -> None:
    assert list(faults(Walk.of(table, folder))) == []


@pytest.mark.parametrize("table", [name for name in TABLES if name.startswith("aws_")])
def test_aws(table: str, tmp_path: Path) -> None:
    assert_robust(table, tmp_path)


@pytest.mark.parametrize("table", [name for name in TABLES if name.startswith("azure_")])
def test_azure(table: str, tmp_path: Path) -> None:
    assert_robust(table, tmp_path)
