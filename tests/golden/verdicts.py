"""Scan the demo estate and read every verdict, healthy ones too."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bartizan.advise.sources.sync import sync_bundled
from bartizan.assess import Rule, assess, load_rules
from bartizan.assess.gaps import Gaps
from bartizan.base.bundled import bundled
from bartizan.base.settings import Settings
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.model import Status, Usage
from bartizan.normalize import schemas, sources
from bartizan.pipeline.scan import ScanRequest, scan
from bartizan.store import Engine, open_snapshot
from tests.conftest import Emulators

EVERY = tuple(status for status in Status if status is not Status.EXEMPT)


class Key(NamedTuple):
    """What a verdict is about."""

    rule_id: str
    resource_type: str
    resource_id: str


Verdicts = dict[Key, dict[str, Any]]


def request(
    emulators: Emulators,
    *,
    aws: bool = True,
    azure: bool = True,
    regions: tuple[str, ...] = (),
    accounts: int | None = None,
    other_services: bool = False,
    profile: str = "",
    last_accessed: bool = False,
) -> ScanRequest:
    estate = emulators.estate
    options: dict[str, Any] = {"last_accessed": last_accessed, "other_services": other_services}
    return ScanRequest(
        (AwsTarget(regions, estate.aws, None, estate.role_arns[:accounts], None, **options),) if aws else (),
        (AzureTarget(estate.subscriptions, estate.arm, None),) if azure else (),
        settings=Settings().with_profile(profile),
    )


async def scanned(emulators: Emulators, home: Path, **what: Any) -> Engine:
    """Scan into a home and return the published snapshot's tables."""
    advised(home)
    manifest = await scan(request(emulators, **what), home, Usage())
    return open_snapshot(home / "snapshots" / "default" / manifest.id)


def advised(home: Path) -> Path:
    """Return a home that has the advisories that ship: without any, nothing is known of packages."""
    if not (home / "advisories").is_dir():
        sync_bundled(home)
    return home


@cache
def rules() -> Collection[Rule]:
    return tuple(load_rules([bundled("rules")], schemas()).values())


def verdicts(engine: Engine, *, published: bool = True, only: Collection[str] = ()) -> Verdicts:
    """Return every verdict of every rule with its status, evidence and what was missing; ``only`` of these tables."""
    columns = {name: engine.columns(name) for name in only or schemas()}
    lineage = {name: source.lineage for name, source in sources().items()}
    for view in ("finding", "rule_result") if published else ():
        engine.execute(f"drop view {view}")
    assess(engine, list(rules()), columns, Gaps(engine, lineage), kept=EVERY)
    rows = engine.rows("select * from finding")
    return {Key(row["rule_id"], row["resource_type"], row["resource_id"]): row for row in rows}


def unlisted(before: Iterable[Key], after: Mapping[Key, Mapping[str, Any]]) -> set[Key]:
    """Return what was judged after and not before, but for what stands in place of resources that are not listed now.

    Where the stages of an API were not read, the ARN of all of them neither passes nor fails.
    """
    before = set(before)
    stand_ins = {f"{key.resource_id}/stages" for key in before}
    return {
        key
        for key, row in after.items()
        if key not in before and (key.resource_id not in stand_ins or row["status"] in ("pass", "fail"))
    }


def silenced(before: Iterable[Key], after: Iterable[Key]) -> set[tuple[str, str]]:
    """Return the rules, and the stages of an API, of which no verdict is left although the API itself was read."""
    after = set(after)
    told = {(key.rule_id, place) for key in after for place in (key.resource_id, key.resource_id.rpartition("/")[0])}
    kinds = ("aws_apigateway_stage", "aws_apigatewayv2_stage")
    stages = {(key.rule_id, key.resource_id.rpartition("/")[0]) for key in before if key.resource_type in kinds}
    apis = {key.resource_id for key in after}
    return {(rule, place) for rule, place in stages - told if place.removesuffix("/stages") in apis}


def explained(missing: list[str]) -> bool:
    """Whether an unknown verdict names nothing but calls that were not answered."""
    return bool(missing) and all(" denied" in text or " failed" in text for text in missing)
