"""Where the code of functions, of versions in use and of layers is: links to packages that can be downloaded."""

import asyncio
import datetime
import hashlib
import urllib.request
from dataclasses import dataclass, field

import pytest

from bartizan.collect.aws import collect
from bartizan.collect.aws.engine.code import Versions, link
from bartizan.collect.aws.engine.collector import AwsCall, CodeAt, Each
from bartizan.collect.aws.engine.subject import AskedResource
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import CODE, LIST, SELF, CodeLink, Observation, Outcome, Usage, now
from tests.collect.aws_support import PATIENT
from tests.conftest import Emulators

REGIONS = ("eu-west-1",)


@dataclass
class Read:
    """One collection that asks for code."""

    links: list[CodeLink] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def of(self, kind: str) -> dict[str, CodeLink]:
        return {each.id: each for each in self.links if each.kind == kind}

    def memory(self) -> Memory:
        """What a store would remember: every link was followed."""
        told = [o for o in self.observations if o.aspect not in {SELF, LIST} and o.outcome in {"ok", "absent"}]
        answered = {(o.kind, o.id, o.aspect): now() for o in told}
        answered |= {(each.kind, each.id, CODE): now() for each in self.links if each.outcome is Outcome.OK}
        markers = {(o.kind, o.id): o.marker for o in self.observations if o.aspect == SELF and o.marker}
        return Memory(markers, answered)


async def read(emulators: Emulators, memory: Memory = Memory(), *, wants_code: bool = True) -> Read:  # noqa: B008
    done = Read()
    target = AwsTarget(REGIONS, emulators.aws, quota_share=None)
    take = done.links.append if wants_code else None
    await collect(target, done.observations.append, done.usage, memory=memory, code=take, patience=PATIENT)
    assert dict(done.usage.answered) == dict(done.usage.planned)
    return done


def _downloaded(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: bytes = answer.read()
        return content


async def test_every_function_has_one_link_whose_content_has_the_digest(emulators: Emulators) -> None:
    done = await read(emulators)
    functions = done.of("aws_lambda_function")
    listed = {o.id for o in done.observations if (o.kind, o.aspect) == ("aws_lambda_function", SELF)}
    assert set(functions) == listed
    assert len([each for each in done.links if each.kind == "aws_lambda_function"]) == len(listed)
    readable = [each for each in functions.values() if each.url]
    assert readable
    for each in readable[:5]:
        content = await asyncio.to_thread(_downloaded, each.url)
        assert hashlib.sha256(content).hexdigest() == each.digest
        assert len(content) == each.size


async def test_image_functions_are_ineligible(emulators: Emulators) -> None:
    done = await read(emulators)
    images = {
        o.id
        for o in done.observations
        if (o.kind, o.aspect) == ("aws_lambda_function", SELF) and o.body["PackageType"] == "Image"
    }
    told = {each.id: each for each in done.links if each.reason == "container_image"}
    assert images
    assert set(told) >= images
    assert not any(each.url for each in told.values())


async def test_each_layer_version_in_use_is_asked_once(emulators: Emulators) -> None:
    done = await read(emulators)
    used = {
        layer["Arn"]
        for o in done.observations
        if (o.kind, o.aspect) == ("aws_lambda_function", SELF)
        for layer in o.body.get("Layers") or ()
    }
    layers = done.of("aws_lambda_layer_version")
    assert set(layers) == used
    assert done.usage.calls["lambda:GetLayerVersion"] == len(used)
    own = [each for each in layers.values() if f":{each.scope}:" in each.id]
    assert own
    assert all(len(each.digest) == 64 and each.url for each in own)


async def test_layers_of_other_accounts_are_read_as_far_as_they_are_open(emulators: Emulators) -> None:
    await emulators.fault("lambda:GetLayerVersion", "deny", resource="LambdaInsights")
    done = await read(emulators)
    foreign = {id_: each for id_, each in done.of("aws_lambda_layer_version").items() if f":{each.scope}:" not in id_}
    (shared,) = (each for id_, each in foreign.items() if "edi-parser" in id_)
    (closed,) = (each for id_, each in foreign.items() if "LambdaInsights" in id_)
    assert shared.url
    assert (closed.outcome, closed.url) == (Outcome.DENIED, "")
    assert (closed.operation, closed.permission) == ("lambda:GetLayerVersion", "lambda:GetLayerVersion")
    # They are no resources of the account.
    assert not {o.id for o in done.observations if o.kind == "aws_lambda_layer_version"} & set(foreign)


async def test_versions_in_use_are_asked_only_where_their_package_is_another(emulators: Emulators) -> None:
    done = await read(emulators)
    versions = done.of("aws_lambda_version")
    digests = {
        o.id: o.body["CodeSha256"]
        for o in done.observations
        if o.aspect == SELF and o.kind in {"aws_lambda_function", "aws_lambda_version"}
    }
    assert versions
    for id_, each in versions.items():
        assert digests[id_] != digests[id_.rpartition(":")[0]]
        assert each.digest != done.of("aws_lambda_function")[id_.rpartition(":")[0]].digest


async def test_without_a_taker_nothing_more_is_asked(emulators: Emulators) -> None:
    plain = await read(emulators, wants_code=False)
    full = await read(emulators)
    assert plain.usage.calls["lambda:GetLayerVersion"] == 0
    versions = len(full.of("aws_lambda_version"))
    assert full.usage.calls["lambda:GetFunction"] == plain.usage.calls["lambda:GetFunction"] + versions
    assert len(plain.observations) == len(full.observations)


async def test_links_are_never_in_observations(emulators: Emulators) -> None:
    done = await read(emulators)
    assert "X-Amz-Signature" not in repr(done.observations)
    assert "X-Amz-Signature" not in repr(done.links)
    assert any("X-Amz-Signature" in each.url for each in done.links)


async def test_unchanged_code_is_kept(emulators: Emulators) -> None:
    before = await read(emulators)
    after = await read(emulators, before.memory())
    kept = {(o.kind, o.id) for o in after.observations if o.aspect == CODE and o.outcome is Outcome.KEPT}
    assert kept == {(each.kind, each.id) for each in before.links if each.outcome is Outcome.OK}
    assert after.usage.calls["lambda:GetFunction"] == after.usage.calls["lambda:GetLayerVersion"] == 0
    assert not after.links


async def test_code_that_was_not_read_last_time_is_asked_for_again(emulators: Emulators) -> None:
    before = await read(emulators)
    known = before.memory()
    function = min(before.of("aws_lambda_function"))
    answered = {key: when for key, when in known.answered.items() if key != ("aws_lambda_function", function, CODE)}
    after = await read(emulators, Memory(known.markers, answered))
    assert set(after.of("aws_lambda_function")) == {function}


@pytest.mark.parametrize("action", ["deny", "error"])
async def test_refused_question_is_told(emulators: Emulators, action: str) -> None:
    await emulators.fault("lambda:GetFunction", action)
    done = await read(emulators)
    outcomes = {each.outcome for each in done.links if each.kind == "aws_lambda_function"}
    assert outcomes == {Outcome.DENIED if action == "deny" else Outcome.FAILED}


AT = CodeAt("Code.Location", "Configuration.CodeSha256", "Configuration.CodeSize")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Code": None, "Configuration": None},
        {"Code": [], "Configuration": "x"},
        {"Code": {"Location": 7}, "Configuration": {"CodeSha256": {}, "CodeSize": "many"}},
        {"Code": {"Location": ""}},
    ],
)
def test_answer_of_another_shape_is_failed(body: dict[str, object]) -> None:
    made = link(
        AskedResource("aws_lambda_function", "arn", "eu-west-1", {}), "111122223333", "lambda:GetFunction", body, AT
    )
    assert (made.outcome, made.url, made.digest, made.size) == (Outcome.FAILED, "", "", 0)


@pytest.mark.parametrize("digest", ["", "no base64!", "YQ==", 7, None])
def test_digest_of_another_form_is_unknown(digest: object) -> None:
    body = {"Code": {"Location": "https://x.example/y"}, "Configuration": {"CodeSha256": digest, "CodeSize": -1}}
    made = link(
        AskedResource("aws_lambda_function", "arn", "eu-west-1", {}), "111122223333", "lambda:GetFunction", body, AT
    )
    assert (made.outcome, made.digest, made.size) == (Outcome.OK, "", 0)


def test_a_version_is_due_if_used_and_different() -> None:
    versions, each = Versions(), Each(AwsCall("lambda:GetFunction"))
    for id_, digest in (("f", "new"), ("f:1", "old"), ("f:2", "new"), ("f:3", "older"), ("g:1", "old")):
        versions.listed(id_, {"CodeSha256": digest})
        versions.wait(AskedResource("aws_lambda_version", id_, "", {}), each)
    for id_ in ("f:1", "f:2", "g:1", "f:9"):
        versions.use(id_)
    assert [subject.id for subject, _ in versions.due()] == ["f:1", "g:1"]


def test_memory_of_code_does_not_age_and_takes_no_share_of_what_is_asked_again() -> None:
    at = now()
    old = at - datetime.timedelta(days=400)
    detail, code = ("k", "a", "detail"), ("k", "a", CODE)
    memory = Memory({("k", "a"): "1"}, {code: old, detail: old + datetime.timedelta(days=1)}, budget=1, at=at)
    assert memory.holds("k", "a", CODE, "1")
    assert memory.holds("k", "a", CODE)
    assert not memory.holds("k", "a", CODE, "2")
    assert not memory.holds("k", "b", CODE)
    assert not memory.keeps("k", "a", "1", "detail", 24)
    assert not memory.keeps("k", "a", "1", CODE, 24)
