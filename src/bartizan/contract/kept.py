"""The objects of what people keep: how rules are set, rules of their own, views of lists, and what is attested."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from bartizan.contract import Contract

ParameterValue = list[str] | int | str
"""Texts, a whole number or a text."""


class ParameterItem(Contract):
    """A parameter of a rule. ``default`` is what the rule or the home's settings say, ``allowed`` what it may be.

    ``least`` and ``most`` are None but for whole numbers, and ``one_of`` is empty where any text will do.
    """

    name: Annotated[str, Field(examples=["longest_exposed_timeout_seconds"])]
    kind: Literal["number", "text", "texts"]
    value: Annotated[ParameterValue, Field(examples=[60])]
    default: Annotated[ParameterValue, Field(examples=[60])]
    allowed: Annotated[str, Field(examples=["a whole number, 1 to 900"])]
    least: int | None
    most: int | None
    one_of: list[str]


class RuleParameters(Contract):
    """A rule that has parameters. ``set_by`` is empty and ``set_at`` (UTC) None while all are the defaults."""

    rule_id: str
    title: str
    severity: str
    off: Annotated[str, Field(examples=[""])]
    parameters: list[ParameterItem]
    set_by: str
    set_at: datetime.datetime | None


class OwnRuleItem(Contract):
    """A rule that was made of ``query``. ``wrong`` says why the next scan leaves it out, empty where it does not.

    ``title``, ``severity`` and ``table`` are empty for a rule that is left out. ``at`` is UTC.
    """

    id: Annotated[str, Field(examples=["own.open_functions"])]
    title: str
    severity: str
    table: Annotated[str, Field(examples=["aws_lambda_function"])]
    query: Annotated[str, Field(examples=["find aws_lambda_function where exposure = internet"])]
    author: str
    at: datetime.datetime
    wrong: Annotated[str, Field(examples=[""])]


class JudgedRow(Contract):
    """A row that fails a rule."""

    id: Annotated[str, Field(examples=["arn:aws:lambda:eu-west-1:111122223333:function:checkout"])]
    name: str


class RuleVerdicts(Contract):
    """How many rows of a snapshot have each verdict of a rule, and the first that fail, by name."""

    unhealthy: int
    unknown: int
    healthy: int
    not_applicable: int
    failing: list[JudgedRow]


class OwnRuleDetail(OwnRuleItem):
    """A rule that was made of a query: the text of its file, and its verdicts; None where it is left out."""

    text: Annotated[str, Field(examples=["title: Function that anybody may call\n"])]
    verdicts: RuleVerdicts | None


class OwnRuleCheck(Contract):
    """What a rule would say if it was kept.

    ``refused`` says why the query cannot be a rule; ``text`` is empty then and ``verdicts`` None. ``wrong`` says by
    field what is wrong with the words; both are empty for a rule that can be kept.
    """

    id: Annotated[str, Field(examples=["own.open_functions"])]
    text: Annotated[str, Field(examples=["title: Function that anybody may call\n"])]
    refused: Annotated[str, Field(examples=[""])]
    wrong: Annotated[dict[str, str], Field(examples=[{"title": "8 to 160 characters"}])]
    verdicts: RuleVerdicts | None


class SavedViewItem(Contract):
    """A view of a list: ``query`` is that of the page's address without the columns; no ``columns`` means all of them.

    ``widths`` are columns' widths in pixels.
    """

    page: Annotated[str, Field(examples=["inventory"])]
    name: Annotated[str, Field(examples=["Open to the internet"])]
    query: Annotated[str, Field(examples=["exposure=internet&sort=name"])]
    columns: Annotated[list[str], Field(examples=[["Risk", "Name", "Exposure"]])]
    widths: Annotated[dict[str, int], Field(examples=[{"Name": 320}])]


class AttestationItem(Contract):
    """What somebody attests of a control. ``at`` is UTC."""

    framework: Annotated[str, Field(examples=["nist-800-53"])]
    control: Annotated[str, Field(examples=["AC-2"])]
    is_met: bool
    statement: Annotated[str, Field(examples=["The policy was read."])]
    author: str
    at: datetime.datetime
