"""Check what a principal may read: each question about one resource, and what to add for those that were denied."""

import asyncio
import datetime
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field

from bartizan.collect.aws.queue import PERMISSIONS as SQS
from bartizan.collect.azure.activity_log import PERMISSION as ACTIVITY_LOG
from bartizan.collect.azure.activity_log import logged_changes
from bartizan.collect.azure.queue import PERMISSIONS as STORAGE
from bartizan.collect.queue import opened_events
from bartizan.collect.run import collected
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.probe import Probe
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.connect.capability import FEEDS, PermissionUse, asked_of_aws, asked_of_azure
from bartizan.model import Observation, Outcome, Usage

_OTHERWISE = "identity"
"""The capability of what is asked of a directory, for which there is no collector."""
_SQS = {"depth": "sqs:GetQueueAttributes", "peek": "sqs:ReceiveMessage"}
_STORAGE = {"depth": STORAGE[1], "peek": STORAGE[0]}
"""The permission of each question to a queue of events."""
_MOMENT = datetime.timedelta(minutes=1)
"""Of the log: few entries say as much as many."""
_KNOWN = frozenset({Outcome.OK, Outcome.ABSENT})


@dataclass(frozen=True)
class DeniedPermission:
    """A permission that is lacking, the call that was refused first for it, and what the cloud said."""

    permission: str
    operation: str
    scope: str
    detail: str


@dataclass(frozen=True)
class Capability:
    """What a principal may read of what one capability needs.

    ``denied`` are permissions that are lacking; ``failed`` calls went wrong otherwise, and say nothing of permissions;
    ``not_asked`` are permissions that no resource was there to try.
    """

    name: str
    feeds: str
    readable: tuple[str, ...]
    denied: tuple[DeniedPermission, ...]
    failed: tuple[str, ...]
    not_asked: tuple[str, ...]

    @property
    def status(self) -> str:
        """One of readable, partly, denied, not_asked."""
        if self.denied or self.failed:
            return "partly" if self.readable else "denied"
        return "readable" if self.readable else "not_asked"


@dataclass
class _Seen:
    readable: set[str] = field(default_factory=set)
    denied: dict[str, DeniedPermission] = field(default_factory=dict)
    failed: dict[str, None] = field(default_factory=dict)


@dataclass
class _Tried:
    """What came of questions that were asked somewhere, in their order."""

    scope: str
    readable: list[str] = field(default_factory=list)
    denied: list[DeniedPermission] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def ask(self, question: Awaitable[object], permission: str) -> None:
        try:
            await question
            self.readable.append(permission)
        except CallError as error:
            if error.outcome is Outcome.DENIED:
                self.denied.append(DeniedPermission(error.permission, error.operation, self.scope, error.detail))
            else:
                self.failed.append(f"{error.operation}: {error.detail}")

    def capability(self, name: str, feeds: str, untried: tuple[str, ...] = ()) -> Capability:
        return Capability(name, feeds, tuple(self.readable), tuple(self.denied), tuple(self.failed), untried)


async def check(target: AwsTarget | AzureTarget, usage: Usage) -> list[Capability]:
    """Ask each question about one resource and return each capability, in the order of ``FEEDS``.

    Raises:
        BartizanError: the account, or all subscriptions, cannot be entered at all.
    """
    answers: list[Observation] = []
    is_aws = isinstance(target, AwsTarget)
    targets: tuple[Sequence[AwsTarget], Sequence[AzureTarget]] = ((target,), ()) if is_aws else ((), (target,))  # type: ignore[assignment]
    await collected(*targets, answers.append, usage, memory=Probe(), soon=asyncio.Event(), code=lambda _link: None)
    return weighed(asked_of_aws() if is_aws else asked_of_azure(), answers, usage)


async def check_events(target: AwsTarget | AzureTarget, url: str) -> Capability:
    """Return whether the queue of a connector's events can be read.

    Raises:
        BartizanError: the queue's account cannot be entered.
    """
    known, permissions = (_SQS, SQS) if isinstance(target, AwsTarget) else (_STORAGE, STORAGE)
    tried = _Tried(url)
    async with opened_events(target, url) as queue:
        for ask in (queue.depth, queue.peek):
            await tried.ask(ask(), known[ask.__name__])
    untried = tuple(each for each in permissions if each not in known.values())
    return tried.capability("events", "changes, within seconds", untried)


async def check_log(target: AzureTarget, at: datetime.datetime) -> Capability:
    """Return whether the activity log can be read: it has the changes whose event was lost.

    Raises:
        UsageError: no credentials, or none of the subscriptions is visible.
    """
    tried = _Tried(", ".join(target.subscriptions))
    await tried.ask(logged_changes(target, at - _MOMENT, at), ACTIVITY_LOG)
    return tried.capability("activity log", "changes whose event was lost")


def weighed(asked: Sequence[PermissionUse], answers: Sequence[Observation], usage: Usage) -> list[Capability]:
    """Return what answers, and the refusals that ``usage`` counted, say of each capability."""
    of = {(each.kind, each.aspect): each for each in asked}
    seen = {name: _Seen() for name in FEEDS}
    for answer in answers:
        question = of.get((answer.kind, answer.aspect))
        if question:
            _note(seen[question.capability], question, answer)
    needed = {name: {p for each in asked if each.capability == name for p in each.permissions} for name in FEEDS}
    known = {permission for each in seen.values() for permission in each.denied}
    # What is asked in another way where one is refused, and what leads to code, lands in no observation.
    for (permission, operation), (scope, detail) in usage.denied.items():
        if permission and permission not in known:
            name = next((name for name in FEEDS if permission in needed[name]), _OTHERWISE)
            seen[name].denied.setdefault(permission, DeniedPermission(permission, operation, scope, detail))
    refused = {permission for each in seen.values() for permission in each.denied}
    return [_capability(name, seen[name], needed[name], refused) for name in FEEDS if needed[name]]


def missing(capabilities: Sequence[Capability]) -> list[str]:
    """Return the permissions to add, sorted."""
    return sorted({denial.permission for each in capabilities for denial in each.denied})


def statement(capabilities: Sequence[Capability], *, is_aws: bool) -> Mapping[str, object]:
    """Return exactly what to add: a statement for a policy of AWS, or actions for a custom role of Azure."""
    actions = missing(capabilities)
    if is_aws:
        return {"Sid": "BartizanReadMore", "Effect": "Allow", "Action": actions, "Resource": "*"}
    return {"Actions": actions}


def _note(seen: _Seen, question: PermissionUse, answer: Observation) -> None:
    if answer.outcome in _KNOWN:
        seen.readable.update(question.permissions)
    elif answer.outcome is Outcome.DENIED:
        permission = answer.permission or question.permissions[0]
        denial = DeniedPermission(permission, answer.operation, answer.scope, answer.detail)
        seen.denied.setdefault(permission, denial)
    elif answer.outcome is Outcome.FAILED:
        seen.failed[f"{answer.operation}: {answer.detail}"] = None


def _capability(name: str, seen: _Seen, needed: set[str], refused: set[str]) -> Capability:
    readable = seen.readable & needed - refused
    return Capability(
        name,
        FEEDS[name],
        tuple(sorted(readable)),
        tuple(seen.denied[permission] for permission in sorted(seen.denied)),
        tuple(seen.failed),
        tuple(sorted(needed - readable - refused)),
    )
