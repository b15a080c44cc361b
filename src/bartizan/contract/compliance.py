"""The objects of compliance: what the checks of a snapshot say of the controls of published frameworks."""

from typing import Literal

from bartizan.contract import Contract


class ControlItem(Contract):
    """A control of a framework; counts are of checks, each one rule on one resource.

    ``not_evaluated`` counts those that could not be made: a control with one of them is never ``passed``. ``rules`` are
    all that answer it, by ID.
    """

    framework: str
    framework_name: str
    control: str
    title: str
    status: Literal["failed", "passed", "not_evaluated"]
    passed: int
    failed: int
    not_evaluated: int
    exempt: int
    rules: list[str]
    failed_rules: list[str]
