"""Make a rule of a query: review what it says of a snapshot, keep it for the next scan, remove it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from bartizan.assess import Rule, tried
from bartizan.assess.load import rule_of_text
from bartizan.assess.rule import RuleError
from bartizan.base.home import DIRECTORY
from bartizan.explore.ask import SECONDS
from bartizan.explore.parse import parse
from bartizan.explore.rules.as_rule import RuleWords, as_rule
from bartizan.explore.text import text
from bartizan.explore.words import QueryError
from bartizan.model import UsageError, now
from bartizan.normalize import schemas
from bartizan.service.published import Published
from bartizan.state import State
from bartizan.state.kept.own_rules import OwnRule, keep_own_rule, own_rules, remove_own_rule
from bartizan.store.engine import quoted

PREFIX = "own"
"""What the IDs of all such rules begin with: no rule that ships is called so."""
_NAME = re.compile(r"[a-z][a-z0-9_]{2,59}")
_MOST_RULES = 200
_MOST_SHOWN = 8
_LIMITS = {"title": (8, 160), "rationale": (20, 2000), "remediation": (8, 2000)}


@dataclass(frozen=True)
class RuleReview:
    """A rule that is not kept yet: its text, how many rows have each verdict, and the first that fail.

    ``refused`` says why the query cannot be a rule; nothing else is there then.
    """

    text: str = ""
    refused: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    failing: Sequence[dict[str, Any]] = ()


def own_rule_id(name: str) -> str:
    """Return the ID of an own rule."""
    return f"{PREFIX}.{name}"


def wrong_words(name: str, words: RuleWords) -> dict[str, str]:
    """Return what is wrong with what somebody wrote of a rule, by field; empty where it can be kept."""
    wrong = {}
    if not _NAME.fullmatch(name):
        wrong["name"] = "3 to 60 small letters, digits and _, a letter first"
    for key, (least, most) in _LIMITS.items():
        if not least <= len(getattr(words, key).strip()) <= most:
            wrong[key] = f"{least} to {most:,} characters"
    return wrong


def review(published: Published, query: str, name: str, words: RuleWords) -> RuleReview:
    """Return what a rule made of a query says of a snapshot; words that no rule can have are left open in its text."""
    try:
        asked = parse(query).query
        with published.engine.limited(SECONDS):
            written = as_rule(published.engine, asked, _sound(name, words))
        rule = rule_of_text(written, own_rule_id(name if _NAME.fullmatch(name) else "rule"), schemas())
    except (QueryError, RuleError) as error:
        return RuleReview(refused=str(error))
    if wrong := _broken(rule):
        return RuleReview(refused=wrong)
    return judged(published, rule, written)


def judged(published: Published, rule: Rule, written: str) -> RuleReview:
    """Return the verdicts of a rule of one table on the rows of a snapshot; none where it has no such table."""
    (name,) = rule.table
    if not published.engine.has(name):
        return RuleReview(written)
    table, status = quoted(name), rule.status_sql
    counts = published.engine.rows(f"select {status} as status, count(*) as n from {table} group by 1")
    failing = published.engine.rows(
        f"select id, name from (select *, {status} as status from {table}) where status = 'fail' "
        f"order by name, id limit {_MOST_SHOWN}"
    )
    return RuleReview(written, "", {row["status"]: row["n"] for row in counts}, failing)


def _sound(name: str, words: RuleWords) -> RuleWords:
    """Return words of which those that no rule can have are placeholders."""
    blank = asdict(RuleWords())
    return replace(words, **{key: blank[key] for key in wrong_words(name, words) if key in blank})


def make_rule(published: Published, query: str, name: str, words: RuleWords, by: str) -> str:
    """Keep the rule that a query makes for the next scans of the snapshot's directory; return its ID.

    Raises:
        UsageError: the words or the query cannot be a rule, or there are too many; nothing was kept.
    """
    home, directory, id_ = published.home, published.manifest.directory, own_rule_id(name)
    if wrong := wrong_words(name, words):
        raise UsageError("; ".join(f"{key}: {said}" for key, said in wrong.items()))
    reviewed = review(published, query, name, words)
    if reviewed.refused:
        raise UsageError(reviewed.refused)
    state = State(home)
    kept = own_rules(state, directory)
    if id_ not in kept and len(kept) >= _MOST_RULES:
        raise UsageError(f"this directory has {_MOST_RULES} rules of its own; remove one first")
    made = OwnRule(id_, reviewed.text, text(parse(query).query), by, now().replace(microsecond=0))
    keep_own_rule(state, directory, made)
    return id_


def remove_rule(home: Path, id_: str, by: str, *, directory: str = DIRECTORY) -> bool:
    """Remove an own rule; its findings end with the next scan. Return whether there was one of this ID."""
    return remove_own_rule(State(home), directory, id_, by)


@dataclass(frozen=True)
class CheckedOwnRule:
    """An own rule and what the tables say of it today: the rule, or why the next scan leaves it out."""

    kept: OwnRule
    rule: Rule | None
    wrong: str = ""


def checked_own_rules(home: Path, *, directory: str = DIRECTORY) -> list[CheckedOwnRule]:
    """Return the own rules of a directory, by ID."""
    return [_checked(kept) for kept in own_rules(State(home), directory).values()]


def _checked(kept: OwnRule) -> CheckedOwnRule:
    try:
        return CheckedOwnRule(kept, rule_of_text(kept.text, kept.id, schemas()))
    except RuleError as error:
        return CheckedOwnRule(kept, None, str(error))


def _broken(rule: Rule) -> str:
    """Return what the rule's own examples say against it, empty where they hold."""
    for trial in tried(rule, schemas()):
        if not trial.holds:
            return f"an example that should be {trial.expected} is {trial.given}: {trial.example}"
    return ""
