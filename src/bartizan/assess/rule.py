"""A rule: one YAML file, its ID the file's path."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, model_validator

from bartizan.assess.bounds import ParameterBounds
from bartizan.assess.guard import predicate_columns, unfailing
from bartizan.assess.parameter import Value, bound, kind
from bartizan.base.suggestion import suggestion
from bartizan.model import Severity, UsageError
from bartizan.store.engine import literal

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
Tier = Literal["core", "standard", "optional"]
EXPECT = "expect"
EXPECT_SEVERITY = "expect_severity"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class RuleError(UsageError):
    """A rule file that cannot be used; the message names the file and what is wrong."""


class Remediation(BaseModel):
    """How to fix what a rule found: always in words, and as commands or code where they exist.

    ``variants`` holds the commands by table where they differ from ``cli``; docs/remediation.md tells what a command
    may name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    cli: str = ""
    terraform: str = ""
    cloudformation: str = ""
    bicep: str = ""
    variants: dict[str, str] = Field(default_factory=dict)


class Rule(BaseModel):
    """One posture rule. ``applies`` and ``fails`` are SQL predicates over the columns of every ``table``.

    ``severity_when`` maps a worse severity to the predicate under which a failing row has it in place of ``severity``.
    ``tier`` says how much a rule is worth: an optional one runs only where a profile or a setting asks for it.
    ``parameters`` are values with their defaults, written ``$name`` in predicates, and ``bounds`` what some of them may
    be; ``catalog`` names the entries of the field's merged catalog of checks that the rule answers.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    title: str = Field(min_length=8, max_length=160)
    severity: Severity
    severity_when: dict[Severity, str] = Field(default_factory=dict)
    category: Category
    tier: Tier = "standard"
    rationale: str = Field(min_length=20)
    table: Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
    applies: str = "true"
    fails: str
    parameters: dict[str, list[str] | StrictInt | str] = Field(default_factory=dict)
    bounds: dict[str, ParameterBounds] = Field(default_factory=dict)
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

    @model_validator(mode="after")
    def _only_gets_worse(self) -> "Rule":
        for severity in self.severity_when:
            if severity.rank >= self.severity.rank:
                raise ValueError(f"severity_when: {severity} is not worse than {self.severity}")
        return self

    @property
    def predicates(self) -> dict[str, str]:
        """Every predicate of this rule by the key that holds it."""
        cases = {f"severity_when.{severity}": predicate for severity, predicate in self.severity_when.items()}
        return {"applies": self.applies, "fails": self.fails, **cases}

    @property
    def severity_sql(self) -> str:
        """The scalar SQL that gives the severity of this rule for one row.

        What could not be read never makes it milder: a predicate that is null counts as met.
        """
        worst_first = sorted(self.severity_when.items(), key=lambda case: case[0].rank)
        cases = [
            f"when ({bound(predicate, self.parameters)}) is not false then {literal(severity)}"
            for severity, predicate in worst_first
        ]
        return f"case {' '.join(cases)} else {literal(self.severity)} end" if cases else literal(self.severity)

    @property
    def status_sql(self) -> str:
        """The scalar SQL that gives this rule's status for one row, parameters filled in."""
        applies, fails = (bound(unfailing(each), self.parameters) for each in (self.applies, self.fails))
        return (
            f"case when ({applies}) is null then 'unknown' when not ({applies}) then 'not_applicable' "
            f"when ({fails}) is null then 'unknown' when ({fails}) then 'fail' else 'pass' end"
        )

    def given(self, parameters: Mapping[str, Value]) -> "Rule":
        """Return this rule with other values for some of its parameters.

        Raises:
            RuleError: it has no such parameter, or the value is of another kind than the default or out of bounds.
        """
        for name, value in parameters.items():
            if name not in self.parameters:
                raise RuleError(f"{self.id} has no parameter {name!r}{suggestion(name, self.parameters)}")
            if kind(value) != kind(self.parameters[name]):
                raise RuleError(f"{self.id}: the parameter {name!r} is {kind(self.parameters[name])}, not {value!r}")
            if wrong := self.bounds_of(name).against(value):
                raise RuleError(f"{self.id}: the parameter {name!r}: {wrong}")
        return self.model_copy(update={"parameters": {**self.parameters, **parameters}})

    def bounds_of(self, name: str) -> ParameterBounds:
        """Return what a parameter may be."""
        return self.bounds.get(name) or ParameterBounds()

    def rated(self, severity: Severity) -> "Rule":
        """Return this rule with one severity for every row."""
        return self.model_copy(update={"severity": severity, "severity_when": {}})

    def columns(self, schema: Mapping[str, str]) -> frozenset[str]:
        """Return the columns that this rule's status stands on in a table with this schema.

        Raises:
            GuardError: a predicate is not allowed or names a column that is not there.
        """
        return predicate_columns(self.applies, schema, self.parameters) | predicate_columns(
            self.fails, schema, self.parameters
        )
