"""An estate whose decisions are many kinds, and all that is read of it: what is compared after each decision."""

import datetime
import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bartizan.api.reading import as_bytes
from bartizan.decide.order import number
from bartizan.decide.score import every_score
from bartizan.model import Severity, now
from bartizan.normalize import schemas
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.beside import beside
from bartizan.report.views.governance import governance_report
from bartizan.report.views.inventory import create_inventory
from bartizan.service import listing
from bartizan.service.menu import menu_counts
from bartizan.service.overview import overview
from bartizan.service.published import Published
from bartizan.service.search import search
from bartizan.state import Manifest, State
from bartizan.store import Engine, snapshot_store
from bartizan.store.engine import OBSERVATION_COLUMNS, literal
from bartizan.store.rules import save_rules
from tests.service.estate import RULES

KINDS = ("aws_lambda_function", "azure_function_app", "azure_web_app", "aws_s3_bucket")
SCOPES = ("111122223333", "444455556666", "sub-1")
TEAMS = ("red", "blue", "")
SORTED = {"status", "owner", "due", "risk_level", "critical"}
"""Columns that decisions change, by which lists are sorted."""
_QUERIES = {
    "exempted": "select * from exempted order by all",
    "assignment": "select * from assignment order by all",
    "statuses": "select status, count(*) as n from finding group by all order by all",
    "exempt": "select * from exempt_count order by all",
    "in grace": "select * from grace_count order by all",
    "results": "select * from rule_result where n > 0 order by all",
}
_FIX = RULES[0].remediation
_OF_CATEGORY = {
    "secrets": {"controls": {"cis": ["1"], "nist": ["2", "3"]}, "remediation": _FIX.model_copy(update={"cli": "true"})},
    "encryption": {
        "controls": {"nist": ["4"]},
        "remediation": _FIX.model_copy(update={"cli": "true", "terraform": "# none"}),
        "table": ["azure_web_app", "aws_lambda_function"],
    },
}
MORE_RULES = [
    RULES[0].model_copy(
        update={"id": f"{cloud}.{name}", "severity": severity, "category": category, **_OF_CATEGORY.get(category, {})}
    )
    for cloud in ("aws.lambda", "azure.web")
    for name, severity, category in (
        ("one", Severity.HIGH, "secrets"),
        ("two", Severity.MEDIUM, "encryption"),
        ("three", Severity.LOW, "secrets"),
        ("four", Severity.INFO, "identity_and_permissions"),
    )
]
_READ = "timestamp '2026-01-28'"
"""When the last scan began; some findings are new then."""


def resources(draw: random.Random, *, has_twins: bool) -> Iterator[dict[str, Any]]:
    """Yield resources of all kinds; of twins, two kinds share an ID."""
    for n in range(60):
        for kind in draw.sample(KINDS, 2 if has_twins and n % 7 == 0 else 1):
            tags = draw.choice([None, "{}", *(f'{{"{key}": "{team}"}}' for key in ("team", "Team") for team in TEAMS)])
            yield {"id": f"r-{n}", "kind": kind, "name": f"name-{n % 23}", "scope": draw.choice(SCOPES), "tags": tags}


def publish_decided(
    home: Path,
    draw: random.Random,
    id_: str = "one",
    *,
    has_twins: bool = True,
    seen: datetime.datetime | None = None,
    first_seen: Sequence[str] = ("2026-01-01",),
) -> None:
    """Publish a snapshot of these resources with findings at random, all first seen at a time if one is given.

    ``first_seen`` are the times at which the resources themselves were seen first.
    """
    with Engine() as engine, snapshot_store(home, "default").draft(id_) as draft:
        _fill(engine, list(resources(draw, has_twins=has_twins)), draw, first_seen)
        if seen:
            engine.execute("update finding set first_seen = ?", [seen])
        draft.seal(engine, engine.tables())
        manifest = Manifest(id_, "default", now(), now(), "complete", {"snapshot_id": id_})
        draft.publish(lambda: State(home).publish(manifest))


def _fill(engine: Engine, rows: list[dict[str, Any]], draw: random.Random, first_seen: Sequence[str]) -> None:
    for kind in KINDS:
        columns = schemas()[kind]
        engine.create_empty(kind, columns)
        own = [
            {"region": "eu", "observed_at": first_seen[n % len(first_seen)], **row}
            for n, row in enumerate(rows)
            if row["kind"] == kind
        ]
        engine.insert(kind, [[None if c == "kind" else row.get(c) for c in columns] for row in own])
    parts = [f"select id, '{k}' as type, observed_at as first_seen, {_READ} as last_seen from {k}" for k in KINDS]
    engine.create("resource", " union all ".join(parts))
    engine.create_empty("observation", OBSERVATION_COLUMNS)
    save_rules(engine, [rule.model_dump(mode="json") for rule in MORE_RULES])
    findings = [_finding(row, rule.id, draw) for row in rows for rule in MORE_RULES if draw.random() < 0.4]
    engine.create(
        "finding",
        "select rule_id, status, coalesce(s, severity) as severity, resource_id, resource_type, resource_name, "
        "scope, 'eu' as region, '{}' as evidence, missing, risk_level, risk_factors, risk_level as risk_reason, "
        "first_seen::timestamp as first_seen, timestamp '2026-02-01' as last_seen from (values "
        f"{', '.join(findings)}) as f(rule_id, status, s, resource_id, resource_type, resource_name, scope, missing, "
        "risk_level, risk_factors, first_seen) join rule on rule.id = f.rule_id",
    )
    engine.create(
        "rule_result",
        "select rule_id, resource_type, scope, status, count(*) as n from finding group by all "
        f"union all select '{MORE_RULES[0].id}', '{KINDS[0]}', '{SCOPES[0]}', 'pass', 9",
    )
    number(engine)
    create_inventory(engine)


def _finding(row: dict[str, Any], rule: str, draw: random.Random) -> str:
    factors = draw.sample(["internet_exposure", "data_access", "sensitive_data"], draw.randint(0, 2))
    listed = f"cast([{', '.join(map(literal, factors))}] as varchar[])"
    texts = (rule, draw.choice(["fail", "fail", "unknown"]), row["id"], row["kind"], row["name"], row["scope"])
    rule_, status, *where = map(literal, texts)
    level = literal(draw.choice(["critical", "high", "medium", "low"]))
    seen = literal(f"2026-01-{draw.randint(1, 28):02}")
    worse = "'critical'" if draw.random() < 0.2 else "null"
    return f"({rule_}, {status}, {worse}, {', '.join(where)}, cast([] as varchar[]), {level}, {listed}, {seen})"


_BESIDE = [ListFilter(values={"owner": ["ops", ""]}), ListFilter(f'tag = "team={TEAMS[0]}" or owner != ops')]


def asked(draw: random.Random) -> list[ListFilter]:
    """Return what is asked of findings: nothing, values, texts and expressions."""
    return [
        ListFilter(),
        ListFilter(values={"status": [draw.choice(["fail", "exempt", "unknown"])]}),
        ListFilter(values={"owner": [draw.choice([*TEAMS, "ops"])], "scope": [draw.choice(SCOPES)]}),
        ListFilter(f"status != exempt and risk_level = {draw.choice(['critical', 'low'])}", text="name-1"),
    ]


def read_all(published: Published, filters: list[ListFilter], draw: random.Random | None = None) -> dict[str, Any]:
    """Return what every face shows of a snapshot: pages, totals, facets, CSV, overview, search, scores.

    What is read first makes what others are made of: with ``draw``, it is read in any order.
    """
    readers: list[Callable[[], dict[str, Any]]] = [
        partial(_of_list, published, "recommendations", filters[:1]),
        partial(_of_list, published, "inventory", [ListFilter(), ListFilter(text="name-1"), *_BESIDE]),
        partial(_of_list, published, "findings", filters),
        lambda: {"overview": overview(published).model_dump()},
        lambda: {"menu": menu_counts(published)},
        lambda: {"severities": listing.totals(published, "findings", "severity")},
        lambda: {"search": as_bytes(search(published, "name-1").model_dump())},
        lambda: {"scores": every_score(published.engine)},
        lambda: {"governance": governance_report(published.engine)},
        *(partial(_rows, published, name, query) for name, query in _QUERIES.items()),
    ]
    if draw:
        draw.shuffle(readers)
    found: dict[str, Any] = {}
    for read in readers:
        found |= read()
    return found


def _rows(published: Published, name: str, query: str) -> dict[str, Any]:
    return {name: published.engine.rows(query)}


def _of_list(published: Published, name: str, filters: list[ListFilter]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    columns = [column for column in (*listing.columns(published, name), *beside(name)) if column != "n"]
    for n, each in enumerate(filters):
        found[f"{name} {n}"] = listing.rows(published, name, each, limit=10_000)
        found[f"{name} {n} far"] = listing.rows(published, name, each, limit=7, offset=11)
        found[f"{name} {n} facets"] = listing.all_facets(published, name, columns, each)
        found[f"{name} {n} csv"] = b"".join(listing.as_lines(published, name, each, "csv"))
        found[f"{name} {n} total"] = listing.total(published, name, each)
    for column in sorted(SORTED & {*columns} - {*beside(name)}):
        found[f"{name} by {column}"] = listing.rows(published, name, ListFilter(), sort=[f"-{column}"], limit=99)
    return found
