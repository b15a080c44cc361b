"""The builder says what the text can: every comparison, values of any column, lines inside others, each edited."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.explore.ask import ask
from bartizan.explore.parse import parse
from bartizan.service.answers.building import described_columns, values
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

FIND = "find aws_lambda_function"
NESTED = (
    f"{FIND} where (exposure = internet or name = tools-query-bridge) and at least 2 vulnerability "
    "(severity in [critical, high]) and no runs_as (aws_iam_role where is_admin)"
)


def opened(somebody: Visitor, query: str, **more: str) -> Page:
    return somebody.opens(f"/posture/explorer?{urlencode({'q': query, **more})}")


def comes(page: Page, query: str) -> None:
    """Wait until the query of the address is this one."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [query])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("runtime_days_left", "<=", "90"), "runtime_days_left <= 90"),
        (("memory_mb", ">=", "128"), "memory_mb >= 128"),
        (("region", "not in", "eu-west-1, us-east-1"), "region not in [eu-west-1, us-east-1]"),
        (("name", "in", '"a, b", c'), 'name in ["a, b", c]'),
        (("code_status", "is unknown", ""), "code_status is unknown"),
        (("last_modified", "<", "90d ago"), "last_modified < 90d ago"),
        (("tags.owner", "=", "team tools"), 'tags.owner = "team tools"'),
    ],
)
def test_a_form_says_each_comparison(
    without_scripts: Visitor, published: Published, typed: tuple[str, str, str], expected: str
) -> None:
    column, op, value = typed
    page = opened(without_scripts, FIND)
    form = page.locator(".adders form", has=page.get_by_role("button", name="+ Condition"))
    form.get_by_label("Column").fill(column)
    form.get_by_label("Comparison").select_option(op)
    form.get_by_label("Value").fill(value)
    form.get_by_role("button", name="+ Condition").click()
    comes(page, f"{FIND} where {expected}")
    assert page.locator("#query-error").inner_text() == ""
    ask(published.engine, parse(f"{FIND} where {expected}"))
    page.get_by_role("link", name=f"Edit: {expected}").click()
    edited = page.locator(".query-tree .edited")
    assert edited.get_by_label("Column").input_value() == column
    assert edited.get_by_label("Comparison").input_value() == op
    assert edited.get_by_label("Value").input_value() == value
    edited.get_by_role("button", name="Save").click()
    comes(page, f"{FIND} where {expected}")


def test_lines_stand_inside_others_with_the_words_between(somebody: Visitor) -> None:
    page = opened(somebody, NESTED)
    lines = page.locator(".query-tree li")
    said = [" ".join(each.locator(".joins, .pill").all_inner_texts()) for each in lines.all()]
    assert [re.sub(r"\s+", " ", each).strip() for each in said] == [
        "Find Lambda function",
        "any of",
        "exposure = internet",
        "or name = tools-query-bridge",
        "and at least 2 vulnerability",
        "severity in [critical, high]",
        "and no runs as IAM role",
        "is_admin",
    ]
    assert [each.get_attribute("class") for each in lines.all()] == [
        f"depth-{n}" for n in (0, 1, 2, 2, 1, 2, 1, 2)
    ]  # fmt: skip
    assert somebody.violations() == []


def test_a_line_inside_is_edited_by_keys(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, NESTED)
    page.get_by_role("link", name="Edit: severity in [critical, high]").focus()
    page.keyboard.press("Enter")
    edited = page.locator(".query-tree .edited")
    expect(edited.get_by_label("Column")).to_be_focused()
    assert somebody.violations() == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(edited.get_by_label("Value")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("critical")
    page.keyboard.press("Enter")
    changed = NESTED.replace("[critical, high]", "[critical]")
    comes(page, changed)
    expect(edited).to_have_count(0)
    assert int(page.locator("#results h2").inner_text().split()[0]) == ask(published.engine, parse(changed)).yes


def test_a_relation_and_brackets_are_edited_as_text(somebody: Visitor) -> None:
    page = opened(somebody, NESTED)
    page.get_by_role("link", name="Edit: any of").click()
    field = page.locator(".query-tree .edited").get_by_label("Line")
    expect(field).to_have_value("exposure = internet or name = tools-query-bridge")
    field.fill("exposure = internet or name = other or kev")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator(".query-tree .edited")).to_have_count(0)
    page.get_by_role("link", name="Edit: any of").click()
    page.locator(".query-tree .edited").get_by_label("Line").fill("is exposed or name = other")
    page.get_by_role("button", name="Save").click()
    comes(page, NESTED.replace("exposure = internet or name = tools-query-bridge", "is exposed or name = other"))


def test_conditions_are_added_inside_parts_with_their_values(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, f"{FIND} where vulnerability (kev)")
    page.get_by_role("link", name="Add below: vulnerability").click()
    expect(page.locator(".adders h3")).to_have_text("Add below Vulnerability")
    page.locator(".adders summary", has_text="columns").click()
    page.locator(".all-columns").get_by_role("link", name="severity", exact=True).click()
    found = values(published, "aws_lambda_function.vulnerability", "severity")
    assert found
    rows = page.locator(".adders .choices li")
    expect(rows).to_have_count(len(found))
    assert rows.first.inner_text().split() == [str(found[0].value), f"{found[0].rows:,}"]
    rows.first.get_by_role("link").click()
    comes(page, f"{FIND} where vulnerability (kev and severity = {found[0].value})")


def test_every_column_of_a_type_leads_to_its_values(portal: Served, published: Published) -> None:
    client = portal.person(Role.VIEWER)
    columns = [each for each in described_columns(published, "aws_lambda_function") if each != "id"]
    text = client.get(f"{portal.address}/posture/explorer", params={"q": FIND}).text
    assert {each for each in columns if f"column={each}" in text} == set(columns)
    listed = [
        each for each in columns if any(found.is_in_list for found in values(published, "aws_lambda_function", each))
    ]
    assert listed
    answer = client.get(f"{portal.address}/posture/explorer", params={"q": FIND, "column": listed[0]})
    assert f"{listed[0]}+has+" in answer.text


def test_what_is_inside_rows_of_no_type_is_shown_and_edited_too(somebody: Visitor) -> None:
    page = opened(somebody, f"{FIND} where runs_as (name = reader or name = writer)")
    expect(page.locator(".query-tree li")).to_have_count(5)
    expect(page.locator("#results h2")).to_be_visible()
    page.get_by_role("link", name="Edit: name = reader").click()
    page.locator(".query-tree .edited").get_by_label("Value").fill("other")
    page.get_by_role("button", name="Save").click()
    comes(page, f"{FIND} where runs_as (name = other or name = writer)")


def test_a_line_that_is_no_condition_is_refused(portal: Served) -> None:
    client = portal.person(Role.VIEWER)
    for wrong in ({"op": "in", "value": " "}, {"op": "<>", "value": "a"}, {"text": "name ="}):
        sent = {"q": f"{FIND} where kev", "line": "0", "column": "name", **wrong}
        assert client.get(f"{portal.address}/posture/explorer/change", params=sent).status_code in (400, 422)


def test_lines_and_their_forms_fit_on_a_phone(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = opened(found, NESTED, edit="1.0")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []
