"""Kinds of answers whose digests stand, as the previous snapshot has the same ones: to read a million takes seconds."""

from collections.abc import Mapping

from bartizan.model import LIST, SELF
from bartizan.normalize.malformed import unseen
from bartizan.store.engine import Engine, literal
from bartizan.store.past import Past

_NOTED = "answers"
_PREFIX = f"{_NOTED}/"
_OBSERVATION = "observation"
Key = tuple[str, str]
"""A kind and an aspect."""
Digests = tuple[str, str, str]
"""Of what answers say, with the day on which they were read, and with the time."""

_SAME = """
with fresh as (select kind, aspect, {answer} from observation as o {only} where aspect <> {list}),
changed as (
    select distinct kind, aspect from (
        from fresh except all select kind, aspect, {answer} from read_parquet({file}) as o {only}
    )
),
now as (select kind, aspect, count(*) as n from observation where aspect <> {list} group by all),
before as (select kind, aspect, count(*) as n from read_parquet({file}) group by all)
select kind, aspect from now join before using (kind, aspect, n)
anti join changed using (kind, aspect)
anti join (from fresh where aspect = {self}) as f using (kind, aspect)
"""
"""Answers that are not fresh stand as they did; the fresh ones must say what as many did in their place.

Items that are fresh have another time.
"""


def standing(engine: Engine, past: Past, answer: str, how: str) -> dict[Key, Digests]:
    """Return the digests of those kinds of answers that are the ones of the past.

    ``answer`` lists what of an answer is in its digest, and ``how`` says how digests are made.
    """
    only = unseen(engine, past)
    if not only or not past.has_noted(_NOTED, how):
        return {}
    file = literal(past.file(_OBSERVATION))
    rows = engine.rows(_SAME.format(answer=answer, only=only, file=file, list=literal(LIST), self=literal(SELF)))
    noted = past.noted(_PREFIX)
    same = {(row["kind"], row["aspect"]): noted.get(_name(row["kind"], row["aspect"])) for row in rows}
    return {key: _read(*texts) for key, texts in same.items() if texts}


def note_answers(past: Past, how: str, digests: Mapping[Key, Digests]) -> None:
    """Note digests for the next snapshot."""
    past.look_through(_NOTED, how)
    noted = {_name(*key): (content, f"{by_day} {exact}") for key, (content, by_day, exact) in digests.items()}
    past.note_all(_PREFIX, noted)


def _name(kind: str, aspect: str) -> str:
    return f"{kind}.{aspect}"


def _read(content: str, dated: str) -> Digests:
    by_day, _, exact = dated.partition(" ")
    return content, by_day, exact
