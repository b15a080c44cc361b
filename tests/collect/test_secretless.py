"""No string of an observation that is a secret lands, wherever it stands; what tables read stays readable."""

import asyncio
import copy
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.collect.run import collected as everything
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.glimpse import glimpse
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.secretless import secretless, without_secret_ids, without_secrets
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.model import CodeLink, Observation, Outcome, Usage
from tests.collect.aws_answers import names, places, put, true_answer
from tests.collect.random_secrets import drawn, key, password
from tests.conftest import Emulators

CANARY = "gh" + "p_" + drawn(36)


def landed(observation: Observation) -> Observation:
    taken: list[Observation] = []
    secretless(taken.append)(observation)
    (one,) = taken
    return one


@pytest.mark.parametrize("name", names("json", "rest-json"))
def test_a_canary_in_any_string_of_any_answer_is_gone(name: str) -> None:
    truth = true_answer(name)
    for path in places(truth):
        if isinstance(path[-1], str):
            for planted in (CANARY, f"see {CANARY}, please", f"https://shop.org/{CANARY}/x"):
                kept = orjson.dumps(without_secrets(put(truth, path, planted)))
                assert CANARY.encode() not in kept, path


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"Tags": {"ApiToken": key(24)}}, {"Tags": {"ApiToken": "masked: keyword_entropy"}}),
        ([{"Key": "db-password", "Value": password()}], [{"Key": "db-password", "Value": "masked: keyword_entropy"}]),
        ([{"TagKey": "token", "TagValue": drawn(32)}], [{"TagKey": "token", "TagValue": "masked: keyword_entropy"}]),
        ({"Description": f"call it with --token={drawn(32)}1a"}, {"Description": "masked: keyword_entropy"}),
        ({"Description": f"password: {password()}"}, {"Description": "masked: keyword_entropy"}),
        ({"image": f"DOCKER|app:{drawn(12)}@shop.azurecr.io/app:1"}, {"image": "DOCKER|***@shop.azurecr.io/app:1"}),
        ({"url": f"https://app:{drawn(12)}@git.shop.org/x"}, {"url": "https://***@git.shop.org/x"}),
        ({"url": f"https://shop.org/openapi?code={key(40)}&v=2"}, {"url": "https://shop.org/openapi?code=***&v=2"}),
        ({CANARY: "x"}, {"masked: github_token": "x"}),
    ],
)  # fmt: skip
def test_what_is_a_secret_is_masked_where_it_stands(body: Any, kept: Any) -> None:
    assert without_secrets(body) == kept


@pytest.mark.parametrize(
    "body",
    [
        {"Statement": [{"Condition": {"StringEquals": {"lambda:EventSourceToken": "amzn1.ask.skill." + drawn(24)}}}]},
        {"KMSKeyArn": "arn:aws:kms:eu-west-1:111122223333:key/" + drawn(32), "KeyId": drawn(32)},
        {"RevisionId": "0f8fad5b-d9cb-469f-a165-70867728950e", "CodeSha256": key(32)},
        {"Description": "rotates the password of the shop's database, see the secret shop/db"},
        {"linuxFxVersion": "DOCKER|registry:5000/shop/app:1.2"},
        {"authorizerCredentials": "arn:aws:iam::111122223333:role/authorizer", "apiKeySource": "AUTHORIZER"},
        {"form": "url", "secret": "sas_signature", "url": "https://shop.blob.core.windows.net/c/a.zip"},
    ],
)
def test_what_is_none_stays(body: Any) -> None:
    before = copy.deepcopy(body)
    assert without_secrets(body) is body
    assert body == before


def test_ids_and_details_are_looked_at_as_well() -> None:
    id_ = f"arn:aws:lambda:eu-west-1:111122223333:function:{CANARY}"
    other = id_.replace(CANARY, "gh" + "p_" + drawn(36))
    seen = landed(Observation("k", id_, "self", Outcome.FAILED, "s", detail=f"no such thing: {CANARY}"))
    assert CANARY not in str(seen)
    assert seen.id != landed(Observation("k", other, "self", Outcome.OK, "s")).id
    links: list[CodeLink] = []
    without_secret_ids(links.append)(CodeLink("k", id_, "s", url="https://x"))
    assert (links[0].id, links[0].url) == (seen.id, "https://x")
    assert CANARY not in CallError(Outcome.FAILED, "Odd", f"the value {CANARY}", "a:B").detail


def test_an_observation_without_secrets_is_the_same() -> None:
    plain = Observation("k", "arn:aws:lambda:eu-west-1:111122223333:function:a", "self", Outcome.OK, "s", body={"A": 1})
    assert landed(plain) is plain


@pytest.mark.parametrize("body", [f'{{"{{}}": "{CANARY}"}}', f"<html>{CANARY}</html>", f'["{CANARY}"', f'"{CANARY}"'])
def test_what_is_said_of_a_lie_says_no_secret(body: str) -> None:
    told = glimpse(body.encode(), "text/html; charset=utf-8")
    assert told.startswith(f"text/html, {len(body)} bytes: ")
    assert CANARY not in told


def test_a_lie_says_how_it_begins() -> None:
    assert (
        glimpse(b"<html><body>Sign in</body></html>", "text/html")
        == "text/html, 33 bytes: <html><body>Sign in</body></html>"
    )
    assert glimpse(b'{"message": "secret", "b": 1}', "application/json") == "application/json, 29 bytes: {message, b}"
    assert glimpse(b"", "") == "no content type, 0 bytes: nothing"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_any_value_can_be_looked_at(value: Any) -> None:
    assert type(without_secrets(value)) is type(value)


async def test_a_canary_in_any_string_of_any_recorded_body_is_gone(emulators: Emulators) -> None:
    """Bodies of both clouds as a scan of the demo estate lands them: one of each kind and aspect."""
    seen: list[Observation] = []
    aws = AwsTarget(("eu-west-1",), emulators.aws, quota_share=None)
    azure = AzureTarget(arm_url=emulators.arm, quota_share=None)
    await everything((aws,), (azure,), seen.append, Usage(), memory=Memory(), soon=asyncio.Event())
    bodies = {(o.kind, o.aspect): o for o in seen if o.body}
    assert len(bodies) > 100
    for one in bodies.values():
        for path in places(one.body):
            if isinstance(path[-1], str) or isinstance(at(one.body, path), str):
                told = landed(replace(one, body=put(copy.deepcopy(one.body), path, f"x {CANARY}")))
                assert CANARY not in str(told), (one.kind, one.aspect, path)


def at(node: Any, path: tuple[Any, ...]) -> Any:
    for key_ in path:
        node = node[key_]
    return node
