"""Kinds of answers whose digests stand, as the previous snapshot has the same ones: to read a million takes seconds.

Of a kind that has many answers, each part of them has a digest: a change of one leaves those of the other parts.
"""

from collections.abc import Mapping

from bartizan.model import LIST, SELF
from bartizan.normalize.malformed import unseen
from bartizan.store.engine import Engine, literal
from bartizan.store.past import Past

_NOTED = "answers"
_PREFIX = f"{_NOTED}/"
_OBSERVATION = "observation"
_PARTS = 64
_WHOLE = -1
Key = tuple[str, str, int]
"""A kind, an aspect and the part of these answers; those that are not cut in parts are of one that is no number."""
Digests = tuple[str, str, str]
"""Of what answers say, with the day on which they were read, and with the time."""

_SAME = """
with fresh as (select kind, aspect, {part} as part, {answer} from observation as o {only} where aspect <> {list}),
changed as (
    select distinct kind, aspect, part from (
        from fresh except all select kind, aspect, {part} as part, {answer} from read_parquet({file}) as o {only}
    )
),
now as (select kind, aspect, {part} as part, count(*) as n from observation where aspect <> {list} group by all),
before as (select kind, aspect, {part} as part, count(*) as n from read_parquet({file}) group by all)
select kind, aspect, part from now join before using (kind, aspect, part, n)
anti join changed using (kind, aspect, part)
anti join (from fresh where aspect = {self}) as f using (kind, aspect, part)
"""
"""Answers that are not fresh stand as they did; the fresh ones must say what as many did in their place.

Items that are fresh have another time.
"""


def part_of(engine: Engine, most: int) -> str:
    """Return an expression of SQL: the part that an answer is of, where there are more than ``most`` of its sort."""
    large = engine.rows(
        f"select kind, aspect from observation where aspect <> {literal(LIST)} group by all having count(*) > {most}"
    )
    listed = ", ".join(f"({literal(row['kind'])}, {literal(row['aspect'])})" for row in large)
    return f"if((kind, aspect) in ({listed}), (hash(id) % {_PARTS})::integer, {_WHOLE})" if large else f"{_WHOLE}"


def standing(engine: Engine, past: Past, answer: str, how: str, part: str) -> dict[Key, Digests]:
    """Return the digests of those parts of answers that are the ones of the past.

    ``answer`` lists what of an answer is in its digest, ``how`` says how digests are made, and ``part`` is as from
    ``part_of``.
    """
    only = unseen(engine, past)
    if not only or not past.has_noted(_NOTED, how):
        return {}
    file = literal(past.file(_OBSERVATION))
    rows = engine.rows(
        _SAME.format(answer=answer, only=only, file=file, part=part, list=literal(LIST), self=literal(SELF))
    )
    noted = past.noted(_PREFIX)
    keys: list[Key] = [(row["kind"], row["aspect"], row["part"]) for row in rows]
    return {key: _read(*texts) for key in keys if (texts := noted.get(_name(*key)))}


def changed_parts(past: Past, how: str, digests: Mapping[Key, Digests]) -> set[Key] | None:
    """Return the parts of answers that the past had otherwise, or had and lacks now; None where it does not say."""
    noted = {_key(name): texts for name, texts in past.noted(_PREFIX).items()}
    now = {key: _noted(texts) for key, texts in digests.items()}
    # Where many answers became few, or few many, their parts are others.
    is_comparable = all(
        (*key[:2], _WHOLE) not in other
        for one, other in ((noted, now), (now, noted))
        for key in one
        if key[2] != _WHOLE
    )
    if not is_comparable or not past.has_noted(_NOTED, how):
        return None
    return {key for key in {*noted, *now} if noted.get(key) != now.get(key)}


def note_answers(past: Past, how: str, digests: Mapping[Key, Digests]) -> None:
    """Note digests for the next snapshot."""
    past.look_through(_NOTED, how)
    past.note_all(_PREFIX, {_name(*key): _noted(texts) for key, texts in digests.items()})


def _name(kind: str, aspect: str, part: int) -> str:
    return f"{kind}.{aspect}" if part == _WHOLE else f"{kind}.{aspect}.{part}of{_PARTS}"


def _key(name: str) -> Key:
    kind, aspect, *part = name.split(".")
    return kind, aspect, int(part[0].partition("of")[0]) if part else _WHOLE


def _noted(digests: Digests) -> tuple[str, str]:
    content, by_day, exact = digests
    return content, f"{by_day} {exact}"


def _read(content: str, dated: str) -> Digests:
    by_day, _, exact = dated.partition(" ")
    return content, by_day, exact
