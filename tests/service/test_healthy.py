"""The resources that pass a rule are as many as were counted, and none that does not apply or was not read."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.assess import Rule, assess
from bartizan.assess.age import STALE_COLUMNS
from bartizan.assess.gaps import Gaps
from bartizan.decide.order import number
from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.normalize import schemas, sources
from bartizan.report.listing.ask import ListFilter
from bartizan.report.views.inventory import create_inventory
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state import Manifest, State
from bartizan.state.exemption import add_exemptions
from bartizan.state.nouns import Exemption
from bartizan.store import Engine, snapshot_store
from bartizan.store.engine import OBSERVATION_COLUMNS
from bartizan.store.rules import save_rules
from tests.service.estate import RULES

KINDS = ("aws_lambda_function", "azure_web_app")
SCOPES = ("111122223333", "sub-1")
APPLIES, EVERY = (
    RULES[0].model_copy(
        update={"id": f"test.{name}", "table": list(KINDS), "applies": applies, "fails": "exposure = 'internet'"}
    )
    for name, applies in (("applies", "runtime <> 'java'"), ("every", "true"))
)


@pytest.fixture(scope="module", params=[1, 2, 3])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    home = tmp_path_factory.mktemp("home")
    publish(home, random.Random(request.param))
    reason = Exemption(ExemptionCategory.MITIGATED, "made up", "test", now(), rule=EVERY.id, scope=SCOPES[0])
    add_exemptions(State(home), "default", [reason])
    with Snapshots(home).open() as found:
        yield found


def publish(home: Path, draw: random.Random) -> None:
    """Publish resources of two kinds that were judged as a scan judges them, some of them read long ago."""
    with Engine() as engine, snapshot_store(home, "default").draft("one") as draft:
        for kind in KINDS:
            columns = schemas()[kind]
            engine.create_empty(kind, columns)
            rows = [
                {
                    "id": f"r-{n}",  # two kinds share IDs
                    "name": f"name-{n}",
                    "scope": draw.choice(SCOPES),
                    "region": "eu",
                    "runtime": draw.choice(["java", "python", None]),
                    "exposure": draw.choice(["internet", "private", "private", None]),
                    "tags": draw.choice([None, "{}", '{"team": "red"}']),
                    "observed_at": "2026-01-01",
                }
                for n in range(60)
            ]
            engine.insert(kind, [[row.get(column) for column in columns] for row in rows])
        parts = (f"select id, '{kind}' as type, observed_at as first_seen, observed_at as last_seen" for kind in KINDS)
        engine.create("resource", " union all ".join(f"{p} from {kind}" for p, kind in zip(parts, KINDS, strict=True)))
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        engine.create_empty("stale", STALE_COLUMNS)
        old = [(KINDS[0], scope, "eu", f"r-{n}", "2025-01-01") for n in range(9) for scope in SCOPES]
        engine.insert("stale", old)
        save_rules(engine, [rule.model_dump(mode="json") for rule in (APPLIES, EVERY)])
        assess(engine, [APPLIES, EVERY], {kind: schemas()[kind] for kind in KINDS}, gaps(engine))
        rated = "'high' as risk_level, cast([] as varchar[]) as risk_factors, '' as risk_reason"
        engine.create(
            "finding", f"select *, {rated}, now()::timestamp as first_seen, now()::timestamp as last_seen from finding"
        )
        number(engine)
        create_inventory(engine)
        draft.seal(engine, engine.tables())
        draft.publish(lambda: State(home).publish(Manifest("one", "default", now(), now(), "complete", {})))


def gaps(engine: Engine) -> Gaps:
    return Gaps(engine, {name: source.lineage for name, source in sources().items()})


def passing(opened: Published, rule: str, **values: list[str]) -> set[tuple[str, str]]:
    asked = ListFilter(values={"passes": [rule], **values})
    found = listing.rows(opened, "inventory", asked, limit=1000)
    assert (found.total, found.unknown) == (len(found.items), 0)
    assert listing.total(opened, "inventory", asked) == found.total
    return {(row["type"], row["id"]) for row in found.items}


@pytest.mark.parametrize("rule", [APPLIES, EVERY], ids=lambda rule: rule.id)
def test_they_are_those_that_a_scan_judged_so(opened: Published, rule: Rule) -> None:
    rows = opened.engine.rows(
        "select type, scope, sum(n)::bigint as n from (select resource_type as type, scope, n from rule_result "
        "where rule_id = ? and status = 'pass') group by all",
        [rule.id],
    )
    assert len(rows) > 2
    for row in rows:
        assert len(passing(opened, rule.id, type=[row["type"]], scope=[row["scope"]])) == row["n"]
    found = passing(opened, rule.id)
    assert len(found) == sum(row["n"] for row in rows)
    others = opened.engine.rows("select resource_type, resource_id from finding where rule_id = ?", [rule.id])
    assert found.isdisjoint({(row["resource_type"], row["resource_id"]) for row in others})
    old = {(row["kind"], row["id"]) for row in opened.engine.rows("select distinct kind, id from stale")}
    assert found.isdisjoint(old)
    java = opened.engine.rows(f"select id from {KINDS[1]} where runtime = 'java' and exposure = 'private'")
    without_applying = {(KINDS[1], row["id"]) for row in java}
    assert without_applying
    assert found.isdisjoint(without_applying) == (rule is APPLIES)


def test_what_is_asked_beside_narrows_them(opened: Published) -> None:
    every = passing(opened, EVERY.id)
    counts = listing.facets(opened, "inventory", "tag", ListFilter(values={"passes": [EVERY.id]}))
    assert sum(each.count for each in counts) == len(every)
    (red,) = (each.count for each in counts if each.value == "team=red")
    rows = listing.rows(opened, "inventory", ListFilter(values={"passes": [EVERY.id], "tag": ["team=red"]}), limit=999)
    assert rows.total == red > 0
    assert listing.total(opened, "inventory", ListFilter(values={"passes": [APPLIES.id, EVERY.id]})) == len(every)


def test_the_list_of_all_that_passed_is_of_the_same(opened: Published) -> None:
    found = listing.rows(opened, "healthy_checks", ListFilter(), limit=1000)
    rules = (APPLIES.id, EVERY.id)
    expected = {(rule, *each) for rule in rules for each in passing(opened, rule)}
    assert found.total == len(found.items) == len(expected)
    assert {(row["rule_id"], row["type"], row["id"]) for row in found.items} == expected
    for rule in rules:
        counts = listing.facets(opened, "healthy_checks", "tag", ListFilter(values={"rule_id": [rule]}))
        assert counts == listing.facets(opened, "inventory", "tag", ListFilter(values={"passes": [rule]}))


def test_a_rule_that_is_not_there_is_refused(opened: Published) -> None:
    with pytest.raises(UsageError, match=r"there is no rule 'test\.evry'.*'test\.every'"):
        listing.total(opened, "inventory", ListFilter(values={"passes": ["test.evry"]}))
    with pytest.raises(UsageError, match="passes"):
        listing.total(opened, "findings", ListFilter(values={"passes": [EVERY.id]}))
