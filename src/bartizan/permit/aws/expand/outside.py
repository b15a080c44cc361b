"""Who outside the directory may become a role: repositories, other accounts, identity providers, or anybody.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
and https://docs.github.com/en/actions/reference/security/oidc
"""

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bartizan.permit.aws.caller import ANYONE, Caller, Organization, context_of, resource_keys, time_keys
from bartizan.permit.aws.evaluate import is_about, is_met
from bartizan.permit.aws.expand.asking import text_of
from bartizan.permit.aws.language.condition import holds_one
from bartizan.permit.aws.language.context import Context, Undecided, Values
from bartizan.permit.aws.language.policy import Statement
from bartizan.permit.aws.outsiders import STRANGER, Door
from bartizan.permit.aws.verdict import NOWHERE, Sets

INTERNET, ANY_ACCOUNT = "internet", "any_aws_account"
_WEB, _SAML, _ROLE = "sts:assumerolewithwebidentity", "sts:assumerolewithsaml", "sts:assumerole"
_GITHUB = "token.actions.githubusercontent.com"
_COGNITO = "cognito-identity.amazonaws.com"
_AZURE = re.compile(r"(?:sts\.windows\.net|login\.microsoftonline\.com)/(?P<tenant>[0-9a-f-]{36})")
_REPOSITORY = re.compile(r"repo:(?P<owner>[^/:]*)(?:/(?P<name>[^:]*))?")
_STRANGER = "ofastranger"


@dataclass(frozen=True)
class Outsider:
    """Somebody outside who may become a role: surely, or under a condition."""

    principal_id: str
    action: str
    effect: str
    condition: str
    because: str


@dataclass(frozen=True)
class Gate:
    """A role with its trust policy, asked at a moment, in UTC; ``known`` are the accounts of the directory."""

    statements: tuple[Statement, ...]
    arn: str
    account: str
    now: datetime.datetime
    known: Collection[str] = ()

    def outsiders(self) -> Iterator[Outsider]:
        """Yield all who may come in, each once, those surely before the others."""
        found: dict[str, Outsider] = {}
        for each in (*self._accounts(), *self._federated()):
            if each.principal_id not in found or each.effect == "yes":
                found.setdefault(each.principal_id, each)
                found[each.principal_id] = each if each.effect == "yes" else found[each.principal_id]
        yield from found.values()

    def _accounts(self) -> Iterator[Outsider]:
        door = Door(self.statements, "sts:AssumeRole", self.arn, self.account, self.now)
        for account in door.outsiders():
            name = STRANGER if account == ANYONE else account
            if account not in self.known:
                caller = Caller(f"arn:{self.arn.split(':')[1]}:iam::{name}:role/any", organization=Organization(""))
                keys = context_of(caller, self.now).known
                verdict = door.is_open if account == ANYONE else self._named(door, account)
                who = ANY_ACCOUNT if account == ANYONE else f"foreign:aws:{account}"
                yield self._outsider(who, _ROLE, verdict, self._of(caller), keys)

    def _named(self, door: Door, account: str) -> bool | None:
        """Return whether some principal of an account that the policy names comes in."""
        verdicts = [door.lets_in(each) for each in door.callers() if each.account == account]
        return True if True in verdicts else None

    def _of(self, caller: Caller) -> list[Statement]:
        return [each for each in self.statements if each.principals and caller.named_by(each.principals) != 0]

    def _federated(self) -> Iterator[Outsider]:
        allowing = [each for each in self.statements if each.allows and each.principals]
        for name in sorted({name for each in allowing if each.principals for name in each.principals.federated}):
            statements = [each for each in self.statements if each.principals and name in each.principals.federated]
            if ":saml-provider/" in name:
                yield from self._asked(f"foreign:saml:{name}", _SAML, statements, {})
                continue
            issuer = name.partition(":oidc-provider/")[2] or name
            if issuer == _GITHUB:
                yield from self._github(statements)
            elif issuer == _COGNITO:
                yield from self._cognito(statements)
            else:
                tenant = _AZURE.match(issuer)
                who = f"foreign:azure:{tenant['tenant']}" if tenant else f"foreign:oidc:{issuer}"
                yield from self._asked(who, _WEB, statements, self._audience(statements, issuer))

    def _github(self, statements: list[Statement]) -> Iterator[Outsider]:
        """Yield the repositories whose workflows come in; anybody's where an unknown one's do."""
        subject, audience = f"{_GITHUB}:sub", self._audience(statements, _GITHUB)
        keys = {test.key for each in statements for test in each.tests if test.key.startswith(f"{_GITHUB}:")}
        strange: dict[str, Values] = dict.fromkeys(keys, (_STRANGER,))
        strange[subject] = (f"repo:{_STRANGER}/{_STRANGER}:ref:refs/heads/main",)
        yield from self._asked("foreign:github:*", _WEB, statements, {**strange, **audience})
        named = [value for each in statements for test in each.tests if test.key == subject for value in test.values]
        for value in dict.fromkeys(named):
            match = _REPOSITORY.match(value)
            if match and match["owner"] != ANYONE:
                # An owner's name that fits the pattern may be registered by anyone.
                is_free = ANYONE in match["owner"] or "?" in match["owner"]
                who = ANYONE if is_free else f"{match['owner']}/{match['name'] or ANYONE}"
                claims: dict[str, Values] = {subject: (value.replace(ANYONE, "x").replace("?", "x"),)}
                yield from self._asked(f"foreign:github:{who}", _WEB, statements, {**claims, **audience})

    def _cognito(self, statements: list[Statement]) -> Iterator[Outsider]:
        """Yield who comes in from identity pools: anybody where the pool is not named, as everybody can have one."""
        pool, way = f"{_COGNITO}:aud", f"{_COGNITO}:amr"
        strange: dict[str, Values] = {pool: ("a-pool-of-a-stranger",), way: ("authenticated",)}
        yield from self._asked(INTERNET, _WEB, statements, strange)
        strange[way] = ("unauthenticated",)
        yield from self._asked(INTERNET, _WEB, statements, strange)
        named = [value for each in statements for test in each.tests if test.key == pool for value in test.values]
        for value in dict.fromkeys(named):
            guest: dict[str, Values] = {pool: (value,), way: ("unauthenticated",)}
            for each in self._asked(INTERNET, _WEB, statements, guest):
                yield replace(each, effect="conditional", condition=f"the identity pool {value} allows guests")
            user: dict[str, Values] = {pool: (value,), way: ("authenticated",)}
            yield from self._asked(f"foreign:oidc:{_COGNITO}/{value}", _WEB, statements, user)

    @staticmethod
    def _audience(statements: list[Statement], issuer: str) -> dict[str, Values]:
        """Return the audience of a token, which who asks for it picks."""
        key = f"{issuer}:aud".lower()
        values = {value for each in statements for test in each.tests if test.key == key for value in test.values}
        return {key: tuple(sorted(values)[:1]) or Undecided.PRESENT}

    def _asked(
        self, who: str, action: str, statements: list[Statement], keys: Mapping[str, Values]
    ) -> Iterator[Outsider]:
        known = {**time_keys(self.now), **resource_keys(action, self.arn, self.account), **keys}
        known = {"aws:securetransport": ("true",), "aws:sourceip": Undecided.PRESENT, **known}
        context = Context(known, action)
        allows = denies = NOWHERE
        for each in statements:
            met = Sets.of(is_met(each, action, self.arn, context))
            allows, denies = (allows | met, denies) if each.allows else (allows, denies | met)
        verdict = allows.but(denies)
        if verdict.may:
            yield self._outsider(who, action, True if verdict.yes else None, statements, known)

    def _outsider(
        self, who: str, action: str, verdict: bool | None, statements: list[Statement], keys: Mapping[str, Values]
    ) -> Outsider:
        context = Context(keys, action)
        granting = [each for each in statements if each.allows and is_about(each, action)]
        sids = [each.sid for each in granting if is_met(each, action, self.arn, context) is not False]
        because = f"trust statement {', '.join(dict.fromkeys(sids))}"
        texts = [text_of(test) for each in granting for test in each.tests if holds_one(test, context) is None]
        condition = "" if verdict else " and ".join(dict.fromkeys(texts))
        name = {_WEB: "sts:AssumeRoleWithWebIdentity", _SAML: "sts:AssumeRoleWithSAML"}.get(action, "sts:AssumeRole")
        return Outsider(who, name, "yes" if verdict else "conditional", condition, because)
