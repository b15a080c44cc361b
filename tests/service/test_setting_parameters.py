"""Parameters of rules as admins set them: what comes of it, and what it costs."""

import sys
from pathlib import Path
from types import FrameType

from bartizan.assess import load_rules
from bartizan.service.rules.parameters import parameters_of, reset_parameters, set_parameters

RULE = "aws.lambda.long_timeout_exposed"


def test_rules_are_loaded_once_to_set_parameters(tmp_path: Path) -> None:
    loads: list[str] = []

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is load_rules.__code__:
            loads.append(event)

    before = parameters_of(tmp_path, RULE)
    name = before.parameters[0].name
    sys.setprofile(count)
    try:
        after = set_parameters(tmp_path, RULE, {name: 31}, "security")
    finally:
        sys.setprofile(None)
    assert len(loads) == 1
    assert (after.parameters[0].value, after.set_by) == (31, "security")
    assert parameters_of(tmp_path, RULE) == after
    assert reset_parameters(tmp_path, RULE, "security") == before
