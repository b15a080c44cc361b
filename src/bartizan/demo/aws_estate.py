"""The AWS estates by name."""

from functools import partial

from bartizan.demo.aws_bulk import fill_functions
from bartizan.demo.aws_emulator import AwsEstate

_BENCH = "111122223333"


def aws_estate(name: str) -> AwsEstate:
    """Return the estate called ``demo``, ``functions:N`` (N plain functions) or anything else: one empty account."""
    family, _, count = name.partition(":")
    if family == "functions":
        return AwsEstate((_BENCH,), (), partial(fill_functions, _BENCH, int(count)))
    return AwsEstate((_BENCH,), (), lambda: None)
