"""How many exposed workloads an ordinary estate has on a critical path, and what the graph stage costs on it.

``python bench/ordinary.py`` prints the share of exposed functions that a critical path begins at, for some seeds: where
everything is critical nothing is. It prints also the CPU seconds of the whole stage: 1,000 functions with 250 roles.

No report says how permissions, packages and sensitive data are spread over functions, so the shares below are
assumptions, on the high side where it matters. What is published: most functions are behind API Gateway or SQS
(Datadog, State of Serverless 2022), and workloads that are no administrators still escalate or read sensitive data
(Datadog, State of Cloud Security 2023 and 2024).
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import count

from bartizan.graph.run import connect
from bartizan.normalize.run import schemas
from bartizan.permit import TABLES
from bartizan.permit.tables import COMMON, append
from bartizan.store import Engine

FUNCTIONS, ROLES, STORES, SECRETS = 1_000, 250, 300, 100
SEEDS = 5
MOST_CRITICAL = 0.02
MOST_SECONDS = 2.5
WITHOUT_LOGIN, QUEUE_OPEN, VENDOR = 0.2, 0.005, 0.03
"""Of functions that anyone calls; of queues that anyone sends to; of roles that another account assumes."""
FLAWS = {"kev": 0.02, "epss": 0.03, "critical_network": 0.4, "malicious": 0.0005}
"""Of functions with a package that has such a vulnerability."""
ADMINISTRATOR, ESCALATES, CHANGES_CODE, ASSUMES = 0.01, 0.03, 0.04, 0.05
READS_STORES, READS_ALL, READS_SECRETS = 0.6, 0.05, 0.3
"""Of roles; those that read stores read one to three of them, or all."""
SENSITIVE, PUBLIC, TEST = 0.2, 0.1, 0.2
_ACCOUNT = "111122223333"
_TEXT = "varchar"
_VULNERABILITY = {
    **dict.fromkeys(("digest", "package", "version", "advisory_id", "severity", "cvss_vector", "status"), _TEXT),
    **{"aliases": "varchar[]", "epss": "double", "kev": "boolean", "is_malicious": "boolean"},
}
_FLAW: dict[str, dict[str, object]] = {
    "kev": {"kev": True},
    "epss": {"epss": 0.7},
    "critical_network": {},
    "malicious": {"is_malicious": True},
}
Row = dict[str, object]


def estate(seed: int) -> Engine:
    """Return the tables that the graph is made of, for one account drawn by chance."""
    engine = Engine(threads=2)
    for name, columns in {**schemas(), **TABLES, **COMMON, "vulnerability": _VULNERABILITY}.items():
        engine.create_empty(name, columns)
    engine.create_empty("listing", dict.fromkeys(("kind", "scope", "region", "outcome"), _TEXT))
    for table, rows in _tables(random.Random(seed)).items():
        append(engine, table, rows)
    return engine


def _tables(draw: random.Random) -> Mapping[str, list[Row]]:
    roles = [f"arn:aws:iam::{_ACCOUNT}:role/r{n}" for n in range(ROLES)]
    functions = [_function(draw, n, draw.choice(roles)) for n in range(FUNCTIONS)]
    stores = [_store(draw, n) for n in range(STORES)]
    secrets = [f"arn:aws:secretsmanager:eu-west-1:{_ACCOUNT}:secret:s{n}" for n in range(SECRETS)]
    queues = [f"arn:aws:sqs:eu-west-1:{_ACCOUNT}:q{n}" for n in range(FUNCTIONS // 4)]
    access = _Access(draw, roles)
    access.some(READS_STORES, "data_read", lambda: draw.sample([str(row["id"]) for row in stores], draw.randint(1, 3)))
    access.some(READS_ALL, "data_read", lambda: [str(row["id"]) for row in stores])
    access.some(READS_SECRETS, "secret_read", lambda: draw.sample(secrets, draw.randint(1, 3)))
    access.some(CHANGES_CODE, "write_code", lambda: [str(row["id"]) for row in draw.sample(functions, 20)])
    access.some(ASSUMES, "assume_role", lambda: [draw.choice(roles)])
    return {
        "aws_account": [{"id": _ACCOUNT, "scope": _ACCOUNT}],
        "aws_lambda_function": functions,
        "aws_iam_role": [_role(draw, n, id_) for n, id_ in enumerate(roles)],
        "aws_s3_bucket": stores,
        "aws_secretsmanager_secret": [_named(id_, f"s{n}") for n, id_ in enumerate(secrets)],
        "aws_sqs_queue": [
            {**_named(id_, f"q{n}"), "allows_public_send": draw.random() < QUEUE_OPEN} for n, id_ in enumerate(queues)
        ],
        "aws_lambda_event_source_mapping": [
            {"id": f"m{n}", "source_arn": id_, "function_arn": draw.choice(functions)["id"], "is_enabled": True}
            for n, id_ in enumerate(queues)
        ],
        "access": access.rows,
        "escalation": [
            {"principal_id": id_, "provider": "aws", "technique": "t", "target_id": "", "effect": "yes", "because": "b"}
            for id_ in roles
            if draw.random() < ESCALATES
        ],
        "vulnerability": list(_vulnerabilities(draw, functions)),
    }


def _named(id_: str, name: str) -> Row:
    return {"id": id_, "name": name, "scope": _ACCOUNT, "region": "eu-west-1", "tags": "{}"}


def _function(draw: random.Random, n: int, role: str) -> Row:
    name = f"f{n}-test" if draw.random() < TEST else f"f{n}"
    closed = dict.fromkeys(("is_publicly_invocable", "is_signed_url_open", "has_open_load_balancer"), False)
    none: dict[str, list[str]] = {
        key: []
        for key in (
            "foreign_accounts",
            "unknown_organizations",
            "unscoped_services",
            "alias_names",
            "layers",
            "secret_kinds",
        )
    }
    return {
        **_named(f"arn:aws:lambda:eu-west-1:{_ACCOUNT}:function:{name}", name),
        **{"role_arn": role, "has_role": True, "url_is_public": draw.random() < WITHOUT_LOGIN, "has_url": True},
        **{"code_status": "assessed", "code_digest": f"d{n}", **closed, **none, "code_secrets": []},
    }


def _role(draw: random.Random, n: int, id_: str) -> Row:
    vendor = ["999900009999"] if draw.random() < VENDOR else []
    return {
        **_named(id_, f"r{n}"),
        **{"is_admin": draw.random() < ADMINISTRATOR, "trust_policy": "{}", "foreign_trusted_accounts": vendor},
        "foreign_trusted_organizations": [],
    }


def _store(draw: random.Random, n: int) -> Row:
    chance = draw.random()
    level = "confidential" if chance < SENSITIVE else "public" if chance < SENSITIVE + PUBLIC else ""
    tags = f'{{"classification": "{level}"}}' if level else "{}"
    return {**_named(f"arn:aws:s3:::b{n}", f"b{n}"), "tags": tags, "is_public": False, "allows_public_write": False}


def _vulnerabilities(draw: random.Random, functions: list[Row]) -> Iterator[Row]:
    number = count()
    for function in functions:
        for flaw, share in FLAWS.items():
            if draw.random() < share:
                found: Row = {"digest": function["code_digest"], "package": "p", "version": "1", "status": "affected"}
                found |= {"advisory_id": f"CVE-2026-{next(number):04}", "severity": "critical", "cvss_vector": "AV:N"}
                found |= {"aliases": [], "epss": 0.01, "kev": False, "is_malicious": False}
                yield found | _FLAW[flaw]


class _Access:
    """What roles may do, as permit writes it."""

    def __init__(self, draw: random.Random, roles: list[str]) -> None:
        self._draw, self._roles = draw, roles
        self.rows: list[Row] = []

    def some(self, share: float, ability: str, targets: Callable[[], list[str]]) -> None:
        """Give a share of the roles an ability on what ``targets`` draws for each."""
        same = {"provider": "aws", "ability": ability, "action": "a", "effect": "yes", "condition": "", "because": "b"}
        for role in self._roles:
            if self._draw.random() < share:
                self.rows += [{"principal_id": role, "target_id": target, **same} for target in targets()]


def measured(seed: int) -> tuple[int, int, int, float]:
    """Return how many functions are exposed, on critical and on high paths, and the stage's CPU seconds."""
    with estate(seed) as engine:
        began = time.process_time()
        connect(engine)
        spent = time.process_time() - began
        (exposed,) = engine.rows("select count(distinct target_n) as n from edge join node on node.n = source_n "
                                 "where node.kind = 'internet' and edge.mode in ('invokes', 'controls')")  # fmt: skip
        begins = {
            level: engine.rows(
                "select count(distinct node_id) as n from attack_path_member join attack_path on path_id = id "
                f"where role = 'entry' and risk_level = '{level}' and contains(node_id, ':function:')"
            )[0]["n"]
            for level in ("critical", "high")
        }
        return exposed["n"], begins["critical"], begins["high"], spent


def main() -> None:
    """Print a line for each seed, then the shares of all."""
    found = [measured(seed) for seed in range(SEEDS)]
    for exposed, critical, high, spent in found:
        print(f"{exposed} exposed, {critical} on critical paths, {high} on high ones; {spent:.2f} s")
    exposed, critical = sum(each[0] for each in found), sum(each[1] for each in found)
    print(f"critical: {critical / exposed:.1%}, target at most {MOST_CRITICAL:.0%}")
    print(f"whole stage: {min(each[3] for each in found):.2f} s, target {MOST_SECONDS} s")


if __name__ == "__main__":
    main()
