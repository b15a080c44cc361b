"""Templates of commands: what a row knows, quoted for the place where it stands."""

import json
import shlex
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.model import printable
from bartizan.report.remediation.quoting import plain, shell
from bartizan.report.remediation.template import TemplateError, named, parsed, rendered, tables


def told(text: str, row: dict[str, Any], **others: list[dict[str, Any]]) -> str:
    def related(table: str, column: str, value: object) -> list[dict[str, Any]]:
        wanted = value if isinstance(value, list) else [value]
        return [other for other in others[table] if other[column] in wanted]

    return rendered(text, row, related, shell)


def test_columns_and_their_parts() -> None:
    row = {"name": "orders", "role_arn": "arn:aws:iam::1:role/team/orders", "layer": "arn:aws:lambda:r:1:layer:d:3"}
    assert told("{name} {role_arn.name} {layer.base}", row) == "orders orders arn:aws:lambda:r:1:layer:d"
    assert told("{unknown} ${NAME} {Name: 1}", row) == "{unknown} ${NAME} {Name: 1}"
    assert told("{name} {role_arn.name}", {"name": None, "role_arn": None}) == "NAME ROLE_ARN_NAME"


def test_a_loop_gives_its_lines_once_an_item() -> None:
    text = "{for stage in stages}\nuse {stage}\n{end}\n"
    assert told(text, {"stages": ["a", "b"]}) == "use a\nuse b\n"
    assert told(text, {"stages": '["a"]'}) == "use a\n"
    assert told(text, {"stages": []}) == ""
    assert told(text, {"stages": None}) == "use STAGE\n"


def test_items_are_cut_at_separators() -> None:
    text = "{for stage, name, kind in found by '/' ': '}\n{stage}-{name}-{kind}\n{end}"
    assert told(text, {"found": ["live/TOKEN: a: b"]}) == "live-TOKEN-'a: b'\n"
    assert told("{for a, b in found by ' '}\n{a} {b}\n{end}", {"found": ["GET"]}) == "GET ''\n"


def test_rows_of_other_tables() -> None:
    text = "{for f in functions where role = id}\n{f.name}\n{for l in f.layers}\n- {l}\n{end}\n{end}"
    functions = [{"role": "r", "name": "one", "layers": ["x", "y"]}, {"role": "q", "name": "two", "layers": []}]
    assert told(text, {"id": "r"}, functions=functions) == "one\n- x\n- y\n"
    assert tables(text) == {("functions", "role")}
    assert {"f", "functions", "role", "id", "layers"} <= named(text)


@pytest.mark.parametrize(
    ("head", "row", "holds"),
    [
        ("x", {"x": True}, True),
        ("x", {"x": []}, False),
        ("not x", {"x": ""}, True),
        ("x = live", {"x": "live"}, True),
        ("x = arn:aws*:s3:::*", {"x": "arn:aws-cn:s3:::b"}, True),
        ("not x = live", {"x": "live"}, False),
        ("x in y", {"x": "A", "y": ["A: token"]}, True),
        ("x in y", {"x": "A", "y": ["AB: token"]}, False),
        ("x not in y", {"x": "A", "y": None}, True),
        (
            "x named in y",
            {"x": "own", "y": ["s3: arn:aws:iam::aws:policy/a statement 1, inline:own statement 2"]},
            True,
        ),
        ("x named in y", {"x": "arn:aws:iam::aws:policy/a", "y": ["arn:aws:iam::aws:policy/a statement Admin"]}, True),
        ("x named in y", {"x": "own", "y": ["inline:my-own statement own", "inline:own-too statement 1"]}, False),
        ("x named in y", {"x": "a+b", "y": ["inline:aab statement 1"]}, False),
        ("not x named in y", {"x": "own", "y": []}, True),
    ],
)
def test_conditions(head: str, row: dict[str, Any], holds: bool) -> None:
    assert told(f"{{if {head}}}\nyes\n{{else}}\nno\n{{end}}", row) == ("yes\n" if holds else "no\n")


@pytest.mark.parametrize("text", ["{for a in b}\n", "{end}\n", "{else}\n", "{for in b}\n{end}", "{if a > b}\n{end}"])
def test_a_block_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        parsed(text)


@given(st.text())
def test_whatever_a_name_is_it_stays_one_word(name: str) -> None:
    one = printable(name, 100_000)
    assert shlex.split(told("use /a/{name} --b", {"name": name})) == ["use", f"/a/{one}", "--b"]
    words = shlex.split(told("""use '{"a": "{name}"}' {names}""", {"name": name, "names": [name, name]}))
    assert json.loads(words[1]) == {"a": one}
    assert words[2:] == [one, one]
    assert json.loads(shlex.split(told("'{names}'", {"names": [name]}))[0]) == [one]


@given(st.text(alphabet=st.sampled_from("ab'\"`$(){}\\\n;#!*| ~é")))
def test_a_shell_runs_nothing_that_a_name_holds(name: str) -> None:
    script = """printf '%s\\n' {name} "{name}" '{"a": "{name}"}'  # {name}\nprintf end"""
    script = told(script, {"name": name})
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    one = printable(name, 100_000)
    bare, double, document, end = ran.stdout.split("\n")
    assert (bare, double, json.loads(document), end) == (one, one, {"a": one}, "end")
    assert ran.stderr == ""


def test_words_are_not_quoted_outside_of_commands() -> None:
    assert rendered("{name}!", {"name": "it's"}, lambda *_: [], plain) == "it's!"
