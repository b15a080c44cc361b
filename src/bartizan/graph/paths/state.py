"""What an attacker has of a node, and what each edge makes of it.

*Invokes* and *controls* are never mixed: who controls a workload's input runs no code in it until an ``exploits`` edge
says by which flaw. So a node has four states, and each edge leads from some of them to others.
"""

from enum import IntEnum

WORKLOADS = (
    *("aws_lambda_function", "aws_lambda_version", "aws_lambda_alias"),
    *("azure_function_app", "azure_web_app", "azure_function_app_slot", "azure_web_app_slot"),
)
OUTSIDE = ("internet", "any_aws_account", "foreign")
"""Kinds of nodes that attackers are at: where paths begin."""
ANYONE = ("internet", "any_aws_account")
"""Those of them that anyone is at."""


class Hold(IntEnum):
    """What an attacker has of a node."""

    INPUT = 0
    """What it is fed with."""
    CONTROL = 1
    """Its code, or its credentials."""
    READ = 2
    """What it holds."""
    WRITTEN = 3
    """What it holds is what the attacker put there."""


KINDS_AFTER = {
    "exploits": (Hold.INPUT,),
    "holds_secret_for": (Hold.CONTROL, Hold.READ),
    "stores_code_of": (Hold.CONTROL, Hold.WRITTEN),
}
"""The states from which an edge leads on that controls or reaches its target; others need control of their source."""
_WRITES = ("can_write", "can_administer", "holds_secret_for")
_ONLY_WRITES = ("can_write",)


def moves(mode: str, kind: str, *, from_workload: bool) -> list[tuple[Hold, Hold]]:
    """Return from which state of its source to which state of its target an edge leads."""
    if mode == "controls":
        return [(source, Hold.CONTROL) for source in KINDS_AFTER.get(kind, (Hold.CONTROL,))]
    if mode == "invokes":
        # What a workload makes of its input is not known; a queue hands on what it gets.
        passed_on = [] if from_workload else [Hold.INPUT]
        return [(source, Hold.INPUT) for source in (Hold.CONTROL, Hold.WRITTEN, *passed_on)]
    if mode == "reaches":
        after = [Hold.WRITTEN] if kind in _WRITES else []
        after += [Hold.READ] if kind not in _ONLY_WRITES else []
        return [(source, state) for source in KINDS_AFTER.get(kind, (Hold.CONTROL,)) for state in after]
    return []


def counts_as_reached(target_kind: str) -> tuple[Hold, ...]:
    """Return the states in which a target is the attacker's."""
    if target_kind in ("workload", "administrator"):
        return (Hold.CONTROL, Hold.READ, Hold.WRITTEN) if target_kind == "administrator" else (Hold.CONTROL,)
    return (Hold.CONTROL, Hold.READ, Hold.WRITTEN)
