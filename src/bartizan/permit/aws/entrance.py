"""A resource with its policy: the callers that it allows, found by evaluating each kind of caller.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bartizan.permit.aws.asker import Asker, of_account, of_service, strangers
from bartizan.permit.aws.caller import ANYONE, Organization, resource_keys, time_keys
from bartizan.permit.aws.evaluate import any_of, is_met
from bartizan.permit.aws.language.condition import holds_one
from bartizan.permit.aws.language.context import Context, Values
from bartizan.permit.aws.language.policy import Statement, Test
from bartizan.permit.aws.outsiders import NOT_OUTSIDE, OUTSIDE, STRANGER, names_of_strangers

_ACCOUNT = re.compile(r"\d{12}")
_NAMED = re.compile(r"\d{12}|arn:[^:]*:(?:iam|sts)::\d{12}:.+")
_ORGANIZATION = re.compile(r"o-[a-z0-9]+")
_CALLER_KEYS = frozenset({"aws:principalaccount", "aws:principalarn", "kms:calleraccount"})
_SOURCE_KEYS = frozenset({"aws:sourceaccount", "aws:sourceowner", "aws:sourcearn"})
_ORGANIZATION_KEYS = frozenset({"aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths"})
_OBJECT_ACTIONS = ("s3:getobject", "s3:putobject", "s3:deleteobject")


@dataclass(frozen=True)
class Entrance:
    """A resource of an account with its policy, asked at a moment, in UTC.

    ``organization`` is that of the account: None where unread, with an empty id where it is in none.
    """

    statements: tuple[Statement, ...]
    resource: str
    account: str
    now: datetime.datetime
    organization: Organization | None = None

    @cached_property
    def partition(self) -> str:
        """The partition of the resource's ARN."""
        return self.resource.split(":")[1]

    def allows(self, asker: Asker, action: str, keys: Mapping[str, Values] | None = None, resource: str = "") -> bool:
        """Return whether the policy may allow the caller: some Allow may apply, and no Deny certainly does."""
        context = self._context(asker, action, keys)
        asked = resource or (f"{self.resource}/x" if action.startswith(_OBJECT_ACTIONS) else self.resource)
        allows: bool | None = False
        for each in self.statements:
            named = asker.named_by(each.principals) if each.principals else False
            if named is False or (met := is_met(each, action, asked, context)) is False:
                continue
            if each.allows:
                allows = any_of((allows, met))
            elif met and named:
                return False
        return allows is not False

    def by(self, asker: Asker, action: str) -> Iterator[tuple[Statement, list[str]]]:
        """Yield the statements that allow the caller, each with the condition keys that are left undecided."""
        context = self._context(asker, action, None)
        asked = f"{self.resource}/x" if action.startswith(_OBJECT_ACTIONS) else self.resource
        for each in self.statements:
            is_named = each.allows and each.principals and asker.named_by(each.principals) is not False
            if is_named and is_met(each, action, asked, context) is not False:
                yield each, sorted({test.key for test in each.tests if holds_one(test, context) is None})

    def _context(self, asker: Asker, action: str, keys: Mapping[str, Values] | None) -> Context:
        known = {**asker.keys, **self._keys(action), **(keys or {})}
        return Context(known, action, {} if self.organization else NOT_OUTSIDE)

    def _keys(self, action: str) -> dict[str, Values]:
        return {**time_keys(self.now), **resource_keys(action, self.resource, self.account, self.organization)}

    @cached_property
    def is_for_anyone(self) -> bool:
        """Whether some Allow is about everybody, under whatever condition."""
        return any(each.allows and self.is_about_anyone(each) for each in self.statements)

    @staticmethod
    def is_about_anyone(statement: Statement) -> bool:
        """Return whether a statement is about everybody."""
        whom = statement.principals
        return whom is not None and (ANYONE in whom.aws or whom.is_not)

    @cached_property
    def services(self) -> list[str]:
        """The services that statements name, sorted."""
        found = {name for each in self._allowing for name in (each.principals.services if each.principals else ())}
        return sorted(found - {ANYONE})

    @cached_property
    def _allowing(self) -> list[Statement]:
        return [each for each in self.statements if each.allows]

    def values(self, keys: Iterable[str]) -> list[str]:
        """Return what Allow statements name for condition keys, sorted."""
        wanted = frozenset(keys)
        tests = (test for each in self._allowing for test in each.tests)
        return sorted({value for test in tests if _is_naming(test, wanted) for value in test.values})

    @cached_property
    def strangers(self) -> tuple[Asker, ...]:
        """Callers of an account that the policy cannot mean; none where no statement is about everybody."""
        if not self.is_for_anyone:
            return ()
        names = (STRANGER, *names_of_strangers(self.values(["aws:principalarn"])))
        return tuple(asker for name in names for asker in strangers(self.partition, name))

    @cached_property
    def members(self) -> dict[str, list[Asker]]:
        """Callers of an unknown account, by the organization that conditions name and that they belong to."""
        found: dict[str, list[Asker]] = {}
        for each in self._organizations:
            callers = [of_account(STRANGER, self.partition, each)] if self.is_for_anyone else []
            found.setdefault(each.id, []).extend([*callers, *self._acting_within(each)])
        return found

    def elsewhere(self, asker: Asker) -> list[Asker]:
        """Return a caller of another account as one that is not in the resource's organization, where that is known.

        A caller that is allowed only as a member of the same organization is no outsider.
        """
        if not self.organization or not asker.caller or asker.is_stranger:
            return [asker]
        others = [each for each in self._organizations if each.id != self.organization.id]
        return [of_account(asker.caller.arn, self.partition, each) for each in (*OUTSIDE, *others)]

    @cached_property
    def _organizations(self) -> list[Organization]:
        """The organizations, or parts of them, that conditions name."""
        named = ((value.partition("/")[0], value.replace("*", "x")) for value in self.values(_ORGANIZATION_KEYS))
        return [
            Organization(name, path if path != name else f"{name}/r-x/ou-x/")
            for name, path in named
            if _ORGANIZATION.fullmatch(name)
        ]

    def _acting_within(self, organization: Organization) -> Iterator[Asker]:
        keys: dict[str, Values] = {
            "aws:sourceorgid": (organization.id,),
            "aws:sourceorgpaths": (organization.path,),
        }
        for service in self.services:
            strange = (each for each in self.acting(service) if each.account == STRANGER)
            yield from (replace(each, keys={**each.keys, **keys}) for each in strange)

    @cached_property
    def named(self) -> list[Asker]:
        """Callers of other accounts that the policy names, as principals or in conditions on the caller."""
        names = {name for each in self._allowing if each.principals for name in each.principals.aws}
        names |= {name for name in self.values(_CALLER_KEYS) if self.is_for_anyone}
        askers = (of_account(name, self.partition) for name in sorted(names) if _NAMED.fullmatch(name))
        return [asker for asker in askers if asker.account != self.account]

    def acting(self, service: str, *, takes_over: bool = True) -> list[Asker]:
        """Return a service acting for its own account, for accounts that conditions name, and for an unknown account.

        An ARN without an account names a resource that anyone can own once its owner deletes it: an unknown account
        that ``takes_over`` does so.
        """
        found = []
        for arn in (*self.values(["aws:sourcearn"]), self._own_source(service)):
            parts = arn.split(":")
            place = parts[4] if len(parts) > 5 else "*"
            for owner in [place] if _ACCOUNT.fullmatch(place) else self.owners:
                if place or takes_over or owner != STRANGER or arn == self._own_source(service):
                    named = ":".join([*parts[:4], owner, *parts[5:]]) if place and len(parts) > 5 else arn
                    found.append(of_service(service, owner, named.replace("*", "x").replace("?", "x")))
        return found

    @cached_property
    def owners(self) -> list[str]:
        """The accounts for which a service may act: the resource's, those that conditions name, and an unknown one."""
        named = {account[0] for value in self.values(_SOURCE_KEYS) if (account := _ACCOUNT.search(value))}
        return sorted({self.account, STRANGER, *named})

    def _own_source(self, service: str) -> str:
        """Return the ARN of something that no policy names."""
        name = service.partition(".")[0]
        return (
            f"arn:{self.partition}:s3:::of-somebody" if name == "s3" else f"arn:{self.partition}:{name}:x:*:of-somebody"
        )


def _is_naming(test: Test, keys: frozenset[str]) -> bool:
    return test.key in keys and not test.is_negated and test.operator != "null"
