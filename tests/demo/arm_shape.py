"""The shapes of recorded answers of Azure: which keys and JSON types stand where."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import zstandard

RECORDED = Path(__file__).parents[2].parent / "shared" / "data" / "arm"

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
    bodies: int = 0

    def see(self, value: Any) -> None:
        self.bodies += 1
        self.types.add(json_type(value))
        if isinstance(value, dict):
            for name, member in value.items():
                self.members.setdefault(name, Shape()).see(member)
        elif isinstance(value, list):
            self.items = self.items or Shape()
            for item in value:
                self.items.see(item)

    def differences(self, value: Any, path: str = "") -> Iterator[str]:
        """Yield what is unlike the recordings in a value; where those had only null, anything may stand."""
        if self.types == {"null"}:
            return
        if json_type(value) not in self.types | {"null"}:
            yield f"{path} is {json_type(value)}, recorded {sorted(self.types)}"
        elif isinstance(value, dict) and path.rpartition(".")[2] not in FREE:
            for name, member in value.items():
                yield from self._member_differences(name, member, f"{path}.{name}")
        elif isinstance(value, list) and self.items and self.items.bodies:
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


@cache
def records(name: str) -> list[dict[str, Any]]:
    with (RECORDED / f"{name}.jsonl.zst").open("rb") as file:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8")
        return [json.loads(line) for line in lines if line.strip()]


def recorded(files: str, ending: str, *, method: str = "", status: int = 200, item: bool = False) -> Shape:
    shape = Shape()
    for name in files.split():
        for record in records(name):
            fits = record["tpl"].lower().endswith(ending.lower()) and record["status"] == status
            if fits and method in ("", record["m"]):
                body = record["body"]
                for each in body.get("value", []) if item else [body]:
                    shape.see(each)
    assert shape.bodies, f"nothing recorded for {ending}"
    return shape


def merged(*shapes: Shape) -> Shape:
    """Return what any of the shapes has seen."""
    whole = Shape()
    for shape in shapes:
        whole.types |= shape.types
        whole.bodies += shape.bodies
        for name, member in shape.members.items():
            whole.members[name] = merged(whole.members[name], member) if name in whole.members else member
        if shape.items:
            whole.items = merged(whole.items, shape.items) if whole.items else shape.items
    return whole
