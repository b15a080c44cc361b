"""Sign in at an OpenID Connect provider over HTTP; whatever is wrong with its word is refused."""

from pathlib import Path

import pytest

from bartizan.access.arriving import arrived
from bartizan.access.caller import who
from bartizan.access.issuer_keys import SignInError
from bartizan.access.oidc import Issuer
from bartizan.base.sign_in_settings import IssuerSettings, RoleByClaim
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.access.people import grant_role
from tests.access.issuer import CLIENT, Provider, provider

BACK = "http://127.0.0.1:8350/signin/callback"


def issuer_at(served: Provider, *roles: RoleByClaim) -> Issuer:
    return Issuer(IssuerSettings(name="Example", issuer=served.address, client_id=CLIENT, roles=list(roles)))


async def test_a_sign_in_brings_who_came_and_where_they_wanted_to_go(tmp_path: Path) -> None:
    state = State(tmp_path)
    async with provider() as served:
        issuer = issuer_at(served, RoleByClaim(value="cloud-security", role="admin"), RoleByClaim(value="all"))
        served.claims["groups"] = ["all", "cloud-security"]
        address, cookie = await issuer.begin(state, BACK, "/posture/overview")
        claims, next_ = await issuer.finish(state, BACK, served.visit(address), cookie)
        assert next_ == "/posture/overview"
        signed_in = arrived(state, issuer.settings, claims)
    assert signed_in is not None
    caller = who(state, cookie=signed_in.cookie)
    assert caller is not None
    assert (caller.name, caller.directory, caller.role) == ("Team Shop", "default", Role.ADMIN)


async def test_roles_that_people_gave_are_not_taken_by_claims(tmp_path: Path) -> None:
    state = State(tmp_path)
    async with provider() as served:
        issuer = issuer_at(served, RoleByClaim(value="all"))
        first = arrived(state, issuer.settings, served.claims)
        assert first is not None
        assert who(state, cookie=first.cookie).role is None  # type: ignore[union-attr]
        grant_role(state, "default", first.person_id, Role.ANALYST, "owner")
        again = arrived(state, issuer.settings, served.claims | {"groups": "all"})
    assert again is not None
    assert who(state, cookie=again.cookie).role is Role.ANALYST  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "lie",
    [
        "issuer", "token_issuer", "audience", "audiences", "expired", "future", "nonce", "no_subject", "unsigned",
        "shared_secret", "own_key", "no_token", "html",
    ],
)  # fmt: skip
async def test_what_a_provider_says_is_checked(tmp_path: Path, lie: str) -> None:
    state = State(tmp_path)
    async with provider() as served:
        served.lie = lie
        issuer = issuer_at(served)
        with pytest.raises(SignInError):
            address, cookie = await issuer.begin(state, BACK, "/")
            await issuer.finish(state, BACK, served.visit(address), cookie)


async def test_an_answer_counts_once_and_in_the_browser_that_asked(tmp_path: Path) -> None:
    state = State(tmp_path)
    async with provider() as served:
        issuer = issuer_at(served)
        address, cookie = await issuer.begin(state, BACK, "/")
        answer = served.visit(address)
        with pytest.raises(SignInError, match="this browser"):
            await issuer.finish(state, BACK, answer, "another browser's")
        await issuer.finish(state, BACK, answer, cookie)
        with pytest.raises(SignInError, match="this browser"):
            await issuer.finish(state, BACK, answer, cookie)
        for odd in ({}, {"state": ""}, {"state": "x", "code": "y"}):
            with pytest.raises(SignInError):
                await issuer.finish(state, BACK, odd, odd.get("state", ""))


async def test_a_code_of_another_sign_in_and_answers_of_another_issuer_are_refused(tmp_path: Path) -> None:
    state = State(tmp_path)
    async with provider() as served:
        issuer = issuer_at(served)
        stolen = served.visit((await issuer.begin(state, BACK, "/"))[0])["code"]
        address, cookie = await issuer.begin(state, BACK, "/")
        with pytest.raises(SignInError, match="no token"):
            await issuer.finish(state, BACK, served.visit(address) | {"code": stolen}, cookie)
        address, cookie = await issuer.begin(state, BACK, "/")
        with pytest.raises(SignInError, match="another issuer"):
            await issuer.finish(state, BACK, served.visit(address) | {"iss": "https://elsewhere.example"}, cookie)
        address, cookie = await issuer.begin(state, BACK, "/")
        with pytest.raises(SignInError, match="access_denied"):
            await issuer.finish(
                state, BACK, {"state": served.visit(address)["state"], "error": "access_denied"}, cookie
            )


async def test_rotated_keys_are_read_again_and_old_ones_end(tmp_path: Path) -> None:
    state = State(tmp_path)
    async with provider() as served:
        issuer = Issuer(issuer_at(served).settings, pause=0)

        async def sign_in() -> None:
            address, cookie = await issuer.begin(state, BACK, "/")
            await issuer.finish(state, BACK, served.visit(address), cookie)

        await sign_in()
        old = served.signing
        served.rotate()
        await sign_in()
        served.signing = old
        with pytest.raises(SignInError, match="does not hold"):
            await sign_in()


async def test_bad_tokens_do_not_make_us_read_the_keys_again_and_again(tmp_path: Path) -> None:
    state = State(tmp_path)
    async with provider() as served:
        served.lie = "own_key"
        issuer = issuer_at(served)
        for _ in range(3):
            address, cookie = await issuer.begin(state, BACK, "/")
            with pytest.raises(SignInError):
                await issuer.finish(state, BACK, served.visit(address), cookie)
        assert served.fetched == ["configuration", "keys"]
