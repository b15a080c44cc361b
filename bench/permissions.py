"""What expanding permissions costs: ``python bench/permissions.py [roles resources]`` prints ours, the target, others'.

Every role has 20 statements of its own, no two alike: on named resources, on prefixes, with wildcards within, a few on
everything, one in ten a denial, one in ten under a condition. Reading the documents is part of it. A sample is checked
against single requests.
"""

import datetime
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from bartizan.base.gc_tuning import settle
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.evaluate import Decision, Policies, Sourced
from bartizan.permit.aws.expand.asking import Asking
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.expand.expander import Expander, Principal
from bartizan.permit.aws.expand.universe import Target, Universe
from bartizan.permit.aws.expand.wanted import wanted
from bartizan.permit.aws.language.policy import parsed
from bartizan.permit.aws.request import Request, Resource, answer
from bartizan.permit.aws.weighing import Weighing

ROLES, RESOURCES = 10_000, 50_000
TARGET = "15 s CPU, 500 MB"
OTHERS = "prototype 8.8 s, 229 MB; PMapper 74 s for 300 nodes"
STATEMENTS = 20
SAMPLE = 200
_ACCOUNT = "111122223333"
_KINDS = {
    "bucket": ("s3", "arn:aws:s3:::{name}"),
    "table": ("dynamodb", f"arn:aws:dynamodb:eu-west-1:{_ACCOUNT}:table/{{name}}"),
    "queue": ("sqs", f"arn:aws:sqs:eu-west-1:{_ACCOUNT}:{{name}}"),
    "function": ("lambda", f"arn:aws:lambda:eu-west-1:{_ACCOUNT}:function:{{name}}"),
    "secret": ("secretsmanager", f"arn:aws:secretsmanager:eu-west-1:{_ACCOUNT}:secret:{{name}}"),
}
_TEAMS = tuple(f"team{n}" for n in range(200))
_NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)


def universes(count: int) -> dict[str, Universe]:
    """Return as many resources, the same number of each kind."""
    found = {}
    for kind, (_, form) in _KINDS.items():
        names = (f"{_TEAMS[n % len(_TEAMS)]}-{('prod', 'test', 'dev')[n % 3]}-{n}" for n in range(count // len(_KINDS)))
        found[kind] = Universe(kind, [Target(form.format(name=name), _ACCOUNT, "eu-west-1", {}) for name in names])
    return found


def document(chance: random.Random, kinds: dict[str, Universe]) -> str:
    """Return the policy of one role as JSON."""
    statements = []
    for _ in range(STATEMENTS):
        kind, universe = chance.choice(list(kinds.items()))
        service, form = _KINDS[kind]
        team, stage = chance.choice(_TEAMS), chance.choice(("prod", "test", "dev"))
        shapes = [
            chance.choice(universe.arns),
            form.format(name=f"{team}-{stage}-*"),
            form.format(name=f"*-{stage}-{chance.randint(1, 99)}?"),
        ]
        shapes = shapes * 6 + [form.format(name="*")]
        named = chance.choice(shapes) + ("/*" if kind == "bucket" else "")
        verbs = sorted({each.action for (_, about), group in wanted().items() if about == kind for each in group})
        each: dict[str, Any] = {
            "Effect": "Deny" if chance.random() < 0.1 else "Allow",
            "Action": chance.sample(verbs, min(2, len(verbs))) if chance.random() < 0.7 else [f"{service}:*"],
            "Resource": named,
        }
        if chance.random() < 0.1:
            each["Condition"] = {"StringEquals": {"aws:SourceVpc": f"vpc-{chance.randint(1, 9)}"}}
        statements.append(each)
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def principals(documents: list[str]) -> Iterator[Principal]:
    """Yield the roles, each read from its document."""
    for number, text in enumerate(documents):
        caller = Caller(f"arn:aws:iam::{_ACCOUNT}:role/role-{number}", tags={}, takes_session_tags=False)
        statements = tuple(Sourced(each, "inline") for each in parsed(text))
        yield Principal(Weighing(caller, Policies(statements), _NOW))


def measure(roles: int, resources: int) -> dict[str, Any]:
    """Return the cost of expanding all roles, and how many sampled verdicts differ from those of single requests."""
    settle()  # as a scan does
    chance = random.Random(20260101)
    kinds = universes(resources)
    documents = [document(chance, kinds) for _ in range(roles)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    expander = Expander(kinds, Controls(), _NOW)
    started = time.process_time()
    rows = expanded = 0
    for principal in principals(documents):
        for _, _, part in expander.expand(principal):
            rows += 1
            expanded += part.resources.bit_count()
    return {
        "cpu": round(time.process_time() - started, 1),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "mb_before": before // 1024,
        "rows": rows,
        "expanded": expanded,
        "wrong": wrong(chance, expander, documents),
    }


def wrong(chance: random.Random, expander: Expander, documents: list[str]) -> int:
    """Return in how many of some samples the expansion and a single request disagree."""
    count = 0
    for principal in principals(chance.sample(documents, min(SAMPLE, len(documents)))):
        universe = expander.universes[chance.choice(["table", "queue", "function", "secret"])]
        action = next(group[0].action for (_, kind), group in wanted().items() if kind == universe.kind)
        asking = Asking(principal.caller, action.lower(), universe, principal.base)
        verdict = expander.outcome(principal, action, asking).verdict
        for place in chance.sample(range(len(universe.arns)), 20):
            bits = verdict.yes >> place & 1, verdict.may >> place & 1
            many = {(1, 1): Decision.YES, (0, 1): Decision.CONDITIONAL, (0, 0): Decision.NO}[bits]
            one = Resource(universe.arns[place], (), _ACCOUNT, {})
            count += answer(Request(principal.caller, action, one, principal.weighing.policies), _NOW) is not many
    return count


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:3]]
    if len(numbers) == 2:
        print(json.dumps(measure(*numbers)))
    else:
        command = [sys.executable, __file__, str(ROLES), str(RESOURCES)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"permissions, {ROLES:,} roles x {STATEMENTS} statements x {RESOURCES:,} resources:")
        print(f"  ours {found['cpu']} s CPU, {found['mb']} MB, {found['rows']:,} rows,")
        print(f"  which stand for {found['expanded']:,} permissions")
        print(f"  {found['wrong']} sampled verdicts differ from single requests; target {TARGET}; {OTHERS}")
