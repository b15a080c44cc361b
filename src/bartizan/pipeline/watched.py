"""What is watched: which plan each scope has, and what a snapshot leaves out for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bartizan.decide.workload import WORKLOADS
from bartizan.pipeline.unanalysed import SCOPES
from bartizan.state import State
from bartizan.state.onboarding.connectors import connectors
from bartizan.state.onboarding.nouns import Connector, Exclusion, Plan
from bartizan.state.onboarding.plans import plan_of, plans
from bartizan.store.engine import Engine, literal
from bartizan.store.fresh import add_fresh

HIDDEN = {"id": "varchar", "type": "varchar", "name": "varchar", "scope": "varchar", "reason": "varchar"}
"""The table of what the plan leaves out: workloads, and scopes whose permissions are not analysed."""
_OF_WORKLOADS = (
    "(starts_with(kind, 'aws_lambda_') or kind in ('azure_function', 'azure_function_app', 'azure_web_app', "
    "'azure_logic_app'))"
)
"""Kinds that only workloads have to do with."""


@dataclass(frozen=True)
class Watched:
    """The connectors and plans of a directory; ``removed`` are connectors that it had once."""

    connectors: Sequence[Connector] = ()
    removed: Sequence[Connector] = ()
    plans: Sequence[Plan] = ()

    def skips_code(self, subscription: str) -> bool:
        """Whether the code of the apps in a subscription is not read."""
        plan = self.plan("azure", subscription)
        return plan is not None and not plan.reads_azure_packages

    def plan(self, provider: str, scope: str) -> Plan | None:
        """Return the plan of a scope, None for one whose connector was removed; what no connector covers has all on."""
        if found := covering(self.connectors, provider, scope):
            return plan_of(list(self.plans), found.id, scope)
        return None if covering(self.removed, provider, scope) else Plan("")


def read_watched(state: State, directory: str) -> Watched:
    """Return what a directory watches, and watched once."""
    return Watched(connectors(state, directory), connectors(state, directory, removed=True), plans(state, directory))


def leave_out(engine: Engine, watched: Watched, started: str) -> None:
    """Take out of ``observation`` what the plans leave out, and create ``hidden`` of the workloads among it.

    What a removed connector brought goes as well, unless it was read after the scan ``started`` (UTC) for another.

    What is left out is not known any more: listings of its kinds go as well, so that nothing that leads to a workload
    is taken for leading nowhere.
    """
    engine.create_empty("hidden", HIDDEN)
    rows = engine.rows("select distinct split_part(kind, '_', 1) as provider, scope from observation order by all")
    for row in rows:
        here = f"scope = {literal(row['scope'])} and starts_with(kind, {literal(row['provider'] + '_')})"
        plan = watched.plan(row["provider"], row["scope"])
        if plan is None and _is_fresh(engine, here, started):
            plan = Plan("")
        if plan is None:
            engine.execute(f"delete from observation where {here}")
        else:
            _apply(engine, row["provider"], row["scope"], plan)


def _apply(engine: Engine, provider: str, scope: str, plan: Plan) -> None:
    here = f"scope = {literal(scope)} and starts_with(kind, {literal(provider + '_')})"
    if not plan.protects:
        _hide(engine, here, "component_off")
        engine.execute(f"delete from observation where {here} and {_OF_WORKLOADS}")
    else:
        _exclude(engine, here, plan.exclusions)
    if not plan.reads_azure_packages:
        _drop_code(engine, here)
    if not plan.analyses and scope:
        type_ = next(each for each, of in SCOPES.items() if of == provider)
        engine.insert("hidden", [(scope, type_, scope, scope, "component_off")])


def _drop_code(engine: Engine, here: str) -> None:
    """Put in place of what was read of Azure's code that it is not read."""
    which = f"{here} and kind in ('azure_web_app', 'azure_function_app')"
    add_fresh(engine, f"{which} and aspect = 'code'")
    engine.execute(f"delete from observation where {which} and aspect = 'code'")
    is_off = """'code' as aspect, 'ok' as outcome, '{"status": "off"}'::json as body, '' as marker"""
    engine.execute(
        f"insert into observation select * replace ({is_off}) from observation where {which} and aspect = 'self'"
    )
    add_fresh(engine, f"{which} and aspect = 'code'")


def _is_fresh(engine: Engine, here: str, started: str) -> bool:
    query = f"select 1 from observation where {here} and observed_at >= timestamp {literal(started)} limit 1"
    return bool(engine.rows(query))


def excluded(engine: Engine, scope: str, exclusions: Sequence[Exclusion]) -> list[str]:
    """Return the IDs of the workloads of a scope that exclusions would leave out of this snapshot."""
    if not exclusions:
        return []
    here = f"scope = {literal(scope)}" if scope else "true"
    select = f"select id from observation where {here} and {_is_workload()} and {_matches(exclusions)} order by id"
    return [row["id"] for row in engine.rows(select)]


def _exclude(engine: Engine, here: str, exclusions: Sequence[Exclusion]) -> None:
    if not exclusions:
        return
    _hide(engine, f"{here} and {_matches(exclusions)}", "excluded")
    # Versions, aliases, slots and functions of an app have its ID and more.
    engine.execute(
        f"delete from observation where {here} and {_OF_WORKLOADS} and exists (select 1 from hidden as h "
        "where observation.id = h.id or starts_with(observation.id, h.id || ':') "
        "or starts_with(observation.id, h.id || '/'))"
    )


def _hide(engine: Engine, which: str, reason: str) -> None:
    name = "coalesce(body ->> '$.FunctionName', body ->> '$.name', id)"
    engine.execute(
        f"insert into hidden select id, kind, {name}, scope, {literal(reason)} from observation "
        f"where {which} and {_is_workload()}"
    )


def _is_workload() -> str:
    return f"aspect = 'self' and kind in ({', '.join(map(literal, WORKLOADS))})"


def _matches(exclusions: Sequence[Exclusion]) -> str:
    return f"({' or '.join(_conditions(exclusions))})"


def _conditions(exclusions: Sequence[Exclusion]) -> Iterator[str]:
    for each in exclusions:
        value = literal(each.value)
        if each.by == "region":
            yield f"region = {value}"
        elif each.by == "name":
            yield f"coalesce(body ->> '$.FunctionName', body ->> '$.name') glob {value}"
        else:
            yield _is_tagged(*each.value.split("=", 1))


def _is_tagged(key: str, value: str) -> str:
    """Return whether a workload has a tag: AWS says so in the function's detail, Azure in what is listed.

    Keys of Azure's tags have no case.
    """
    detail = (
        "select any_value(d.body -> '$.Tags') from observation as d where d.id = observation.id and d.aspect = 'detail'"
    )
    tags = f"(select coalesce(observation.body -> '$.tags', ({detail})) as tags)"
    is_key = f"if(starts_with(kind, 'azure_'), lower(each.key) = {literal(key.lower())}, each.key = {literal(key)})"
    is_it = f"{is_key} and each.value ->> '$' = {literal(value)}"
    return f"exists (select 1 from {tags}, json_each(tags) as each where {is_it})"


def covering(connectors: Sequence[Connector], provider: str, scope: str) -> Connector | None:
    """Return the connector of a scope: its own, else one of an organization, group or tenant that it is found by."""
    of = [each for each in connectors if each.provider == provider]
    own = [each for each in of if each.target.lower() == scope.lower()]
    return next(iter(own or [each for each in of if not each.single_scope]), None)
