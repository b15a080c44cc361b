"""What every command of every rule must say and must not."""

import re

import pytest

from bartizan.assess import Rule
from bartizan.report.remediation.template import named, parsed, tables
from tests.remediation.samples import CHOICE, Sample, columns, commands, known, rules, samples

RULES = rules()
SAMPLES = list(samples())
MARKED = "# caution: "
LOOKS = re.compile(
    r"^(done|\w+=|\w+\+=|az \S+( \S+)* (show|list)\b|aws \S+ (get|list|describe)-|for \w+ in )|--method get\b"
)
"""Commands that change nothing may stand anywhere."""
CUTTING = re.compile(
    r"\b(delete|remove|revoke|detach|disable|stop|purge|clear)(-\S+|\b)|put-public-access-block|AWS_IAM|[\"= ]Deny\b"
    r"|Disabled\b|executions 0$|put-retention-policy|update-assume-role-policy|\bfalse\b"
)
HARMLESS = re.compile(
    # What these switch off harms nobody, or what they change shows only after a marked command.
    r"dataTrace|DataTraceEnabled|IncludeManagementEvents|AllowCredentials|supportCredentials|cancel-key-deletion"
    r"|update-method|update-rest-api|enable-purge-protection"
)


def lines(cli: str) -> list[str]:
    """Return commands and comments, one a line."""
    joined = re.sub(r"\\\n\s*", "", cli)
    parts = re.findall(r"(?:'[^']*'|\"(?:\\.|[^\"])*\"|#[^\n]*|[^'\"#\n])+", joined)
    return [part.strip() for part in parts if part.strip()]


def ids(sample: Sample) -> str:
    return f"{sample.rule_id}-{sample.table}-{sample.answer}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_names_in_braces_are_columns(rule: Rule) -> None:
    for table, text in commands(rule).items():
        parsed(text)
        looped = {name for other, _ in tables(text) for name in {other, *columns(other)}}
        bound = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"\{for ([a-z_, ]+) in ", text))))
        words = {"not", "in", "named", "where", "by", "name", "base"}
        literals = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"\{if .+ = (.+)\}", text))))
        assert named(text) - known(table) - looped - bound - words - literals == set()


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_nothing_is_left_to_guess(sample: Sample) -> None:
    chosen = {match[1] for match in CHOICE.finditer(sample.cli)}
    assert sample.cli.count("=...") == len(chosen), "a choice is `NAME=...  # choose: what, such as a value`"
    commands_only = re.sub(r"(?m)#.*$", "", CHOICE.sub("", sample.cli))
    assigned = set(re.findall(r"\b([A-Z][A-Z_]+)\+?=", commands_only)) | set(
        re.findall(r"for ([A-Z]+) in", commands_only)
    )
    used = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", commands_only))
    assert used <= assigned | chosen
    assert chosen <= used or not sample.answer
    assert "file://" not in commands_only
    assert not re.search(r"<[a-z][a-z ]*>", commands_only)


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_what_cuts_off_is_marked_and_comes_last(sample: Sample) -> None:
    marked = seen = False
    told = lines(sample.cli)
    for n, line in enumerate(told):
        if line.startswith("#") or CHOICE.match(line):
            marked = line.startswith(MARKED)
            continue
        cuts = bool(CUTTING.search(line)) and not HARMLESS.search(line) and not LOOKS.search(line)
        assert marked or not cuts, f"not marked: {line}"
        assert not seen or marked or LOOKS.search(line), f"comes after what cuts off: {line}"
        assert not marked or any(not each.startswith(MARKED) for each in told[:n]), f"is the first line: {line}"
        seen, marked = seen or marked, marked and bool(LOOKS.search(line))


def test_each_word_of_a_list_that_replaces_says_so() -> None:
    partial = [r.id for r in RULES if re.search(r"appSettings: \[ \{", r.remediation.bicep)]
    assert partial == []
