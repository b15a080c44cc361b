"""The fixes of some findings as one script of bash, for people to review and run; Bartizan never does."""

import re
import shlex
from collections.abc import Iterable, Sequence
from itertools import groupby

from bartizan.contract import Finding
from bartizan.model import printable
from bartizan.report.formats.sarif import fix_text

_CHOICE = re.compile(r"(?m)^(?P<name>\w+)=\.\.\.(?P<what>\s+# choose: .*)$")
_ACCOUNT = '"$(aws sts get-caller-identity --query Account --output text)"'


def fix_script(findings: Iterable[Finding], snapshot_id: str, *, left_out: int = 0) -> str:
    """Return a script that fixes the failing ones of some findings, account by account; it says how many it lacks.

    Each fix runs in a shell of its own and the script ends with the first that fails. What a person has to choose is
    empty and ends it, too. Fixes for an AWS account are skipped while another one is signed in.
    """
    failing = [each for each in findings if each.status == "fail"]
    fixed = [each for each in failing if fix_text(each, "cli")]
    cautions = sum(bool(each.remediation.get("caution")) for each in fixed)
    left = len(failing) - len(fixed)
    lines = [
        "#!/usr/bin/env bash",
        f"# Fixes for {len(fixed):,} findings of the snapshot {printable(snapshot_id)}. Read each before you run this.",
        *([f"# {cautions:,} of them delete something or cut off access: look for 'caution'."] if cautions else []),
        *([f"# {left:,} have no commands: these are listed at the end."] if left else []),
        *([f"# {left_out:,} more were selected, none of them worse: fix these first."] if left_out else []),
        "set -euo pipefail",
    ]
    for (cloud, scope), group in groupby(sorted(fixed, key=_account), _account):
        lines += ["", *_of_account(cloud, scope, list(group))]
    without = [each for each in failing if not fix_text(each, "cli")]
    lines += [line for each in without for line in ("", *_heading(each), f"# {printable(fix_text(each, 'text'), 500)}")]
    return "\n".join([*lines, ""])


def _account(finding: Finding) -> tuple[str, str]:
    return finding.resource_type.partition("_")[0], finding.scope


def _of_account(cloud: str, scope: str, findings: Sequence[Finding]) -> list[str]:
    fixes = [line for each in findings for line in (*_heading(each), *_fix(each))]
    if cloud != "aws":
        return fixes
    skipped = shlex.quote(f"skipped: sign in to the account {printable(scope)} for its fixes")
    return [f"if [ {_ACCOUNT} = {shlex.quote(scope)} ]; then", "", *fixes, f"else echo {skipped} >&2", "fi"]


def _heading(finding: Finding) -> list[str]:
    name, where = finding.resource_name or finding.resource_id, finding.region or "global"
    return [
        f"# {printable(finding.title)}: {printable(name)} ({printable(where)})",
        f"# {printable(finding.rule_id)} on {printable(finding.resource_id, 1000)}",
    ]


def _fix(finding: Finding) -> list[str]:
    asked = r"""\g<name>=''\g<what>
: "${\g<name>:?is not chosen yet}" """.rstrip()
    # Not indented: what is quoted may have several lines.
    return ["(", _CHOICE.sub(asked, fix_text(finding, "cli")), ")", ""]
