"""Rules that a directory made of queries as objects of the contract: listed, judged on a snapshot, tried out."""

from collections.abc import Sequence
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.contract.kept import JudgedRow, OwnRuleCheck, OwnRuleDetail, OwnRuleItem, RuleVerdicts
from bartizan.explore.rules.as_rule import RuleWords
from bartizan.model import Status, UsageError
from bartizan.service.published import Published
from bartizan.service.rules.own import (
    PREFIX,
    CheckedOwnRule,
    RuleReview,
    checked_own_rules,
    judged,
    own_rule_id,
    review,
    wrong_words,
)


def listed_own_rules(home: Path, *, directory: str = DIRECTORY) -> Sequence[OwnRuleItem]:
    """Return the rules that a directory made of queries, by ID."""
    return [_item(each) for each in checked_own_rules(home, directory=directory)]


def own_rule(published: Published, id_: str) -> OwnRuleDetail | None:
    """Return a rule of the snapshot's directory with its verdicts today, None where there is none of this ID."""
    kept = checked_own_rules(published.home, directory=published.manifest.directory)
    found = next((each for each in kept if each.kept.id == id_), None)
    if found is None:
        return None
    said = _verdicts(judged(published, found.rule, found.kept.text)) if found.rule else None
    return OwnRuleDetail(**_item(found).model_dump(), text=found.kept.text, verdicts=said)


def tried_rule(published: Published, query: str, id_: str, words: RuleWords) -> OwnRuleCheck:
    """Return what a rule made of a query would say of a snapshot; nothing is kept.

    Raises:
        UsageError: the ID is none of such a rule.
    """
    name = name_of(id_)
    found = review(published, query, name, words)
    said = None if found.refused else _verdicts(found)
    wrong = wrong_words(name, words)
    return OwnRuleCheck(id=id_, text=found.text, refused=found.refused, wrong=wrong, verdicts=said)


def name_of(id_: str) -> str:
    """Return what an own rule's ID has after the prefix.

    Raises:
        UsageError: it has not the prefix.
    """
    name = id_.removeprefix(f"{PREFIX}.")
    if id_ != own_rule_id(name):
        raise UsageError(f"{id_}: the ID of a rule that is made of a query is {PREFIX}.NAME")
    return name


def _item(each: CheckedOwnRule) -> OwnRuleItem:
    kept, rule = each.kept, each.rule
    return OwnRuleItem(
        id=kept.id,
        title=rule.title if rule else "",
        severity=str(rule.severity) if rule else "",
        table=rule.table[0] if rule else "",
        query=kept.query,
        author=kept.author,
        at=kept.at,
        wrong=each.wrong,
    )


def _verdicts(found: RuleReview) -> RuleVerdicts:
    of = found.counts.get
    return RuleVerdicts(
        unhealthy=of(Status.FAIL, 0),
        unknown=of(Status.UNKNOWN, 0),
        healthy=of(Status.PASS, 0),
        not_applicable=of(Status.NOT_APPLICABLE, 0),
        failing=[JudgedRow(id=row["id"], name=row["name"]) for row in found.failing],
    )
