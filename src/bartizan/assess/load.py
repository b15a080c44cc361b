"""Load rules from folders; a bad one is refused with its file, its line, what is wrong and what was perhaps meant."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from bartizan.assess.checked import checked_rules
from bartizan.assess.guard import GuardError, predicate_columns
from bartizan.assess.parameter import MARK, named, overrides
from bartizan.assess.rule import EXPECT, EXPECT_SEVERITY, Rule, RuleError
from bartizan.base.framework import FOLDER as CONTROLS
from bartizan.base.suggestion import suggestion
from bartizan.base.yaml_document import DocumentError, YamlDocument, document_of, read_document

_MOST_FILES = 10_000


def load_rules(folders: Iterable[Path], schemas: Mapping[str, Mapping[str, str]]) -> dict[str, Rule]:
    """Return the rules of all folders by ID, every one checked against the tables' schemas.

    Raises:
        RuleError: a file does not parse, a predicate is refused, a column or table is unknown, a duplicate ID.
    """
    rules: dict[str, Rule] = {}
    files: dict[str, Path] = {}
    for folder in folders:
        found = rule_files(folder)
        checked = checked_rules(folder, found)
        for id_, file in found.items():
            if id_ in rules:
                raise RuleError(f"{file}:1: the rule {id_} exists already, in {files[id_]}; rename the file")
            rules[id_], files[id_] = checked.get(id_) or load_rule(file, folder, schemas), file
    return rules


def rule_files(folder: Path) -> dict[str, Path]:
    """Return the files of a folder's rules by their IDs.

    Raises:
        RuleError: as ``load_rules``.
    """
    # The frameworks' own texts lie among the rules.
    ids = {rule_id(file, folder): file for file in _files(folder)}
    return {id_: file for id_, file in ids.items() if not id_.startswith(f"{CONTROLS}.")}


def _files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder and below, sorted; links to folders are not followed: they may lead anywhere.

    Raises:
        RuleError: it holds so much else that it can be no folder of rules.
    """
    found, seen = [], 0
    for place, folders, names in os.walk(folder):
        seen += len(folders) + len(names)
        if seen > _MOST_FILES:
            raise RuleError(
                f"{folder}: more than {_MOST_FILES:,} files in it and below; name the folder of rules alone"
            )
        found += [Path(place, name) for name in names if name.endswith(".yaml")]
    return sorted(found)


def rule_id(file: Path, folder: Path) -> str:
    """Return a rule's ID: its path below the folder of rules, with dots."""
    return ".".join(file.relative_to(folder).with_suffix("").parts)


def load_rule(file: Path, folder: Path, schemas: Mapping[str, Mapping[str, str]]) -> Rule:
    """Return the rule of one file below a folder of rules.

    Raises:
        RuleError: as ``load_rules``.
    """
    try:
        document = read_document(file)
    except DocumentError as error:
        raise RuleError(str(error)) from error
    return _rule_of(document, rule_id(file, folder), schemas)


def rule_of_text(text: str, id_: str, schemas: Mapping[str, Mapping[str, str]]) -> Rule:
    """Return the rule that a file's text says, for rules that are kept elsewhere than in files.

    Raises:
        RuleError: as ``load_rules``.
    """
    try:
        document = document_of(text, Path(*id_.split(".")).with_suffix(".yaml"))
    except DocumentError as error:
        raise RuleError(str(error)) from error
    return _rule_of(document, id_, schemas)


def _rule_of(document: YamlDocument, id_: str, schemas: Mapping[str, Mapping[str, str]]) -> Rule:
    if not document.content:
        what = "empty; a rule has title, severity, table, fails, …; see `bartizan rules new`"
        raise RuleError(f"{document.at()}: {what}")
    if "id" in document.content:
        raise RuleError(f"{document.at('id')}: id: a rule's ID is its path; leave it out")
    try:
        rule = Rule(**{**document.content, "id": id_})
    except ValidationError as error:
        raise RuleError(document.refusal(error, Rule)) from error
    for table in rule.table:
        if table not in schemas:
            raise RuleError(f"{document.at('table')}: unknown table {table!r}{suggestion(table, schemas)}")
        _check_columns(rule, document, schemas[table])
    _check_parameters(rule, document)
    return rule


def _check_columns(rule: Rule, document: YamlDocument, schema: Mapping[str, str]) -> None:
    for key, predicate in rule.predicates.items():
        try:
            predicate_columns(predicate, schema, rule.parameters)
        except GuardError as error:
            raise RuleError(f"{document.at(*key.split('.'))}: {key}: {error}") from error
    used = [("evidence", n, name) for n, name in enumerate(rule.evidence)]
    used += [("examples", n, name) for n, example in enumerate(rule.examples) for name in example if _is_column(name)]
    for key, n, name in used:
        if name not in schema:
            raise RuleError(f"{document.at(key, n)}: {key}: unknown column {name!r}{suggestion(name, schema)}")


def _check_parameters(rule: Rule, document: YamlDocument) -> None:
    for name in sorted(set(rule.parameters).difference(*map(named, rule.predicates.values()))):
        raise RuleError(f"{document.at('parameters', name)}: parameters: no predicate reads ${name}")
    for name in rule.bounds:
        if name not in rule.parameters:
            known = suggestion(name, rule.parameters)
            raise RuleError(f"{document.at('bounds', name)}: bounds: unknown parameter {name!r}{known}")
    for name, value in rule.parameters.items():
        if wrong := rule.bounds_of(name).against(value):
            raise RuleError(f"{document.at('parameters', name)}: parameters: {wrong}")
    for n, example in enumerate(rule.examples):
        try:
            rule.given(overrides(example))
        except RuleError as error:
            raise RuleError(f"{document.at('examples', n)}: examples: {error}") from error


def _is_column(key: str) -> bool:
    return key not in (EXPECT, EXPECT_SEVERITY) and not key.startswith(MARK)
