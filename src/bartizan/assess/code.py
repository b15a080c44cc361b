"""What the packages of each digest amount to: the lists that rules about code read."""

from bartizan.store.engine import Engine

EXPLOIT_LIKELY = 0.5
"""EPSS probability from which a vulnerability that is reached over the network counts as exploited."""

_TEXT = (
    # By its CVE where it has one: that is the name people know.
    "package || ' ' || version || ': ' || cve(advisory_id, aliases, advisory_id) || "
    "case when severity <> '' then ' (' || severity || ')' else '' end || "
    "case when len(fixed_versions) > 0 and not is_malicious then ', fixed in ' || fixed_versions[1] else '' end"
)
_EXPLOITED = (
    f"kev or (coalesce(epss, 0) >= {EXPLOIT_LIKELY} and (cvss_vector is null or cvss_vector = '' "
    "or contains(cvss_vector, 'AV:N')))"
)


def _list(condition: str) -> str:
    """Return the sorted, distinct lines of the vulnerabilities that meet a condition; empty where none does."""
    return f"coalesce(list(distinct text order by text) filter (where {condition}), [])"


def weigh_code(engine: Engine) -> None:
    """Create ``code_risk`` from ``package``, ``vulnerability``, ``secret`` and ``advisory_source``, a row per digest.

    Lists are null where nothing was found but a file could not be read, or an ecosystem of the digest's packages has no
    advisories: not clean.
    """
    engine.create(
        "code_risk",
        f"""
with code as (
    select distinct body ->> '$.digest' as digest from observation where aspect = 'code' and outcome = 'ok'
),
affected as (
    select digest, {_TEXT} as text, severity, is_malicious, {_EXPLOITED} as is_exploited
    from vulnerability where status = 'affected'
),
risk as (
    select
        digest,
        {_list("severity in ('critical', 'high') and not is_malicious")} as severe,
        {_list("severity not in ('critical', 'high') and not is_malicious")} as lesser,
        {_list("is_exploited")} as exploited,
        {_list("is_malicious")} as malicious
    from affected group by digest
),
counted as (
    select
        digest,
        count(*) as package_count,
        bool_and(ecosystem in (select ecosystem from advisory_source)) as is_covered
    from package group by digest
),
missed as (select distinct digest, true as is_missed from unreadable),
hidden as (
    select digest, list(distinct text order by text) as secrets
    from (select digest, kind || ' in ' || path || ':' || line as text from secret) group by digest
)
select
    digest,
    coalesce(package_count, 0) as package_count,
    {", ".join(_known(name) for name in ("severe", "lesser", "exploited", "malicious"))},
    coalesce(secrets, []) as secrets
from code
left join counted using (digest)
left join missed using (digest)
left join risk using (digest)
left join hidden using (digest)
""",
    )


def _known(name: str) -> str:
    return (
        f"case when len({name}) > 0 then {name} when coalesce(is_covered, true) and is_missed is null then [] "
        f"end as {name}"
    )
