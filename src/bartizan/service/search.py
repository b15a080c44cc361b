"""Search what a snapshot names: resources, rules, advisories, packages, identities, and queries that were saved."""

from collections.abc import Iterator, Sequence

from bartizan.base.resource_key import resource_key
from bartizan.contract.explore import KnownQuery
from bartizan.contract.search import SearchHit, SearchKind, SearchResult
from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import PLACE, ensure_table, fill
from bartizan.report.views.vulnerabilities import CVE, coverage_sql, prepare_code
from bartizan.service.published import Published, once
from bartizan.store.engine import Engine, literal

MOST = 8
_LONGEST = 200
_NEAREST = "lower({0}) <> $1, not starts_with(lower({0}), $1), length({0}), {0}"
"""The order of hits: what is called so, what begins so, then the shortest."""
_IS_WORKLOAD = f"type in ({', '.join(map(literal, WORKLOADS))})"
_NAMES = "searched_name"
_PART = 25_000
"""Rows, which are texts, that lie in memory unpacked."""
_CREATE_NAMES = f"""
select id, name, type::varchar || ' · ' || scope::varchar as detail, {_IS_WORKLOAD} as is_workload,
    lower(name) as lower_name,
    if(contains(lower(id), lower(name)), lower(id), lower(name) || chr(0) || lower(id)) as text
from {{table}}
"""
"""In lower case once, not for each search."""
_RESOURCES = f"""
select id, name, detail, null as count from {_NAMES}
where {{only}} and contains(text, $1)
order by lower_name <> $1, not starts_with(lower_name, $1), length(name), name, id limit {{most}}
"""
_RULES = """
select id, title as name, id as detail, (select coalesce(sum(n), 0)::bigint from rule_result
    where rule_id = rule.id and status = 'fail') as count
from rule where contains(lower(id), $1) or contains(lower(title), $1) order by {nearest} limit {most}
"""
_ADVISORIES = """
select advisory_id as id, coalesce(nullif(any_value(cve), ''), advisory_id) as name,
    any_value(severity || ' · ' || package) as detail, count(distinct resource_id) as count
from (select *, {cve} from code_use join vulnerability using (digest))
where contains(lower(advisory_id), $1) or contains(lower(cve), $1)
    or list_contains(list_transform(aliases, lambda each: lower(each)), $1)
group by advisory_id order by {nearest} limit {most}
"""
_PACKAGES = """
select ecosystem || '/' || p.name as id, p.name as name, ecosystem as detail, count(distinct resource_id) as count
from code_use join package as p using (digest)
where contains(lower(p.name), $1) or starts_with($1, lower(split_part(purl, '@', 1)))
group by ecosystem, p.name order by {nearest} limit {most}
"""
_IDENTITIES = """
select principal_id as id, name, type || ' · ' || scope as detail, null as count from identity
where contains(lower(name), $1) or lower(principal_id) = $1 order by {nearest}, id limit {most}
"""


def search(published: Published, text: str, queries: Sequence[KnownQuery] = (), most: int = MOST) -> SearchResult:
    """Return what is called like a text, up to ``most`` of each kind; an empty text finds nothing.

    ``queries`` are the ones that the person who searches may see.
    """
    wanted = text.strip().lower()[:_LONGEST]
    if not wanted:
        return SearchResult(text=text, hits=[], unread=0)
    hits = [*_of_snapshot(published.engine, wanted, most), *_queries(queries, wanted, most)]
    return SearchResult(text=text, hits=hits, unread=unread_workloads(published))


def _of_snapshot(engine: Engine, wanted: str, most: int) -> Iterator[SearchHit]:
    ensure_names(engine)
    named = {"nearest": _NEAREST.format("name"), "most": int(most), "cve": CVE}
    asked: list[tuple[SearchKind, str, str]] = [
        ("workload", _RESOURCES, "is_workload"),
        ("resource", _RESOURCES, "not is_workload"),
        ("rule", _RULES, ""),
    ]
    if prepare_code(engine):
        asked += [("advisory", _ADVISORIES, ""), ("package", _PACKAGES, "")]
    if engine.has("identity"):
        asked.append(("identity", _IDENTITIES, ""))
    for kind, query, only in asked:
        for row in engine.rows(query.format(**named, only=only), [wanted]):
            is_resource = kind in {"workload", "resource", "identity"}
            yield SearchHit(kind=kind, key=resource_key(row["id"]) if is_resource else row["id"], **row)


def ensure_names(engine: Engine) -> None:
    """Make sure that the table of names that are searched is there; no decision changes it."""
    engine.below().once(_NAMES, _make_names)


def _make_names(engine: Engine) -> None:
    table = ensure_table(engine, LISTS["inventory"])
    with engine.sparing():
        (counted,) = engine.rows(f"select count(*) as n from {table}_rows")
        firsts = range(0, max(counted["n"], 1), _PART)
        whole = _CREATE_NAMES.format(table=table)
        fill(engine, _NAMES, [f"{whole} where {PLACE} between {first} and {first + _PART - 1}" for first in firsts])
        engine.compress()


def _queries(known: Sequence[KnownQuery], wanted: str, most: int) -> list[SearchHit]:
    """Return saved queries and templates."""
    told = [(each, each.title or each.text) for each in known]
    found = [(each, words) for each, words in told if wanted in each.name or wanted in words.lower()]
    return [
        SearchHit(kind="query", id=each.name, key=each.key, name=each.name, detail=words)
        for each, words in found[: int(most)]
    ]


@once
def unread_workloads(published: Published) -> int:
    """Return how many workloads' code was not assessed: counted once for a snapshot."""
    engine = published.engine
    if not prepare_code(engine):
        return 0
    with engine.sparing():
        (row,) = engine.rows(f"select count(*) as n from ({coverage_sql(engine)}) where status <> 'assessed'")
    return int(row["n"])
