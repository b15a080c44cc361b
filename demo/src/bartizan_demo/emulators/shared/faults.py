"""Faults that an emulator plays on demand: which operation, on which resource, how often and how it goes wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fnmatch import fnmatchcase


class Action(StrEnum):
    """How a call goes wrong: refused, told to slow down, never answered, cut off, unreadable, a server error; or a lie.

    A lie is a 200 with a page of HTML, nothing, ``{}``, a list, a number, other members, wrong types (of the answer's
    members, or of those inside them), more bytes than can be read, packed or not, or a page that leads to an earlier
    one or to one more for ever.
    """

    DENY = "deny"
    THROTTLE = "throttle"
    TIMEOUT = "timeout"
    CUT = "cut"
    MALFORMED = "malformed"
    ERROR = "error"
    HTML = "html"
    EMPTY = "empty"
    OBJECT = "object"
    LIST = "list"
    NUMBER = "number"
    OTHER = "other"
    WRONG = "wrong"
    WRONG_INSIDE = "wrong_inside"
    HUGE = "huge"
    BOMB = "bomb"
    TURNING = "turning"
    ENDLESS = "endless"


@dataclass
class Fault:
    """One fault: a glob over operation names, what happens, how many more times (None: always), and where.

    ``resource`` is a substring of the call's target; empty means every target. ``code`` and ``status`` replace the
    error code and the HTTP status that the action has by itself (``ExpiredToken`` and 403, say).
    """

    operation: str
    action: Action
    times: int | None = None
    resource: str = ""
    code: str = ""
    status: int = 0

    @classmethod
    def parse(cls, value: Mapping[str, object]) -> "Fault":
        """Return the fault that a JSON object describes; ValueError for an unknown key, action or a missing one."""
        unknown = value.keys() - {f.name for f in fields(cls)}
        if unknown or "operation" not in value or "action" not in value:
            raise ValueError(f"a fault needs operation and action and knows no {sorted(unknown)}")
        times = value.get("times")
        return cls(
            operation=str(value["operation"]),
            action=Action(str(value["action"])),
            times=None if times is None else int(str(times)),
            resource=str(value.get("resource") or ""),
            code=str(value.get("code") or ""),
            status=int(str(value.get("status") or 0)),
        )

    def concerns(self, operation: str, target: str) -> bool:
        """Return whether this fault, if any of it is left, falls on a call."""
        return self.times != 0 and self.resource in target and fnmatchcase(operation, self.operation)


class Faults:
    """The faults of one emulator: those set on demand, and those that belong to its estate and outlive a reset."""

    def __init__(self, standing: Iterable[Fault] = ()) -> None:
        self.standing = list(standing)
        self.demanded: list[Fault] = []

    def replace(self, faults: Iterable[Fault]) -> None:
        """Put these in the place of all faults set on demand so far."""
        self.demanded = list(faults)

    def match(self, operation: str, target: str = "") -> Fault | None:
        """Return the first fault that falls on a call and use one of its times up; None if the call goes well."""
        for fault in (*self.demanded, *self.standing):
            if fault.concerns(operation, target):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
