"""The examples of every technique: its file is a truth table over a small account."""

from typing import Any

import pytest

from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.escalation.identity import Account, IamIdentity, Running
from bartizan.permit.aws.escalation.search import Search
from bartizan.permit.aws.escalation.technique import FOLDER, AwsTechnique, simpler, techniques
from bartizan.permit.aws.evaluate import Policies
from bartizan.permit.aws.language.policy import Statement, parsed
from bartizan.permit.aws.power import power_of
from bartizan.permit.aws.weighing import Weighing
from tests.permit.aws.asking import NOW, OTHER, OWN, allow, deny, set_of
from tests.yaml_file import read_yaml

ARN = f"arn:aws:iam::{OWN}"
POLICY, OF_TARGET, GROUP, BOUNDARY = (
    f"{ARN}:policy/mine",
    f"{ARN}:policy/theirs",
    f"{ARN}:group/ours",
    f"{ARN}:policy/edge",
)
FUNCTION = f"arn:aws:lambda:eu-west-1:{OWN}:function:strong"
ADMIN = [allow("*")]


def examples() -> list[Any]:
    return [
        pytest.param(technique, example, id=f"{technique.id} {number}")
        for technique in techniques()
        for number, example in enumerate(read_yaml(FOLDER / f"{technique.id}.yaml")["examples"], 1)
    ]


@pytest.mark.parametrize(("technique", "example"), examples())
def test_example(technique: AwsTechnique, example: dict[str, Any]) -> None:
    assert found(technique, example) == example["expect"]


def found(technique: AwsTechnique, example: dict[str, Any]) -> str:
    """The best effect of a technique for one who has what it needs, changed as an example says; none without."""
    world = World(technique, example)
    search = Search(world.me, world.weighing, power_of(world.weighing), world.account)
    gains = [gain for gain in search.every() if gain.technique.id == technique.id]
    for gain in gains:
        assert gain.effect.word == "yes" or gain.condition
    return max(gains, key=lambda gain: gain.effect).effect.word if gains else "none"


class World:
    """An account with one who has exactly what a technique needs, and an administrator as its target."""

    def __init__(self, technique: AwsTechnique, example: dict[str, Any]) -> None:
        self._technique = technique
        self._example = example
        own = {need.on.split()[-1] for need in technique.needs if need.on.startswith("own ")}
        kind = "user" if own & {"user", "group"} or technique.gains == "group" else "role"
        self.target_arn = f"arn:aws:iam::{self._account}:{self._kind}/strong"
        caller = Caller(f"{ARN}:{kind}/me", tags={}, takes_session_tags=False)
        self._own = self._statements()
        bound = technique.gains == "own" and technique.unbinds and example.get("bound", True)
        limits = self._limits(example.get("boundary"), bound)
        self.weighing = Weighing(caller, Policies(set_of(self._own), limits), NOW)
        has_own = example.get("own") != "missing"
        self.me = IamIdentity(
            caller,
            self.weighing,
            None if example.get("boundary") == "unread" else power_of(self.weighing),
            attached=(POLICY,) if has_own else (),
            groups=(GROUP,) if has_own and kind == "user" else (),
            boundary=BOUNDARY if bound or "boundary" in example else "",
        )
        self.account = self._there()

    @property
    def _account(self) -> str:
        return OTHER if self._technique.gains in ("foreign role", "open role") else OWN

    @property
    def _kind(self) -> str:
        kind = self._technique.gains.split()[-1]
        return kind if kind in ("user", "group") else "role"

    def _statements(self) -> list[dict[str, Any]]:
        condition = self._example.get("condition")
        statements = [
            allow(need.action, self._on(need), self._condition(need.action) or condition)
            for need in self._technique.needs
            if need.action != self._example.get("without")
        ]
        statements += [allow("s3:*")] if self._technique.unbinds else []
        return statements + ([deny(denied)] if (denied := self._example.get("deny")) else [])

    def _condition(self, action: str) -> dict[str, Any] | None:
        service = self._example.get("passed_to")
        return {"StringEquals": {"iam:PassedToService": service}} if service and action == "iam:PassRole" else None

    def _on(self, need: Any) -> str:
        own = {"own policy": POLICY, "own group": GROUP, "its policy": OF_TARGET, "through": self._thing}
        if need.on in own:
            return own[need.on]
        if need.on.startswith("own "):
            return f"{ARN}:{need.on.split()[-1]}/me"
        if need.on:
            return self.target_arn
        return need.resource if need.resource == "*" else f"arn:aws:{need.resource.replace('{account}', OWN)}"

    def _limits(self, boundary: Any, bound: bool) -> tuple[Any, ...]:
        if bound:
            return (set_of([allow([need.action for need in self._technique.needs])]),)
        if boundary == "same":
            return (set_of(self._own),)
        return (set_of([allow(boundary)]),) if isinstance(boundary, list) else ()

    def _there(self) -> Account:
        here = [self.me]
        target = self._target()
        if self._example.get("target") != "missing":
            here.append(target)
        through, table = self._example.get("through", ""), self._technique.table
        holder = "" if through == "unread" else target.arn
        of_role = {} if through in ("missing", "unlisted") else {holder: [self._thing]}
        return Account(
            [each for each in here if each.caller.account == OWN],
            of_role if self._thing == FUNCTION else {},
            frozenset({FUNCTION} if through == "invoked" else ()),
            through != "unlisted",
            [each for each in here if each.caller.account != OWN],
            {table: Running(of_role, through not in ("unlisted", "unread"))} if table else {},
        )

    @property
    def _thing(self) -> str:
        """The resource in between."""
        if self._technique.table == "aws_lambda_function_link":
            return FUNCTION
        needed = (need.resource for need in self._technique.needs if need.on == "through")
        resource = next(needed, "ecs:*:{account}:cluster/*")
        return f"arn:aws:{resource}".replace("{account}", OWN).replace("*", "strong")

    def _target(self) -> IamIdentity:
        which = self._example.get("target", "")
        arn = (
            self.target_arn.replace("role/", "role/aws-service-role/x/")
            if which == "service-linked"
            else self.target_arn
        )
        caller = Caller(arn, tags={}, takes_session_tags=False)
        statements = [] if self._technique.edits else self._own if which == "equal" else ADMIN
        is_bound = self._technique.unbinds and self._example.get("bound", True)
        limits = (set_of([allow("cloudwatch:Get*")]),) if is_bound or which == "bound" else ()
        weighing = Weighing(caller, Policies(set_of(statements or [deny("x:y")]), limits), NOW)
        if which == "unread":
            return IamIdentity(caller, None, None, self._trust(), (OF_TARGET,))
        boundary = BOUNDARY if limits else ""
        return IamIdentity(caller, weighing, power_of(weighing), self._trust(), (OF_TARGET,), boundary=boundary)

    def _trust(self) -> tuple[Statement, ...] | None:
        trusted = self._example.get("trusts")
        if trusted == "unread":
            return None
        technique = self._technique
        if technique.is_federated and not trusted:
            principal, action = {"Federated": technique.services[0]}, "sts:AssumeRoleWithWebIdentity"
        elif trusted or technique.services:
            principal, action = {"Service": trusted or technique.services[0]}, "sts:AssumeRole"
        else:
            principal, action = (
                {"AWS": "*" if technique.gains == "open role" else f"arn:aws:iam::{OWN}:root"},
                "sts:AssumeRole",
            )
        return parsed({"Statement": {"Effect": "Allow", "Principal": principal, "Action": action}})


def test_every_technique_has_its_table_of_examples() -> None:
    assert len(techniques()) >= 100
    assert len({each.name for each in techniques()}) == len(techniques())
    for each in techniques():
        given = read_yaml(FOLDER / f"{each.id}.yaml")["examples"]
        said = {example["expect"] for example in given}
        assert {"none", "conditional"} <= said, each.id
        assert {"deny", "condition"} <= {key for example in given for key in example}, each.id
        assert each.source.startswith("https://"), each.id
        assert all(part.startswith("T1") for part in each.mitre), each.id


def test_a_technique_that_needs_more_and_gains_the_same_is_known() -> None:
    by_id = {each.id: each for each in techniques()}
    assert simpler(by_id["lambda-004"]) == {"lambda-003"}
    assert simpler(by_id["iam-014"]) == frozenset()
