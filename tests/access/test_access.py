"""Links, passwords, sessions, tokens and roles, in the state database."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select, update

from bartizan.access.caller import ApiCaller, who
from bartizan.access.owner import (
    has_password,
    owner_link_secret,
    set_password,
    sign_in_with_link,
    sign_in_with_password,
)
from bartizan.access.signing_in import changed_directory, signed_in, signed_out
from bartizan.access.tokens import make_token
from bartizan.model import UsageError, now
from bartizan.state import State
from bartizan.state.access.directories import add_directory, directories
from bartizan.state.access.nouns import Role, Tenant
from bartizan.state.access.people import grant_role, known_person, members, remove_member
from bartizan.state.access.tokens import revoke_token, tokens
from bartizan.state.audit import audit_log
from bartizan.state.models import ApiTokenRow, Base, OneTimeLinkRow, PersonRow, SessionRow


@pytest.fixture
def state(state_home: Path) -> State:
    return State(state_home)


def owner(state: State) -> tuple[ApiCaller, str]:
    found = sign_in_with_link(state, owner_link_secret(state))
    assert found is not None
    caller = who(state, cookie=found.cookie)
    assert caller is not None
    return caller, found.cookie


def test_a_link_opens_once_within_its_hour_and_voids_those_before(state: State) -> None:
    first, second = owner_link_secret(state), owner_link_secret(state)
    assert sign_in_with_link(state, first) is None
    assert sign_in_with_link(state, second) is not None
    assert sign_in_with_link(state, second) is None
    late = owner_link_secret(state)
    with state.transaction() as session:
        session.execute(update(OneTimeLinkRow).values(expires_at=now()))
    assert sign_in_with_link(state, late) is None
    assert sign_in_with_link(state, "") is None


def test_the_owner_signs_in_by_password_once_one_is_set(state: State) -> None:
    caller, _ = owner(state)
    assert not has_password(state)
    assert sign_in_with_password(state, "") is None
    with pytest.raises(UsageError, match="at least 12"):
        set_password(state, caller.person_id, "short")
    words = " ".join(["four", "words", "are", "enough"])
    set_password(state, caller.person_id, words)
    assert sign_in_with_password(state, words[:-1]) is None
    found = sign_in_with_password(state, words)
    assert found is not None
    assert who(state, cookie=found.cookie).role is Role.ADMIN  # type: ignore[union-attr]
    other = known_person(state, "https://issuer.example", "7", "Team Shop")
    with pytest.raises(UsageError, match="identity provider"):
        set_password(state, other.id, words)


def test_sessions_end_by_signing_out_by_age_by_idling_and_with_their_person(state: State) -> None:
    caller, cookie = owner(state)
    for column in (SessionRow.expires_at, SessionRow.seen_at):
        _, other = owner(state)
        with state.transaction() as session:
            old = now() - datetime.timedelta(days=2)
            session.execute(update(SessionRow).where(SessionRow.hash != "").values({column: old}))
        assert who(state, cookie=other) is None
        with state.transaction() as session:
            session.execute(update(SessionRow).values(expires_at=now() + datetime.timedelta(1), seen_at=now()))
    assert who(state, cookie=cookie) is not None
    signed_out(state, cookie)
    assert who(state, cookie=cookie) is None
    _, cookie = owner(state)
    with state.transaction() as session:
        session.execute(update(PersonRow).where(PersonRow.id == caller.person_id).values(disabled_at=now()))
    assert who(state, cookie=cookie) is None


def test_people_change_to_their_own_directories_only_and_get_another_session(state: State) -> None:
    caller, cookie = owner(state)
    add_directory(state, Tenant("team-shop", "Team Shop"), "owner")
    assert [each.id for each in directories(state)] == ["default", "team-shop"]
    assert changed_directory(state, cookie, caller.person_id, "team-shop") is None
    grant_role(state, "team-shop", caller.person_id, Role.VIEWER, "owner")
    changed = changed_directory(state, cookie, caller.person_id, "team-shop")
    assert changed is not None
    assert who(state, cookie=cookie) is None
    there = who(state, cookie=changed.cookie)
    assert there is not None
    assert (there.directory, there.role) == ("team-shop", Role.VIEWER)
    assert there.csrf != caller.csrf


@pytest.mark.parametrize("id_", ["", "A", "../up", "a/b", "-a", "x" * 64, "default"])
def test_a_directory_is_a_folder_of_its_own(state: State, id_: str) -> None:
    with pytest.raises(UsageError):
        add_directory(state, Tenant(id_, "x"), "owner")


def test_tokens_are_stored_as_hashes_and_end_with_revocation_expiry_and_their_owners_role(state: State) -> None:
    caller, _ = owner(state)
    token, secret = make_token(state, caller, "pipeline", Role.ANALYST, 30)
    assert who(state, token=secret).role is Role.ANALYST  # type: ignore[union-attr]
    with state.transaction() as session:
        stored = str([session.execute(select(table)).all() for table in Base.metadata.sorted_tables])
    assert token.id in stored
    assert secret not in stored
    assert secret[4:] not in stored
    revoke_token(state, "default", token.id, "owner")
    assert who(state, token=secret) is None
    with pytest.raises(UsageError, match="no token"):
        revoke_token(state, "team-shop", token.id, "owner")
    _, other = make_token(state, caller, "pipeline", Role.ADMIN, 1)
    with state.transaction() as session:
        session.execute(update(ApiTokenRow).where(ApiTokenRow.id != token.id).values(expires_at=now()))
    assert who(state, token=other) is None
    for odd in ("", "bzt_", "Bearer x", secret.upper()):
        assert who(state, token=odd) is None
    assert len(tokens(state, "default", caller.person_id)) == 2


def test_a_token_never_may_more_than_its_owner(state: State) -> None:
    caller, _ = owner(state)
    guest = known_person(state, "https://issuer.example", "7", "Team Shop")
    grant_role(state, "default", guest.id, Role.ANALYST, "owner")
    found = who(state, cookie=signed_in(state, guest.id).cookie)
    assert found is not None
    with pytest.raises(UsageError, match="may not be admin"):
        make_token(state, found, "pipeline", Role.ADMIN, 1)
    _, secret = make_token(state, found, "pipeline", Role.ANALYST, 1)
    grant_role(state, "default", guest.id, Role.VIEWER, caller.name)
    assert who(state, token=secret).role is Role.VIEWER  # type: ignore[union-attr]
    remove_member(state, "default", guest.id, caller.name)
    assert who(state, token=secret) is None
    with pytest.raises(UsageError, match="last admin"):
        remove_member(state, "default", caller.person_id, caller.name)
    with pytest.raises(UsageError, match="last admin"):
        grant_role(state, "default", caller.person_id, Role.VIEWER, caller.name)
    assert [(person.name, role) for person, role in members(state, "default")] == [("Owner", Role.ADMIN)]
    actions = [entry.action for entry in audit_log(state, "default")]
    assert actions == ["role.remove", "role.grant", "token.add", "role.grant", "role.grant"]


@pytest.mark.parametrize(("name", "days"), [("", 1), ("x", 0), ("x", 366)])
def test_a_token_has_a_name_and_an_end(state: State, name: str, days: int) -> None:
    with pytest.raises(UsageError):
        make_token(state, owner(state)[0], name, Role.VIEWER, days)


def test_roles_cover_those_below() -> None:
    assert [role for role in Role if Role.ANALYST.covers(role)] == [Role.VIEWER, Role.ANALYST]


def test_two_admins_who_demote_or_remove_each_other_at_once_leave_one(state: State, state_home: Path) -> None:
    people = [known_person(state, "https://issuer.example", str(number), f"Team {number}").id for number in range(2)]
    states = [state, State(state_home)]

    def leave(number: int, together: Barrier) -> None:
        person, by = people[number], people[1 - number]
        together.wait()
        with suppress(UsageError):
            if number:
                grant_role(states[number], "shop", person, Role.VIEWER, by)
            else:
                remove_member(states[number], "shop", person, by)

    for _ in range(10):
        for person in people:
            grant_role(state, "shop", person, Role.ADMIN, "cli")
        together = Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(leave, range(2), [together] * 2))
        assert [role for _, role in members(state, "shop")].count(Role.ADMIN) == 1
