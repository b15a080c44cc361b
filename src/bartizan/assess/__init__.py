"""Assess: rules over the typed tables, each saying pass, fail, not applicable or unknown of every resource."""

from bartizan.assess.evaluate import FINDING_COLUMNS, assess
from bartizan.assess.examples import tried
from bartizan.assess.guard import predicate_columns
from bartizan.assess.load import load_rules
from bartizan.assess.override import chosen, overridden, with_parameters
from bartizan.assess.rule import Rule, RuleError

__all__ = [
    "FINDING_COLUMNS",
    "Rule",
    "RuleError",
    "assess",
    "chosen",
    "load_rules",
    "overridden",
    "predicate_columns",
    "tried",
    "with_parameters",
]
