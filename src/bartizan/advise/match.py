"""Which packages are vulnerable: a range join on sortable version keys, a row for a vulnerability of a package."""

from bartizan.advise.fixes import order_fixes, settle_fixes
from bartizan.advise.interval import Interval, holds
from bartizan.advise.name import NORMAL_SQL
from bartizan.advise.version import key
from bartizan.advise.version.simple_key import IS_PLAIN, PLAIN_KEY
from bartizan.store.engine import Engine

VULNERABILITY_COLUMNS = {
    **dict.fromkeys(("digest", "ecosystem", "package", "version", "path", "advisory_id"), "varchar"),
    "aliases": "varchar[]",
    "fixed_versions": "varchar[]",
    "severity": "varchar",
    "cvss_score": "double",
    "cvss_vector": "varchar",
    "epss": "double",
    "kev": "boolean",
    "is_malicious": "boolean",
    "published": "timestamp",
    "summary": "varchar",
    "status": "varchar",
}
AFFECTED, UNKNOWN = "affected", "unknown"  # in this order: of several records about one, the certain one is used


def match(engine: Engine) -> None:
    """Create ``vulnerability`` from ``package`` and the advisories that ``attach_advisories`` made readable.

    A package without a version, or with one that cannot be put in order, is ``unknown`` to each advisory of its name,
    never unaffected. Advisories that name the same CVE, or each other, are one vulnerability.
    """
    _find_candidates(engine)
    engine.create_empty(
        "hit", dict.fromkeys(("ecosystem", "name", "version", "advisory_id", "fixed", "status"), "varchar")
    )
    _join_keys(engine)
    _compare_spelled(engine)
    _join_unknown(engine)
    settle_fixes(engine)
    _group(engine)
    engine.create("hurt", _HURT)
    order_fixes(engine)
    engine.create("vulnerability", _VULNERABILITIES)
    for table in ("candidate", "hit", "one_vulnerability", "hurt", "ordered_fixes"):
        engine.execute(f"drop table {table}")


def _find_candidates(engine: Engine) -> None:
    """Create ``candidate``: the distinct packages whose names some advisory has, with the keys of their versions."""
    engine.create(
        "named",
        f"select distinct ecosystem, {NORMAL_SQL} as name, version from package "
        f"where (ecosystem, {NORMAL_SQL}) in (select distinct ecosystem, name from affected)",
    )
    engine.create(
        "version_key",
        f"select ecosystem, version, case when {IS_PLAIN} then {PLAIN_KEY} end as key "
        "from (select distinct ecosystem, version from named)",
    )
    others = engine.rows("select ecosystem, version from version_key where key is null")
    engine.create_empty("other_key", {"ecosystem": "varchar", "version": "varchar", "key": "blob"})
    engine.insert("other_key", [(*row.values(), key(row["ecosystem"], row["version"])) for row in others])
    engine.create(
        "candidate",
        "select named.*, coalesce(version_key.key, other_key.key) as key from named "
        "join version_key using (ecosystem, version) left join other_key using (ecosystem, version)",
    )
    for table in ("named", "version_key", "other_key"):
        engine.execute(f"drop table {table}")


_SAME_NAME = "from candidate as c join affected as a on a.name = c.name and a.ecosystem = c.ecosystem"


def _join_keys(engine: Engine) -> None:
    engine.execute(
        f"insert into hit select distinct c.ecosystem, c.name, c.version, a.advisory_id, a.fixed, '{AFFECTED}' "
        f"{_SAME_NAME} and a.is_exact and c.key >= a.low "
        "and (a.high is null or c.key < a.high or (a.high_included and c.key = a.high))"
    )


def _compare_spelled(engine: Engine) -> None:
    """Add hits by comparing versions as they are spelled, where one of them has no key."""
    rows = engine.rows(
        f"select c.ecosystem, c.name, c.version, a.advisory_id, a.introduced, a.fixed, a.last_affected {_SAME_NAME} "
        "where (c.key is null or not a.is_exact) and c.version <> ''"
    )
    hits = []
    for row in rows:
        bounds = Interval(b"", None, False, row["introduced"], row["fixed"], row["last_affected"], False)
        is_hit = holds(bounds, row["ecosystem"], row["version"])
        if is_hit is not False:
            place = (row["ecosystem"], row["name"], row["version"], row["advisory_id"], row["fixed"])
            hits.append((*place, AFFECTED if is_hit else UNKNOWN))
    engine.insert("hit", hits)


def _join_unknown(engine: Engine) -> None:
    """Add packages whose version nobody knows."""
    engine.execute(
        f"insert into hit select distinct c.ecosystem, c.name, '', a.advisory_id, '', '{UNKNOWN}' "
        f"{_SAME_NAME} where c.version = ''"
    )


def _group(engine: Engine) -> None:
    """Create ``one_vulnerability``: for each advisory that hit, the vulnerability that it and its aliases describe."""
    rows = engine.rows("select id, aliases from advisory where id in (select advisory_id from hit)")
    parents: dict[str, str] = {}
    for row in rows:
        for alias in row["aliases"] or ():
            parents[_root(parents, alias)] = _root(parents, row["id"])
    engine.create_empty("one_vulnerability", {"advisory_id": "varchar", "vulnerability": "varchar"})
    engine.insert("one_vulnerability", [(row["id"], _root(parents, row["id"])) for row in rows])


def _root(parents: dict[str, str], name: str) -> str:
    root = name
    while parents.setdefault(root, root) != root:
        root = parents[root]
    while parents[name] != root:
        parents[name], name = root, parents[name]
    return root


_HURT = f"""
select
    ecosystem, name, version, vulnerability,
    -- Where some record is certain, the fixes of uncertain ones are ignored.
    list_sort(list_distinct(coalesce(
        case when min(status) = '{AFFECTED}' then list(fixed) filter (where fixed <> '' and status = '{AFFECTED}')
            else list(fixed) filter (where fixed <> '') end,
        []
    ))) as fixed_versions,
    min(status) as status
from hit join one_vulnerability using (advisory_id)
group by ecosystem, name, version, vulnerability
"""

_VULNERABILITIES = f"""
with advised as (
    select one.vulnerability, a.*, [a.id] || coalesce(a.aliases, []) as names
    from advisory as a join one_vulnerability as one on one.advisory_id = a.id
),
watched as (
    select vulnerability, bool_or(kev.cve is not null) as kev, max(epss.score) as epss
    from (select distinct vulnerability, unnest(names) as cve from advised) as name
    left join kev on kev.cve = name.cve
    left join epss on epss.cve = name.cve
    group by vulnerability
),
spoken as (
    select
        vulnerability,
        -- The richest record speaks: one with a vector, then one of GitHub's, then the first by name.
        arg_min(id, (coalesce(cvss_vector, '') = '', severity = '', id not like 'GHSA-%', id)) as advisory_id,
        list_distinct(flatten(list(names))) as names,
        -- No record of a malicious package states a severity, and nothing is worse.
        case when bool_or(is_malicious) then 'critical'
            else arg_min(severity, severity_order(severity))
        end as severity,
        max(cvss_score) as cvss_score,
        coalesce(arg_max(cvss_vector, (coalesce(cvss_score, -1), coalesce(cvss_vector, ''))), '') as cvss_vector,
        bool_or(is_malicious) as is_malicious,
        min(published) as published,
        arg_max(summary, (coalesce(length(summary), -1), coalesce(summary, ''))) as summary
    from advised group by vulnerability
),
shown as (
    select * exclude (names), list_sort(list_filter(names, lambda n: n <> advisory_id)) as aliases from spoken
)
select
    package.digest, hurt.ecosystem, package.name as package, hurt.version, package.path, shown.advisory_id,
    shown.aliases,
    coalesce(ordered_fixes.fixed_versions, hurt.fixed_versions) as fixed_versions, shown.severity, shown.cvss_score,
    shown.cvss_vector, watched.epss, watched.kev, shown.is_malicious, shown.published, shown.summary, hurt.status
from hurt
join shown using (vulnerability)
join watched using (vulnerability)
left join ordered_fixes on ordered_fixes.ecosystem = hurt.ecosystem and ordered_fixes.version = hurt.version
    and ordered_fixes.given = hurt.fixed_versions
join (select *, {NORMAL_SQL} as normal_name from package) as package
    on package.ecosystem = hurt.ecosystem and package.normal_name = hurt.name and package.version = hurt.version
"""
