"""The rules that a directory made of queries, for a scan."""

import logging
from collections.abc import Mapping

from bartizan.assess.load import rule_of_text
from bartizan.assess.rule import Rule, RuleError
from bartizan.state import State
from bartizan.state.kept.own_rules import own_rules

_log = logging.getLogger("bartizan.scan")


def usable_own_rules(state: State, directory: str, schemas: Mapping[str, Mapping[str, str]]) -> dict[str, Rule]:
    """Return a directory's own rules by ID, each checked against the tables' schemas.

    What no longer is a rule is left out and logged: an update of the tables must not end all scans. The portal's
    settings say it, too.
    """
    found = {}
    for id_, own in own_rules(state, directory).items():
        try:
            found[id_] = rule_of_text(own.text, id_, schemas)
        except RuleError as error:
            _log.warning("the rule %s is left out: %s", id_, error)
    return found
