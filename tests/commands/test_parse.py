"""Every command of every rule parses with the command line that it is for. Run by ``make commands``."""

from pathlib import Path

import pytest

from tests.commands.recording import Call, problems, recorded
from tests.commands.tools import TOOLS
from tests.remediation.samples import samples


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    """Every call of every sample; a shell that refuses a sample fails all."""
    made, refused = recorded(list(samples()))
    assert refused == []
    return made


@pytest.mark.parametrize(("tool", "script"), [("aws", "parse_aws.py"), ("az", "parse_az.py")])
def test_every_command_parses(calls: list[Call], tool: str, script: str) -> None:
    asked = [call for call in calls if call.words[0] == tool]
    assert len(asked) > 250
    assert problems(TOOLS / "python", script, asked) == []


def test_wrong_commands_are_told(calls: list[Call]) -> None:
    """The parsers see a missing argument, an unknown one, a wrong enum and a wrong shape."""
    sample = calls[0].sample
    wrong = {
        "parse_aws.py": [
            "aws lambda update-alias --function-name f",
            "aws lambda update-alias --function-name f --name a --weights 1",
            "aws guardduty update-detector --detector-id d --features Name=LAMBDA,Status=ENABLED",
            "aws lambda update-alias --function-name f --name a --routing-config 1",
        ],
        "parse_az.py": [
            "az webapp cors credentials --ids /subscriptions/a --enable false",
            "az functionapp keys set --ids /subscriptions/a --key-type masterKey --key-name _master",
            "az webapp auth update --ids /subscriptions/a --action Return401",
            "az keyvault update --name v --default-action Refuse",
        ],
    }
    for script, commands in wrong.items():
        asked = [Call(sample, command.split()) for command in commands]
        assert len(problems(TOOLS / "python", script, asked)) == len(commands)


def test_the_tools_are_those_of_the_lock() -> None:
    wanted = (Path(__file__).parents[2] / "requirements-cli.in").read_text(encoding="utf-8")
    for line in wanted.splitlines():
        if "==" in line:
            name, version = line.split("==")
            assert list(TOOLS.parent.glob(f"lib/python*/site-packages/{name.replace('-', '_')}-{version}.dist-info"))
