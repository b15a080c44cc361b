"""A bad rule is refused with its file, its mistake and a suggestion."""

from pathlib import Path

import pytest

from bartizan.assess import RuleError, load_rules, tried

SCHEMAS = {"aws_lambda_function": {"id": "VARCHAR", "has_url": "BOOLEAN", "url_auth": "VARCHAR"}}
GOOD = """\
title: Something is open
severity: high
category: access_control
rationale: Anyone can do a thing that they should not be able to do.
table: aws_lambda_function
applies: has_url
fails: url_auth = 'NONE'
evidence: [url_auth]
remediation: {text: Close it.}
examples:
  - {has_url: true, url_auth: NONE, expect: fail}
  - {has_url: true, url_auth: AWS_IAM, expect: pass}
  - {has_url: null, expect: unknown}
"""


def load(folder: Path, text: str) -> None:
    (folder / "aws").mkdir(exist_ok=True)
    (folder / "aws" / "open_thing.yaml").write_text(text, encoding="utf-8")
    load_rules([folder], SCHEMAS)


def test_a_good_rule_loads_under_its_path(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    assert list(load_rules([tmp_path], SCHEMAS)) == ["aws.open_thing"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("url_auth = 'NONE'", "url_aut = 'NONE'", "unknown column 'url_aut' (did you mean 'url_auth'?)"),
        ("url_auth = 'NONE'", "url_auth is null", "null means unread"),
        ("url_auth = 'NONE'", "coalesce(url_auth, '') = ''", "null means unread"),
        ("url_auth = 'NONE'", "url_auth in (select 'x')", "no subquery"),
        ("url_auth = 'NONE'", "true; drop table x", "one expression"),
        ("url_auth = 'NONE'", "read_text('/etc/passwd') = ''", "'read_text' is not allowed"),
        ("url_auth = 'NONE'", "url_auth ~ '(a+)+$'", "is not allowed in a predicate"),
        ("aws_lambda_function", "aws_lambda_functon", "did you mean 'aws_lambda_function'?"),
        ("severity: high", "severity: bad", "severity"),
        ("severity: high", "severity: high\nseverty: low", "did you mean 'severity'?"),
        ("expect: unknown", "expect: pass", "must expect 'unknown'"),
        ("category:", "severity_when: {low: has_url}\ncategory:", "low is not worse than high"),
        (
            "category:",
            "severity_when: {critical: has_urls}\ncategory:",
            "severity_when.critical: unknown column 'has_urls'",
        ),
        ("category:", "severity_when: {critical: has_url is null}\ncategory:", "null means unread"),
        ("evidence: [url_auth]", "evidence: [secret]", "evidence: unknown column 'secret'"),
        ("title:", "title: [", "not YAML"),
        ("'NONE'\n", "$open\n", "'$open' is not declared in `parameters`"),
        ("'NONE'\n", "?\n", "is not declared in `parameters`"),
        ("title:", "parameters: {open: [NONE]}\ntitle:", "parameters: no predicate reads $open"),
        ("title:", "parameters: {open: true}\ntitle:", "parameters.open"),
        ("title:", "bounds: {open: {least: 1}}\ntitle:", "bounds: unknown parameter 'open'"),
        ("'NONE'", "$open\nparameters: {open: ANY}\nbounds: {open: {one_of: [NONE]}}", "'ANY' is not one of NONE"),
        ("'NONE'", "$open\nparameters: {open: ANY}\nbounds: {open: {each: '('}}", "no regular expression"),
    ],
)
def test_a_bad_rule_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(RuleError) as refused:
        load(tmp_path, GOOD.replace(old, new))
    assert message in str(refused.value)
    assert "open_thing.yaml" in str(refused.value)


PARAMETERS = (
    GOOD.replace("url_auth = 'NONE'", "url_auth in $open and not contains(url_auth, '$open')")
    .replace("title:", "parameters: {open: []}\ntitle:")
    .replace("url_auth: NONE,", 'url_auth: NONE, $open: [NONE, "it\'s"],')
    .replace("url_auth: AWS_IAM,", "url_auth: NONE,")
)


def test_an_example_may_set_a_parameter(tmp_path: Path) -> None:
    load(tmp_path, PARAMETERS)
    rule = load_rules([tmp_path], SCHEMAS)["aws.open_thing"]
    assert [trial.given for trial in tried(rule, SCHEMAS)] == ["fail", "pass", "unknown"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("$open: [NONE", "$opn: [NONE", "no parameter 'opn' (did you mean 'open'?)"),
        ('$open: [NONE, "it\'s"]', "$open: NONE", "is a list of texts, not 'NONE'"),
    ],
)
def test_an_example_sets_only_what_is_declared(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(RuleError) as refused:
        load(tmp_path, PARAMETERS.replace(old, new))
    assert message in str(refused.value)


def test_an_id_stands_once(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    with pytest.raises(RuleError, match="exists already"):
        load_rules([tmp_path, tmp_path], SCHEMAS)


def test_a_severity_may_depend_on_a_fact_and_what_is_unread_makes_it_no_milder(tmp_path: Path) -> None:
    text = GOOD.replace("category:", "severity_when: {critical: len(id) > 3}\ncategory:")
    examples = "".join(
        f"  - {{has_url: true, url_auth: NONE, id: {id_}, expect: fail, expect_severity: {severity}}}\n"
        for id_, severity in (("long", "critical"), ("abc", "high"), ("null", "critical"), ("long", "high"))
    )
    load(tmp_path, text.replace("examples:\n", f"examples:\n{examples}"))
    trials = tried(load_rules([tmp_path], SCHEMAS)["aws.open_thing"], SCHEMAS)
    assert [trial.given for trial in trials[:4]] == ["fail, critical", "fail, high", "fail, critical", "fail, critical"]
    assert [trial.holds for trial in trials[:4]] == [True, True, True, False]
