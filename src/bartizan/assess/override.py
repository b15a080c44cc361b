"""Lay the settings over the rules: which are off, how severe, with which parameters."""

from collections.abc import Mapping
from fnmatch import filter as matching
from typing import Any

from bartizan.assess.parameter import Value
from bartizan.assess.rule import Rule, RuleError
from bartizan.document import suggestion
from bartizan.settings import Settings


def overridden(rules: Mapping[str, Rule], settings: Settings) -> dict[str, Rule]:
    """Return the rules as the settings have them, those that are off left out.

    Raises:
        RuleError: a setting names a rule or a parameter that does not exist, or a value of the wrong kind.
    """
    _check(rules, settings)
    own = settings.rules
    changed = {}
    for id_, rule in rules.items():
        if not own.disables(id_):
            severity = own.severity.get(id_, rule.severity)
            changed[id_] = _set(rule, settings).model_copy(update={"severity": severity})
    return changed


def _set(rule: Rule, settings: Settings) -> Rule:
    """Return a rule with its parameters: the default, then the value by name, then the one for the rule alone."""
    given = settings.rules.parameters
    alone = given.get(rule.id, {})
    values: dict[str, tuple[Any, str]] = {
        name: (value, settings.at("rules", "parameters", name))
        for name, value in given.items()
        if name in rule.parameters and not isinstance(value, dict)
    }
    if isinstance(alone, dict):
        values |= {name: (value, settings.at("rules", "parameters", rule.id, name)) for name, value in alone.items()}
    for name, (value, at) in values.items():
        rule = _given(rule, name, value, at)
    return rule


def _given(rule: Rule, name: str, value: Value, at: str) -> Rule:
    try:
        return rule.given({name: value})
    except RuleError as error:
        raise RuleError(f"{at}: {error}") from error


def _check(rules: Mapping[str, Rule], settings: Settings) -> None:
    own = settings.rules
    names = {name for rule in rules.values() for name in rule.parameters}
    for n, pattern in enumerate(own.disabled):
        if not matching(rules, pattern):
            at = settings.at("rules", "disabled", n)
            raise RuleError(f"{at}: {pattern!r} matches no rule{suggestion(pattern, rules)}")
    for id_ in own.severity:
        if id_ not in rules:
            at = settings.at("rules", "severity", id_)
            raise RuleError(f"{at}: unknown rule {id_!r}{suggestion(id_, rules)}")
    for name, value in own.parameters.items():
        known, what = (set(rules), "rule") if isinstance(value, dict) else (names, "parameter")
        if name not in known:
            at = settings.at("rules", "parameters", name)
            raise RuleError(f"{at}: unknown {what} {name!r}{suggestion(name, known)}")
