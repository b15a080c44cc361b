"""Every AWS fix, pasted as it is printed, mends what was found: the next scan of the estate no longer finds it.

The demo estate stands in for AWS and real awscli makes the calls. Run by ``make commands``.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bartizan.report.views.findings import FindingFilter, findings
from bartizan.store import Engine
from bartizan_demo.process import Estate
from tests.commands.broken import break_more, zipped
from tests.commands.fixing import CHOICES, UNFIXED, UNSEEN
from tests.commands.forked_aws import forked_aws
from tests.conftest import Emulators
from tests.golden.verdicts import scanned
from tests.remediation.samples import CHOICE, rules

Key = tuple[str, str]
"""A rule and the kind of resource that it found something wrong with."""
_RUN = """
aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }  # awscli 1 asks SQS elsewhere
bartizan() { :; }
sleep() { :; }
set -euo pipefail
"""


@pytest.fixture(scope="module")
def own_estate() -> Iterator[Estate]:
    """An estate of this module's own, which the fixes change."""
    with Estate.start("demo") as running:
        yield running


async def test_every_fix_mends(own_estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**own_estate.environ, "AWS_CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    emulators = Emulators(own_estate)
    break_more(own_estate.aws, own_estate.accounts[0])
    (tmp_path / "layer.zip").write_bytes(zipped())
    for folder in ("before", "after"):
        (tmp_path / folder).mkdir()
    with await scanned(emulators, tmp_path / "before", azure=False, profile="strict") as engine:
        wanted = _one_each(failing(engine))
    # One after another: a fix that deploys an API has the emulator make its stages anew, another's change lost.
    with forked_aws(tmp_path) as tools:
        refused = {key: _ran(own_estate, each["scope"], _pasted(each), tmp_path, tools) for key, each in wanted.items()}
    with await scanned(emulators, tmp_path / "after", azure=False, profile="strict") as engine:
        left = {(f["rule_id"], f["resource_id"]): str(f["status"]) for f in [*failing(engine), *unknown(engine)]}
    told = {}
    for key, finding in wanted.items():
        # A fix after which nobody knows has fixed nothing.
        why = refused[key] or left.get((key[0], finding["resource_id"]))
        if why:
            told[key[0]] = why
    assert {rule: why for rule, why in told.items() if rule not in UNFIXED} == {}
    assert {rule for rule in UNFIXED if rule not in told} == set(), "these are mended now: take them off the list"
    unseen = {rule.id for rule in rules() if rule.id.startswith("aws.")} - {rule for rule, _ in wanted}
    assert unseen == set(UNSEEN), "the estate has, or lacks, a resource for these"


def failing(engine: Engine) -> list[dict[str, Any]]:
    return _listed(engine, "fail")


def unknown(engine: Engine) -> list[dict[str, Any]]:
    return _listed(engine, "unknown")


def _listed(engine: Engine, status: str) -> list[dict[str, Any]]:
    return [finding.model_dump() for finding in findings(engine, FindingFilter(status)).items]


def _one_each(found: list[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    """Return one finding for each rule and kind of resource, each about a resource of its own where there is one."""
    every: dict[Key, list[dict[str, Any]]] = {}
    for finding in found:
        if finding["remediation"].get("cli") and finding["rule_id"].startswith("aws."):
            every.setdefault((finding["rule_id"], finding["resource_type"]), []).append(finding)
    taken: set[str] = set()
    chosen = {}
    for key, rivals in sorted(every.items(), key=lambda item: len(item[1])):
        free = [finding for finding in rivals if _place(finding) not in taken]
        chosen[key] = (free or rivals)[0]
        taken.add(_place(chosen[key]))
    return chosen


def _place(finding: dict[str, Any]) -> str:
    """Return the ID of a resource; of a version or an alias, that of its function."""
    return ":".join(str(finding["resource_id"]).split(":")[:7])


def _pasted(finding: dict[str, Any]) -> str:
    """Return the commands of a finding with a choice made for each of its variables."""
    own = CHOICES.get(finding["rule_id"], {})

    def choice(match: Any) -> str:
        value = own.get(match[1]) or CHOICES["*"].get(match[1]) or match[2].partition("such as ")[2] or "chosen"
        return f"{match[1]}={value}" if value.startswith("$(") else f"{match[1]}='{value}'"

    return CHOICE.sub(choice, finding["remediation"]["cli"])


def _ran(estate: Estate, account: str, script: str, folder: Path, tools: Path) -> str:
    """Run commands in an account and return what the shell or the command line complained of."""
    environment = {
        **estate.environ,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_ENDPOINT_URL": estate.aws,
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "PATH": f"{tools}:/usr/bin:/bin",
    }
    ran = subprocess.run(
        ["bash", "-c", _RUN + script], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.stderr.strip()[-600:] if ran.returncode else ""
