"""What is asked again, what is not, and in which order: memory, markers, the breaker, laziness, organizations."""

import asyncio
from dataclasses import replace

import pytest

from bartizan.collect.aws import collect
from bartizan.collect.aws.collectors import COLLECTORS
from bartizan.collect.aws.engine.presence import Presence
from bartizan.collect.aws.engine.ranked_queue import LATER, SOON, Feed
from bartizan.collect.aws.engine.subject import AskedResource, marker, needed
from bartizan.collect.shared.latch import Latch
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import LIST, SELF, BartizanError, Observation, Outcome, Usage, now
from tests.collect.aws_support import PATIENT, Collected, collected
from tests.conftest import Emulators

FUNCTION = "aws_lambda_function"
ASKED_PER_FUNCTION = ("detail", "policy", "url", "runtime_management", "event_invoke")


def target(emulators: Emulators) -> AwsTarget:
    return AwsTarget(("us-east-1",), emulators.aws, quota_share=None)


def memory(before: Collected) -> Memory:
    known = [
        o for o in before.observations if o.outcome in {Outcome.OK, Outcome.ABSENT} and o.aspect not in {SELF, LIST}
    ]
    return Memory(
        {(o.kind, o.id): o.marker for o in before.observations if o.aspect == SELF and o.marker},
        {(o.kind, o.id, o.aspect): now() for o in known},
    )


async def again(emulators: Emulators, remembered: Memory) -> Collected:
    landed: list[Observation] = []
    usage = Usage()
    await collect(target(emulators), landed.append, usage, memory=remembered, patience=PATIENT)
    assert dict(usage.answered) == dict(usage.planned)
    return Collected(landed, usage)


async def test_unchanged_function_is_not_asked_about_again(emulators: Emulators) -> None:
    before = await collected(target(emulators))
    after = await again(emulators, memory(before))
    assert after.ids(FUNCTION) == before.ids(FUNCTION)
    assert after.usage.calls["lambda:GetFunction"] == after.usage.calls["lambda:GetFunctionUrlConfig"] == 0
    for aspect in ASKED_PER_FUNCTION:
        assert set(after.outcomes(FUNCTION, aspect)) <= {"kept", "absent"}


async def test_changed_marker_is_asked_about_and_no_other(emulators: Emulators) -> None:
    before = await collected(target(emulators))
    remembered = memory(before)
    changed = min(before.ids(FUNCTION))
    moved = replace(remembered, markers={**remembered.markers, (FUNCTION, changed): "earlier"})
    after = await again(emulators, moved)
    assert {o.id for o in after.of(FUNCTION, "detail") if o.outcome is Outcome.OK} == {changed}


async def test_soon_is_set_once_every_exposure_fact_has_landed(emulators: Emulators) -> None:
    landed: list[Observation] = []
    soon = asyncio.Event()
    at_soon: list[int] = []

    async def watch() -> None:
        await soon.wait()
        at_soon.append(len(landed))

    watching = asyncio.create_task(watch())
    await collect(target(emulators), landed.append, Usage(), soon=soon, patience=PATIENT)
    await watching
    early = Collected(landed[: at_soon[0]], Usage())
    whole = Collected(landed, Usage())
    assert early.ids(FUNCTION) == whole.ids(FUNCTION)
    for aspect in (LIST, "detail", "policy"):
        assert early.outcomes(FUNCTION, aspect) == whole.outcomes(FUNCTION, aspect)
    opened = {
        o.id for o in whole.of(FUNCTION, "policy") if o.body and "lambda:InvokeFunctionUrl" in str(o.body["Policy"])
    }
    assert opened <= {o.id for o in early.of(FUNCTION, "url")}


async def test_breaker_ends_the_asking_and_says_why(emulators: Emulators) -> None:
    await emulators.fault("s3:*", "deny")
    await emulators.fault("lambda:GetPolicy", "deny")
    result = await collected(AwsTarget(("eu-west-1",), emulators.aws))
    asked = result.of(FUNCTION, "policy")
    assert set(result.outcomes(FUNCTION, "policy")) == {"denied"}
    if len(asked) > 60:
        assert any("not asked again after" in o.detail for o in asked)
        assert result.usage.calls["lambda:GetPolicy"] < len(asked)


async def test_kinds_that_need_functions_are_not_listed_where_there_are_none(emulators: Emulators) -> None:
    result = await collected(AwsTarget(("ap-southeast-2",), emulators.aws))
    assert result.ids(FUNCTION) == set()
    needy = [collector for collector in COLLECTORS if collector.needs == FUNCTION]
    assert needy
    for collector in needy:
        (listed,) = result.of(collector.kind, LIST)
        assert (listed.outcome, listed.operation) == (Outcome.OK, "")
    assert result.usage.calls["lambda:ListEventSourceMappings"] == 0


async def test_kinds_that_need_functions_are_listed_where_nobody_knows(emulators: Emulators) -> None:
    await emulators.fault("lambda:ListFunctions", "deny")
    result = await collected(AwsTarget(("ap-southeast-2",), emulators.aws))
    assert result.usage.calls["lambda:ListEventSourceMappings"] == 1


async def test_organization_that_cannot_be_listed_ends_the_run(emulators: Emulators) -> None:
    await emulators.fault("organizations:ListAccounts", "deny")
    with pytest.raises(BartizanError, match="accounts cannot be listed"):
        await collected(replace(target(emulators), organization_role="bartizan-scan"))


async def test_feed_takes_soon_questions_first_and_holds_no_more_than_its_workers() -> None:
    answered: list[str] = []

    async def answer(subject: AskedResource, _: int) -> None:
        await asyncio.sleep(0)
        answered.append(subject.id)

    async with asyncio.TaskGroup() as tasks:
        feed = Feed(tasks, answer)
        for number in range(100):
            feed.put(AskedResource("k", f"late {number}", "", {}), LATER)
        feed.put(AskedResource("k", "soon", "", {}), SOON)
    assert answered[0] == "soon"
    assert len(answered) == 101


async def test_presence_is_told_by_a_resource_or_by_the_end_of_a_listing() -> None:
    presence = Presence()
    waiting = asyncio.create_task(presence.anywhere("k", ["a", "b"]))
    await asyncio.sleep(0)
    assert not waiting.done()
    presence.listed("k", "a")
    presence.seen("k", "b")
    assert await waiting
    presence.listed("k", "c")
    assert not await presence.anywhere("k", ["c"])


def test_latch_opens_with_the_last_thing_done() -> None:
    latch = Latch()
    with latch:
        latch.begin()
        latch.done()
        assert not latch.opened.is_set()
    assert latch.opened.is_set()


def test_only_what_templates_need_is_kept_of_an_item() -> None:
    function = next(collector for collector in COLLECTORS if collector.kind == FUNCTION)
    assert {"FunctionName", "PackageType"} <= needed(function)
    assert "Environment" not in needed(function)
    assert marker({"RevisionId": "r", "LastModified": None}, function.marker) == "r||"
    assert marker({}, function.marker) == ""


def test_needs_name_kinds_that_do_not_wait_for_each_other() -> None:
    needs = {collector.kind: collector.needs for collector in COLLECTORS}
    for kind in needs:
        seen = [kind]
        while needs[seen[-1]]:
            assert needs[seen[-1]] not in seen
            seen.append(needs[seen[-1]])
