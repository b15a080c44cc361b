"""Lay a profile and the settings over the rules: which are off, how severe, with which parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import filter as matching
from typing import Any

from bartizan.assess.parameter import Value
from bartizan.assess.profile import Profile, load_profile
from bartizan.assess.rule import Rule, RuleError
from bartizan.base.bundled import bundled
from bartizan.base.settings import Settings
from bartizan.base.suggestion import suggestion

PROFILES = "profiles"
"""The folder of shipped profiles."""

ParameterValues = Mapping[str, Value]
"""Values of a rule's parameters by name."""


@dataclass(frozen=True)
class Choice:
    """A rule as profile and settings have it; ``off`` says why it does not run and is empty where it does."""

    rule: Rule
    off: str


def overridden(rules: Mapping[str, Rule], settings: Settings) -> dict[str, Rule]:
    """Return the rules that run, as the profile and the settings have them.

    Raises:
        UsageError: as ``chosen``.
    """
    return {id_: choice.rule for id_, choice in chosen(rules, settings).items() if not choice.off}


def chosen(rules: Mapping[str, Rule], settings: Settings) -> dict[str, Choice]:
    """Return every rule as the profile has it and, what counts more, the settings have it.

    Raises:
        UsageError: there is no such profile, a setting names a rule or a parameter that does not exist, or a value is
            of the wrong kind.
    """
    _check(rules, settings)
    profile = load_profile(settings.rules.profile, bundled(PROFILES), settings.at("rules", "profile"))
    return {
        id_: Choice(_set(_rated(rule, profile, settings), settings), _off(rule, profile, settings))
        for id_, rule in rules.items()
    }


def with_parameters(settings: Settings, rules: Mapping[str, Rule], own: Mapping[str, ParameterValues]) -> Settings:
    """Return settings with the parameters of ``own``, by rule and name, in place of what they have.

    What no longer is a rule or a value that it takes is left out: an update of the rules must not end all scans.
    """
    given = dict(settings.rules.parameters)
    for id_, values in own.items():
        fitting = {name: value for name, value in values.items() if id_ in rules and _fits(rules[id_], name, value)}
        before = given.get(id_, {})
        given[id_] = {**(before if isinstance(before, dict) else {}), **fitting}
        if not given[id_]:
            del given[id_]
    return settings.model_copy(update={"rules": settings.rules.model_copy(update={"parameters": given})})


def _fits(rule: Rule, name: str, value: Value) -> bool:
    try:
        rule.given({name: value})
    except RuleError:
        return False
    return True


def _rated(rule: Rule, profile: Profile, settings: Settings) -> Rule:
    own = settings.rules.severity.get(rule.id)
    return rule.rated(own) if own else profile.applied(rule)


def _off(rule: Rule, profile: Profile, settings: Settings) -> str:
    own = settings.rules
    if own.disables(rule.id):
        return "The settings disable it."
    return "" if own.enables(rule.id) else profile.why_off(rule)


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
    patterns = [("disabled", n, pattern) for n, pattern in enumerate(own.disabled)]
    for key, n, pattern in [*patterns, *(("enabled", n, pattern) for n, pattern in enumerate(own.enabled))]:
        if not matching(rules, pattern):
            at = settings.at("rules", key, n)
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
