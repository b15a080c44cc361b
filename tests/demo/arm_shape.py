"""The shapes of Azure's answers: which keys and JSON types stand where.

They were drawn from answers that the tests of Azure's own command line and SDKs had recorded, and from examples in
https://github.com/Azure/azure-rest-api-specs; where names are data, only the type of the whole is kept.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"
SHAPES = json.loads((_DATA / "arm_shapes.json").read_text(encoding="utf-8"))
ALWAYS = frozenset((_DATA / "recent_site.txt").read_text(encoding="utf-8").split())
"""The properties that every site had which was asked for since the API of December 2023."""

FREE = {"tags", "userAssignedIdentities", "azureStorageAccounts"}
"""Properties whose names are data: only the types below them count."""

_DIRECTORY = ".properties.identityProviders.azureActiveDirectory"
UNRECORDED = {
    f"{_DIRECTORY}.registration.clientId",
    f"{_DIRECTORY}.registration.clientSecretSettingName",
    f"{_DIRECTORY}.registration.openIdIssuer",
    f"{_DIRECTORY}.validation.allowedAudiences",
    ".properties.globalValidation.redirectToProvider",
    ".properties.ipSecurityRestrictions[].headers",
}
"""Paths that no recorded body has but the API's specification does: nobody recorded an app with sign-in set up, or one
that lets in a Front Door of its own."""


@dataclass
class Shape:
    """What has been seen at one place: JSON types, the shapes of members by name, the shape of list items."""

    types: set[str] = field(default_factory=set)
    members: dict[str, "Shape"] = field(default_factory=dict)
    items: "Shape | None" = None

    def differences(self, value: Any, path: str = "") -> Iterator[str]:
        """Yield what is unlike the recordings in a value; where those had only null, anything may stand."""
        if self.types == {"null"}:
            return
        if json_type(value) not in self.types | {"null"}:
            yield f"{path} is {json_type(value)}, recorded {sorted(self.types)}"
        elif isinstance(value, dict) and path.rpartition(".")[2] not in FREE:
            for name, member in value.items():
                yield from self._member_differences(name, member, f"{path}.{name}")
        elif isinstance(value, list) and self.items:
            for item in value:
                yield from self.items.differences(item, f"{path}[]")

    def _member_differences(self, name: str, member: Any, path: str) -> Iterator[str]:
        if name in self.members:
            yield from self.members[name].differences(member, path)
        elif path not in UNRECORDED:
            yield f"{path} was never recorded"


def json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "array", str: "string", int: "number", float: "number", type(None): "null"}
    return names[type(value)]


def recorded(name: str) -> Shape:
    """Return the shape of a resource's body, or of what is said by a refusal, under its name in ``arm_shapes.json``."""
    return _shape(SHAPES[name])


def _shape(written: Any) -> Shape:
    """Return a shape from types (``null|string``), from members beside the types of the whole, or [types, items]."""
    if isinstance(written, str):
        return Shape(set(written.split("|")))
    if isinstance(written, list):
        types, items = written
        return Shape(set(types.split("|")), items=_shape(items))
    return Shape(set(written[""].split("|")), {name: _shape(each) for name, each in written.items() if name})
