"""The people of a directory and their roles."""

from fastapi import APIRouter
from pydantic import BaseModel

from bartizan.api.guard import Admin, InState
from bartizan.api.problem import not_here, responses
from bartizan.state.access.nouns import Person, Role
from bartizan.state.access.people import grant_role, members, remove_member

router = APIRouter(prefix="/people", tags=["people"], responses=responses(400, 401, 403, 404, 422))


class Member(BaseModel):
    """Somebody with a role in this directory; ``issuer`` is empty for the owner of the machine."""

    id: str
    name: str
    email: str
    issuer: str
    role: Role


class RoleChoice(BaseModel):
    """A role to give."""

    role: Role


@router.get("")
def people(caller: Admin, state: InState) -> list[Member]:
    """Return everybody with a role in this directory, by name."""
    return [_member(person, role) for person, role in members(state, caller.directory)]


@router.put("/{person_id}")
def give_role(person_id: str, body: RoleChoice, caller: Admin, state: InState) -> Member:
    """Give a person another role here. Who never was here signs in first, or comes by a group."""
    _known(state, caller.directory, person_id)
    grant_role(state, caller.directory, person_id, body.role, caller.name)
    return next(each for each in people(caller, state) if each.id == person_id)


@router.delete("/{person_id}", status_code=204)
def remove(person_id: str, caller: Admin, state: InState) -> None:
    """Take a person's role here away, with their sessions and tokens of this directory."""
    _known(state, caller.directory, person_id)
    remove_member(state, caller.directory, person_id, caller.name)


def _known(state: InState, directory: str, person_id: str) -> None:
    if person_id not in {person.id for person, _ in members(state, directory)}:
        raise not_here()


def _member(person: Person, role: Role) -> Member:
    return Member(id=person.id, name=person.name, email=person.email, issuer=person.issuer, role=role)
