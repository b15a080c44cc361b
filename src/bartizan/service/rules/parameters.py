"""The parameters of rules in a directory: what they are, what they may be, and setting them for the next scan."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bartizan.assess import Rule, chosen, load_rules, with_parameters
from bartizan.assess.override import Choice
from bartizan.assess.parameter import Value
from bartizan.base.bundled import bundled
from bartizan.base.home import DIRECTORY
from bartizan.base.settings import Settings, load_settings
from bartizan.base.suggestion import suggestion
from bartizan.contract.kept import ParameterItem, RuleParameters
from bartizan.model import UsageError
from bartizan.normalize import schemas
from bartizan.pipeline.own_rules import usable_own_rules
from bartizan.state import State
from bartizan.state.kept.parameters import SetParameters, keep_parameters, rule_parameters


class OutOfBoundsError(UsageError):
    """A value that a parameter cannot have."""


class NoParametersError(UsageError):
    """There is no rule of this name, or it has no parameters."""


def listed_parameters(home: Path, *, directory: str = DIRECTORY) -> list[RuleParameters]:
    """Return the rules that have parameters, with what the next scan of a directory judges by.

    Raises:
        UsageError: the settings or a rule of theirs cannot be used.
    """
    return _listed_of(_loaded(home, directory), home, directory)


def parameters_of(home: Path, rule_id: str, *, directory: str = DIRECTORY) -> RuleParameters:
    """Return the parameters of one rule.

    Raises:
        NoParametersError: there is no such rule, or it has none.
    """
    return _of_rule(_loaded(home, directory), home, rule_id, directory)


def set_parameters(
    home: Path, rule_id: str, values: Mapping[str, Value], by: str, *, directory: str = DIRECTORY
) -> RuleParameters:
    """Set parameters of a rule for the next scan; those that are not named, or equal their default, get the default.

    Raises:
        OutOfBoundsError: the rule has no such parameter, or cannot have such a value; nothing was changed.
        NoParametersError: there is no such rule, or it has no parameters.
    """
    loaded = _loaded(home, directory)
    before = _of_rule(loaded, home, rule_id, directory)
    try:
        loaded.shipped[rule_id].given(values)
    except UsageError as error:
        raise OutOfBoundsError(str(error)) from error
    defaults = loaded.chosen[rule_id].rule.parameters
    kept = {name: value for name, value in values.items() if value != defaults[name]}
    keep_parameters(State(home), directory, before.rule_id, kept, by)
    return _of_rule(loaded, home, rule_id, directory)


def reset_parameters(home: Path, rule_id: str, by: str, *, directory: str = DIRECTORY) -> RuleParameters:
    """Give all parameters of a rule their defaults again.

    Raises:
        NoParametersError: there is no such rule, or it has no parameters.
    """
    return set_parameters(home, rule_id, {}, by, directory=directory)


def written(home: Path, rule_id: str, texts: Mapping[str, str]) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the values that somebody wrote into a form, and what is wrong with those that a parameter cannot have.

    The texts of a list stand on lines of their own. What is no parameter of the rule is left out.
    """
    rule = _loaded(home, DIRECTORY).shipped.get(rule_id)
    values: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    if rule is None:
        return values, wrong
    for name in rule.parameters.keys() & texts.keys():
        value = _read(rule.parameters[name], texts[name])
        bounds = rule.bounds_of(name)
        if value is None:
            wrong[name] = f"{texts[name][:40]!r} is not {bounds.words(rule.parameters[name])}"
        elif said := bounds.against(value):
            wrong[name] = said
        else:
            values[name] = value
    return values, wrong


def _read(default: Value, text: str) -> Value | None:
    if isinstance(default, list):
        return [line.strip() for line in text.splitlines() if line.strip()]
    if isinstance(default, str):
        return text.strip()
    return int(text) if text.strip().lstrip("-").isdecimal() and len(text) <= 20 else None


@dataclass(frozen=True)
class _LoadedRules:
    """The rules as they ship, and as the home's settings have them: to load them takes longer than all else here."""

    settings: Settings
    shipped: dict[str, Rule]
    chosen: dict[str, Choice]


def _loaded(home: Path, directory: str) -> _LoadedRules:
    settings = load_settings(home)
    # Settings may name a directory's own rules.
    own = usable_own_rules(State(home), directory, schemas())
    rules = own | load_rules([bundled("rules"), *settings.rule_folders], schemas())
    return _LoadedRules(settings, rules, chosen(rules, settings))


def _listed_of(loaded: _LoadedRules, home: Path, directory: str) -> list[RuleParameters]:
    rules, base = loaded.shipped, loaded.chosen
    own = rule_parameters(State(home), directory)
    now = chosen(rules, with_parameters(loaded.settings, rules, {id_: each.values for id_, each in own.items()}))
    return [_listed(base[id_].rule, now[id_], own.get(id_)) for id_, rule in rules.items() if rule.parameters]


def _of_rule(loaded: _LoadedRules, home: Path, rule_id: str, directory: str) -> RuleParameters:
    found = {each.rule_id: each for each in _listed_of(loaded, home, directory)}
    if rule_id not in found:
        raise NoParametersError(f"{rule_id!r} is no rule with parameters{suggestion(rule_id, found)}")
    return found[rule_id]


def _listed(base: Rule, choice: Choice, own: SetParameters | None) -> RuleParameters:
    now = choice.rule
    return RuleParameters(
        rule_id=now.id,
        title=now.title,
        severity=str(now.severity),
        off=choice.off,
        parameters=[_item(base, now, name) for name in now.parameters],
        set_by=own.author if own else "",
        set_at=own.at if own else None,
    )


def _item(base: Rule, now: Rule, name: str) -> ParameterItem:
    value, bounds = now.parameters[name], now.bounds_of(name)
    is_number = isinstance(value, int)
    return ParameterItem(
        name=name,
        kind="number" if is_number else "texts" if isinstance(value, list) else "text",
        value=value,
        default=base.parameters[name],
        allowed=bounds.words(value),
        least=bounds.least if is_number else None,
        most=bounds.most if is_number else None,
        one_of=bounds.one_of,
    )
