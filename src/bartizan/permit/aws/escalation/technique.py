"""Read the techniques: what each needs, what it gains, and what must be there.

Sources: https://pathfinding.cloud/ and the page that each file names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "techniques"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS = {
    "role": "iam::{account}:role/*",
    "user": "iam::{account}:user/*",
    "group": "iam::{account}:group/*",
    "policy": "iam::{account}:policy/*",
}
PASS, ASSUME, TRUST = "iam:PassRole", "sts:AssumeRole", "iam:UpdateAssumeRolePolicy"


@dataclass(frozen=True)
class Need:
    """An action and what it must be allowed on.

    ``on`` is ``role``, ``user`` or ``group`` for the identity that is gained, ``its policy`` for one attached to that,
    ``own role`` and so on for what belongs to the principal, ``through`` for the resource in between, and empty where
    any resource will do. ``resource`` is the pattern of all of them.
    """

    action: str
    on: str
    resource: str


@dataclass(frozen=True)
class AwsTechnique:
    """A technique by its file's name, such as ``iam-001``.

    ``gains`` is the kind of identity that is gained: ``own`` for other policies of the principal's own, ``account`` for
    the administrator of its account. ``edits`` says that the identity's policies are rewritten before it is used,
    ``unbinds`` that its boundary is removed. A role that is passed or in use must trust one of ``services``; with
    ``is_federated`` as a federated principal. ``through`` is the kind of resource that it leads through, ``table`` the
    one that lists these, empty where they are not collected. ``awaits`` says that something must invoke it, and
    ``provided`` what else must hold: never read, but for a user's credentials.
    """

    id: str
    name: str
    title: str
    source: str
    mitre: tuple[str, ...]
    needs: tuple[Need, ...]
    gains: str
    edits: bool = False
    unbinds: bool = False
    services: tuple[str, ...] = ()
    is_federated: bool = False
    through: str = ""
    table: str = ""
    awaits: bool = False
    provided: str = ""

    @cached_property
    def actions(self) -> frozenset[str]:
        """All its actions, in lower case."""
        return frozenset(need.action.lower() for need in self.needs)

    @property
    def passes(self) -> bool:
        """Whether it passes a role to what is made for it."""
        return PASS.lower() in self.actions

    @property
    def assumes(self) -> bool:
        """Whether it takes a role whose trust policy allows it already."""
        return ASSUME.lower() in self.actions


@cache
def techniques() -> tuple[AwsTechnique, ...]:
    """Return every technique, by name of its file."""
    files = sorted(FOLDER.glob("*.yaml"))
    # Examples are the larger part of each file, and for tests alone.
    heads = (file.read_text(encoding="utf-8").partition("\nexamples:")[0] for file in files)
    read = yaml.load_all("\n---\n".join(heads), Loader=_LOADER)
    return tuple(_technique(file.stem, given) for file, given in zip(files, read, strict=True))


def _technique(id_: str, given: Mapping[str, Any]) -> AwsTechnique:
    through = given.get("through", {})
    return AwsTechnique(
        id_,
        given["name"],
        given["title"],
        given["source"],
        tuple(given["mitre"]),
        tuple(_needs(given["needs"], through.get("resource", ""))),
        given["gains"],
        given.get("edits", False),
        given.get("unbinds", False),
        tuple(given.get("services", ())),
        given.get("is_federated", False),
        through.get("kind", ""),
        through.get("table", ""),
        given.get("awaits", False),
        given.get("provided", ""),
    )


def _needs(given: Mapping[str, str], through: str) -> Iterator[Need]:
    for action, on in given.items():
        if on == "through":
            yield Need(action, on, through)
        elif kind := _KINDS.get(on.rpartition(" ")[2]):
            yield Need(action, on, kind)
        else:
            yield Need(action, "", on)


@cache
def simpler(technique: AwsTechnique) -> frozenset[str]:
    """Return the names of techniques that need less and gain the same."""
    return frozenset(
        other.id for other in techniques() if other.actions < technique.actions and _kind(other) == _kind(technique)
    )


def _kind(technique: AwsTechnique) -> tuple[str, bool, bool, bool]:
    return technique.gains, technique.edits, technique.unbinds, technique.passes
