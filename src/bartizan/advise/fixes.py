"""Which versions fix what was found: those that the same advisory does not call affected, the nearest first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cmp_to_key

from bartizan.advise.interval import Interval, covers
from bartizan.advise.version import compare
from bartizan.store.engine import Engine

_MOST_STEPS = 50


def settle_fixes(engine: Engine) -> None:
    """Replace in ``hit`` each fix that lies in another interval of its advisory by the one that ends that."""
    rows = engine.rows(
        "select a.* from affected as a semi join hit as h "
        "on h.fixed <> '' and a.advisory_id = h.advisory_id and a.ecosystem = h.ecosystem and a.name = h.name "
        "qualify count(*) over (partition by a.ecosystem, a.name, a.advisory_id) > 1"
    )
    stated: defaultdict[tuple[str, str, str], list[Interval]] = defaultdict(list)
    columns = ("low", "high", "high_included", "introduced", "fixed", "last_affected", "is_exact")
    for row in rows:
        interval = Interval(*(row[column] for column in columns))
        stated[row["ecosystem"], row["name"], row["advisory_id"]].append(interval)
    changes = [
        (*place, given, settled)
        for place, found in stated.items()
        for given in {each.fixed for each in found if each.fixed}
        for settled in _settled(given, found, place[0])
        if settled != given
    ]
    if not changes:
        return
    columns_of_change = ("ecosystem", "name", "advisory_id", "fixed", "settled")
    engine.create_empty("settled_fix", dict.fromkeys(columns_of_change, "varchar"))
    engine.insert("settled_fix", changes)
    engine.create(
        "hit",
        "select h.* replace (coalesce(s.settled, h.fixed) as fixed) from hit as h "
        "left join settled_fix as s using (ecosystem, name, advisory_id, fixed)",
    )
    engine.execute("drop table settled_fix")


def _settled(given: str, found: Sequence[Interval], ecosystem: str) -> set[str]:
    """Return where a fix leads: to itself where no interval has it, to "" where no fix ends the one that has."""
    ends, waiting, seen = set(), [given], {given}
    while waiting and len(seen) < _MOST_STEPS:
        fix = waiting.pop()
        holding = [each for each in found if covers(each, ecosystem, fix)]
        following = {each.fixed for each in holding}
        ends |= {fix} if not holding else following & {""}
        waiting += following - seen - {""}
        seen |= following
    return ends - {""} or {""}


def order_fixes(engine: Engine) -> None:
    """Create ``ordered_fixes``: of lists of several fixes for a version, those above it from the lowest on."""
    rows = engine.rows(
        "select distinct ecosystem, version, fixed_versions as given from hurt where len(fixed_versions) > 1"
    )
    columns = {"ecosystem": "varchar", "version": "varchar", "given": "varchar[]", "fixed_versions": "varchar[]"}
    engine.create_empty("ordered_fixes", columns)
    engine.insert("ordered_fixes", [(*row.values(), _ordered(**row)) for row in rows])


def _ordered(ecosystem: str, version: str, given: Iterable[str]) -> list[str]:
    def order(a: str, b: str) -> int:
        return compare(ecosystem, a, b) or 0

    ordered = sorted(sorted(given), key=cmp_to_key(order))
    above = [each for each in ordered if (compare(ecosystem, each, version) or 0) > 0] if version else []
    return above or ordered
