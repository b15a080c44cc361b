"""Fix scripts: bash runs them with commands that only note what they were asked, whatever resources are called."""

import datetime
import os
import subprocess
from pathlib import Path

import pytest

from bartizan.contract import Finding
from bartizan.report.formats.fix_script import fix_script
from bartizan.report.remediation.remediation import filled

AT = datetime.datetime(2026, 3, 1)
HOSTILE = "a'; touch owned; $(touch owned) `touch owned` \" \\ \n touch owned # \u2028\u202e"


def finding(
    name: str = "shop",
    cli: str = "aws lambda delete-function --function-name {name}",
    *,
    kind: str = "aws_lambda_function",
    scope: str = "111122223333",
    status: str = "fail",
) -> Finding:
    of = {"id": f"arn:{name}", "name": name, "region": "eu-west-1", "scope": scope}
    known = {"resource_type": kind, "resource_id": of["id"], "resource_name": name, **of}
    empty = dict.fromkeys(("category", "region", "owner", "governance_state", "risk_reason"), "")
    unset = dict.fromkeys(("exemption", "due", "first_seen", "last_seen"))
    return Finding.model_validate(
        {
            **empty,
            **unset,
            "id": "f",
            "rule_id": "aws.lambda.open",
            "title": "It is open",
            "severity": "high",
            "risk_level": "high",
            "risk_factors": [],
            "status": status,
            "evidence": {},
            "missing": [],
            "resource_id": of["id"],
            "resource_name": name,
            "resource_type": kind,
            "scope": scope,
            "remediation": filled({"text": "Fix it.", "cli": cli}, known, of, lambda table, column, value: []),
        }
    )


def run(script: str, folder: Path, account: str = "111122223333") -> tuple[int, list[str], str]:
    """Return the exit status, what was asked of aws and az, and what was said on stderr."""
    for tool in ("aws", "az"):
        file = folder / tool
        file.write_text(
            '#!/bin/sh\n[ "$1" = sts ] && { echo $ACCOUNT; exit; }\n'
            'for each; do printf "%s|" "$each" >> asked; done; echo >> asked\n[ "$1" != fail ]\n'
        )
        file.chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "ACCOUNT": account}
    (folder / "fix.sh").write_text(script, encoding="utf-8")
    done = subprocess.run(["bash", "fix.sh"], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    asked = folder / "asked"
    return done.returncode, asked.read_text().splitlines() if asked.exists() else [], done.stderr


@pytest.mark.parametrize("status", ["unknown", "exempt"])
def test_only_what_fails_is_fixed(status: str) -> None:
    assert "delete-function" not in fix_script([finding(status=status)], "s")


def test_names_are_words_and_never_commands(tmp_path: Path) -> None:
    hostile = finding(HOSTILE, scope="111122223333")
    script = fix_script([hostile, finding("shop")], HOSTILE)
    code, asked, said = run(script, tmp_path)
    assert (code, said) == (0, "")
    assert not (tmp_path / "owned").exists()
    assert "\n".join(asked).startswith(
        f"lambda|delete-function|--function-name|{HOSTILE.split(chr(10), maxsplit=1)[0]}"
    )
    assert asked[-1] == "lambda|delete-function|--function-name|shop|"
    assert "# aws.lambda.open on arn:shop" in script


def test_hostile_scopes_and_titles_stay_in_their_place(tmp_path: Path) -> None:
    code, asked, _ = run(
        fix_script([finding("shop", scope=HOSTILE), finding("b", scope=HOSTILE, cli="")], "s"), tmp_path
    )
    assert (code, asked, (tmp_path / "owned").exists()) == (0, [], False)


def test_fixes_of_other_accounts_are_skipped_and_azure_needs_none(tmp_path: Path) -> None:
    azure = finding("app", kind="azure_web_app", scope="s-1", cli="az webapp stop --name {name}")
    code, asked, said = run(fix_script([finding(scope="444455556666"), finding("b"), azure], "s"), tmp_path)
    assert code == 0
    assert asked == ["lambda|delete-function|--function-name|b|", "webapp|stop|--name|app|"]
    assert said == "skipped: sign in to the account 444455556666 for its fixes\n"


def test_what_a_person_chooses_and_what_fails_ends_it(tmp_path: Path) -> None:
    choice = finding("a", cli='SOURCE=...  # choose: the ARN, such as arn:aws:s3:::orders\naws x --source "$SOURCE"')
    script = fix_script([choice, finding("b")], "s")
    code, asked, said = run(script, tmp_path)
    assert (code != 0, asked, "SOURCE: is not chosen yet" in said) == (True, [], True)
    code, asked, _ = run(script.replace("SOURCE=''", "SOURCE=arn"), tmp_path)
    assert (code, asked[0]) == (0, "x|--source|arn|")
    (tmp_path / "asked").unlink()
    assert run(fix_script([finding("a", cli="aws fail"), finding("b")], "s"), tmp_path)[:2] == (1, ["fail|"])
