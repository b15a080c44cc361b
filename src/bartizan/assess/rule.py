"""A rule: one YAML file, its ID the file's path. Loading says exactly what is wrong with a bad one."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bartizan.assess.guard import GuardError, predicate_columns, suggestion
from bartizan.model import Severity, UsageError

Category = Literal[
    "access_control",
    "network_exposure",
    "identity_and_permissions",
    "code_integrity",
    "encryption",
    "runtime_and_dependency",
    "secrets",
    "logging_and_monitoring",
    "resilience",
]
EXPECT = "expect"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class RuleError(UsageError):
    """A rule file that cannot be used; the message names the file and what is wrong."""


class Remediation(BaseModel):
    """How to fix what a rule found: always in words, and as commands or code where they exist."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    cli: str = ""
    terraform: str = ""
    cloudformation: str = ""
    bicep: str = ""


class Rule(BaseModel):
    """One posture rule. ``applies`` and ``fails`` are SQL predicates over the columns of every ``table``.

    ``parameters`` are values with their defaults, written ``$name`` in predicates; ``catalog`` names the entries of the
    field's merged catalog of checks that the rule answers.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    title: str = Field(min_length=8, max_length=160)
    severity: Severity
    category: Category
    tier: Literal["core", "standard", "optional"] = "standard"
    rationale: str = Field(min_length=20)
    table: Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
    applies: str = "true"
    fails: str
    parameters: dict[str, list[str] | int | str] = Field(default_factory=dict)
    evidence: list[str] = Field(default_factory=list)
    remediation: Remediation
    controls: dict[str, list[str]] = Field(default_factory=dict)
    reference_title: str = ""
    catalog: list[str] = Field(default_factory=list)
    references: list[str] = Field(default_factory=list)
    formerly: list[str] = Field(default_factory=list)
    examples: list[dict[str, Any]]

    @model_validator(mode="after")
    def _has_examples(self) -> "Rule":
        expected = {example.get(EXPECT) for example in self.examples}
        for status in ("fail", "pass", "unknown"):
            if status not in expected:
                raise ValueError(f"examples: at least one must expect {status!r}")
        return self

    @cached_property
    def status_sql(self) -> str:
        """The scalar SQL that gives this rule's status for one row."""
        return (
            f"case when ({self.applies}) is null then 'unknown' when not ({self.applies}) then 'not_applicable' "
            f"when ({self.fails}) is null then 'unknown' when ({self.fails}) then 'fail' else 'pass' end"
        )

    def columns(self, schema: Mapping[str, str]) -> frozenset[str]:
        """Return the columns that the predicates read in a table with this schema.

        Raises:
            GuardError: a predicate is not allowed or names a column that is not there.
        """
        return predicate_columns(self.applies, schema) | predicate_columns(self.fails, schema)


def load_rules(folders: Iterable[Path], schemas: Mapping[str, Mapping[str, str]]) -> dict[str, Rule]:
    """Return the rules of all folders by ID, every one checked against the tables' schemas.

    Raises:
        RuleError: a file does not parse, a predicate is refused, a column or table is unknown, an ID stands twice.
    """
    rules: dict[str, Rule] = {}
    for folder in folders:
        for file in sorted(folder.rglob("*.yaml")):
            rule = _loaded(file, rule_id(file, folder))
            _check(rule, file, schemas)
            if rule.id in rules:
                raise RuleError(f"{file}: the rule {rule.id} exists already; rename the file")
            rules[rule.id] = rule
    return rules


def rule_id(file: Path, folder: Path) -> str:
    """Return a rule's ID: its path below the folder of rules, with dots."""
    return ".".join(file.relative_to(folder).with_suffix("").parts)


def _loaded(file: Path, id_: str) -> Rule:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleError(f"{file}: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise RuleError(f"{file}: a rule is a mapping with title, severity, table, fails, …; see `bartizan rules new`")
    try:
        return Rule(**{"id": id_, **content})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        hint = suggestion(place, Rule.model_fields) if first["type"] == "extra_forbidden" else ""
        raise RuleError(f"{file}: {place or 'rule'}: {first['msg']}{hint}") from error


def _check(rule: Rule, file: Path, schemas: Mapping[str, Mapping[str, str]]) -> None:
    for table in rule.table:
        if table not in schemas:
            raise RuleError(f"{file}: unknown table {table!r}{suggestion(table, schemas)}")
        try:
            rule.columns(schemas[table])
        except GuardError as error:
            raise RuleError(f"{file}: {error}") from error
        used = [("evidence", name) for name in rule.evidence]
        used += [("examples", name) for example in rule.examples for name in example if name != EXPECT]
        for key, name in used:
            if name not in schemas[table]:
                raise RuleError(f"{file}: {key}: unknown column {name!r}{suggestion(name, schemas[table])}")
