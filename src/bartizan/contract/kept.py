"""The objects of what people keep: how rules are set, views of lists, and what is attested of controls."""

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
