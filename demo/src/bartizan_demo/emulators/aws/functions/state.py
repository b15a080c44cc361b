"""State that moto's models have no place for, kept on moto's own objects so that it lives and dies with them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


def kept(holder: object, name: str, make: Callable[[], T]) -> T:
    """Return what is kept on an object of moto's under a name, made on first use."""
    state = vars(holder)
    if f"bartizan_{name}" not in state:
        state[f"bartizan_{name}"] = make()
    value: T = state[f"bartizan_{name}"]
    return value


@dataclass
class FunctionExtras:
    """What moto forgets of a function: wire-shaped values, empty where none is set."""

    dead_letter: dict[str, str] = field(default_factory=dict)
    logging: dict[str, str] = field(default_factory=dict)
    file_systems: list[dict[str, str]] = field(default_factory=list)
    snap_start: str = "None"
    vpc_id: str = ""
    update_runtime_on: str = "Auto"
    runtime_version_arn: str = ""
    last_modified: str = ""

    def take(self, spec: dict[str, Any]) -> None:
        """Take over what a CreateFunction or UpdateFunctionConfiguration request says of it."""
        self.dead_letter = spec.get("DeadLetterConfig", self.dead_letter)
        self.logging = spec.get("LoggingConfig", self.logging)
        self.file_systems = spec.get("FileSystemConfigs", self.file_systems)
        self.snap_start = spec.get("SnapStart", {}).get("ApplyOn", self.snap_start)


def extras(function: Any) -> FunctionExtras:
    """Return what is kept beside a function of moto's."""
    return kept(function, "extras", FunctionExtras)
