"""One app of Azure, as collect tells of it, and what the tables and the rules make of it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bartizan.assess import load_rules
from bartizan.base.bundled import bundled
from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.normalize import schemas, sources
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool

SCOPE = "11111111-1111-4111-8111-111111111111"
GROUP = f"/subscriptions/{SCOPE}/resourcegroups/shop"
APP = f"{GROUP}/providers/microsoft.web/sites/app"
ANY = {"ipAddress": "Any", "action": "Allow", "priority": 2147483647, "name": "Allow all"}

Body = dict[str, Any]


def function(name: str = "Hello", level: str | None = "anonymous", **more: Any) -> Body:
    """Return one element of an app's ``functions``; without a level, the trigger is a timer."""
    trigger = {"type": "timerTrigger"} if level is None else {"type": "httpTrigger", "authLevel": level}
    properties = {"isDisabled": False, "config": {"bindings": [trigger]}, **more}
    return {"id": f"{APP}/functions/{name}", "name": f"app/{name}", "properties": properties}


@dataclass
class App:
    """An app that is open in no way but to the internet; each field replaces or adds to what is told of it."""

    kind: str = "azure_function_app"
    site: Body = field(default_factory=dict)
    config: Body = field(default_factory=dict)
    auth: Body = field(default_factory=dict)
    settings: Body = field(default_factory=dict)
    functions: list[Body] = field(default_factory=lambda: [function()])
    identity: Body = field(default_factory=dict)
    given: list[tuple[str, str, str, Any]] = field(default_factory=list)
    refused: Iterable[tuple[str, str]] = ()
    """Kind and aspect of what was denied."""

    def answers(self) -> dict[str, Any]:
        """Return the body of each aspect."""
        plan = f"{GROUP}/providers/Microsoft.Web/serverfarms/plan"
        site = {
            "state": "Running", "hostNames": ["app.azurewebsites.net"], "httpsOnly": True, "sku": "Standard",
            "publicNetworkAccess": "Enabled", "inboundIpAddress": "20.1.2.3", "serverFarmId": plan, **self.site,
        }  # fmt: skip
        is_functions = self.kind == "azure_function_app"
        kind = "functionapp,linux" if is_functions else "app,linux"
        config = {
            "linuxFxVersion": "PYTHON|3.13", "minTlsVersion": "1.2", "scmMinTlsVersion": "1.2", "ftpsState": "Disabled",
            "ipSecurityRestrictions": [ANY], "scmIpSecurityRestrictions": [], "scmIpSecurityRestrictionsUseMain": True,
            **self.config,
        }  # fmt: skip
        told: dict[str, Any] = {
            SELF: {"id": APP, "name": "app", "kind": kind, "properties": site, "identity": self.identity},
            "config": {"properties": config},
            "detail": {"properties": {"publicNetworkAccess": site["publicNetworkAccess"]}},
            "auth": {"properties": self.auth},
            "settings": {"properties": self.settings},
            "connection_strings": {"properties": {}},
            "sticky_names": {"properties": {"appSettingNames": [], "connectionStringNames": []}},
            "basic_auth_scm": {"properties": {"allow": False}},
            "basic_auth_ftp": {"properties": {"allow": False}},
            "diagnostics": {"value": []},
        }
        return told | ({"functions": {"value": self.functions}} if is_functions else {})

    def observations(self) -> Iterator[tuple[str, str, str, Any]]:
        """Yield kind, id, aspect and body of what collect would say of it and of what stands around it."""
        replaced = {(kind, id_, aspect) for kind, id_, aspect, _ in self.given}
        yield from self.given
        for aspect, body in self.answers().items():
            if (self.kind, APP, aspect) not in replaced:
                yield self.kind, APP, aspect, body


@dataclass(frozen=True)
class Judged:
    """The app's row and the status of each rule about it."""

    row: Mapping[str, Any]
    statuses: Mapping[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.statuses[name] if name in self.statuses else self.row[name]


def judged(app: App, table: str = "", resource: str = APP) -> Judged:
    """Return what the tables and the rules say of an app, or of another resource beside it."""
    (only,) = together([app], table, resource)
    return only


def together(apps: Sequence[App], table: str = "", resource: str = APP) -> list[Judged]:
    """Return the same of many apps at once, each in a resource group of its own: tables take their time to make."""
    table = table or apps[0].kind
    with TemporaryDirectory() as folder:
        with ObservationSpool(Path(folder) / "spool") as spool:
            for kind, source in sources().items():
                if source.kinds == (kind,):
                    is_refused = any((kind, LIST) in app.refused for app in apps)
                    spool.write(Observation(kind, "", LIST, Outcome.DENIED if is_refused else Outcome.OK, SCOPE))
            spool.write(Observation("azure_subscription", SCOPE, SELF, Outcome.OK, SCOPE, body={}))
            for number, app in enumerate(apps):
                for each in app.observations():
                    spool.write(_placed(each, number, refused=each[0::2][:2] in set(app.refused)))
        with Engine(threads=1) as engine:
            engine.load_observations(spool.path)
            make_tables(engine, [table])
            return _judged(engine, table, [_moved(resource, number) for number in range(len(apps))])


def _placed(told: tuple[str, str, str, Any], number: int, *, refused: bool) -> Observation:
    kind, id_, aspect, body = told
    placed = None if refused else json.loads(_moved(json.dumps(body), number))
    outcome = Outcome.DENIED if refused else Outcome.OK
    return Observation(kind, _moved(id_, number), aspect, outcome, SCOPE, body=placed)


def _moved(text: str, number: int) -> str:
    return re.sub("(?i)(/resourcegroups/shop)", rf"\g<1>{number}", text)


def _judged(engine: Engine, table: str, ids: Sequence[str]) -> list[Judged]:
    rules = [rule for rule in load_rules([bundled("rules")], schemas()).values() if table in rule.table]
    columns = ", ".join(f'{rule.status_sql} as "{rule.id}"' for rule in rules)
    rows = {row["id"]: row for row in engine.rows(f"from {table}")}
    statuses = {row["id"]: row for row in engine.rows(f"select id, {columns} from {table}")}
    return [Judged(rows[id_], statuses[id_]) for id_ in ids]
