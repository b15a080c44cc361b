"""The house's language: one class name for one idea, and no word that CONTRIBUTING's style rules out."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.yaml_file import read_yaml

ROOT = Path(__file__).parents[2]
PRODUCT = ROOT / "src" / "bartizan"
ROOMS = (
    "normalize", "permit", "assess", "advise", "catalog", "collect", "base",
    "cli", "service", "report", "pipeline", "state", "store", "graph", "explore", "contract", "api", "access",
    "connect", "portal", "notify",
)  # fmt: skip
"""The rooms whose docstrings and comments are held to it."""
BETTER = {
    r"mend(s|ed|ing)?": "fix",
    r"whoever": "anyone who, an attacker who",
    r"told|tells? of": "reported, recognized, says",
    r"lets? (in|\w+ in)": "allow",
    r"(public|its) door": "reachable from",
    r"hangs? on": "depends on",
    r"hears?": "receives, takes",
    r"had back": "restored",
    r"vouch(es)? for": "trusted",
    r"that there can be": "invalid",
    r"of which none": "none of them",
    r"must count as known": "treat it as compromised",
    r"find no one": "cannot be routed",
    r"stands? twice": "duplicate",
    r"is none of (HTTP|those)": "is not",
    r"such a like|the like failures": "identical",
}
READERS = {r"strangers?": "anyone, an external principal", r"everybody|anybody|somebody": "everyone, anyone, someone"}
"""Words that may stay in code, where they name an idea, but not in what users read."""


def pattern(words: dict[str, str]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(f'(?:{word})' for word in words)})\b", re.IGNORECASE)


def docs() -> Iterator[tuple[str, str]]:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "decisions").glob("*.md")]
    for path in [*pages, *(ROOT / "profiles").glob("*.yaml")]:
        text = path.read_text(encoding="utf-8").partition("### Glossary")[0]
        yield from lines(path, text)


def rules() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "rules").rglob("*.yaml"):
        rule = read_yaml(path)
        remediation = rule.get("remediation", {})
        for text in (rule.get("title"), rule.get("rationale"), remediation.get("text"), *rule["controls"].values()):
            yield str(path.relative_to(ROOT)), " ".join(str(text).split())


def columns() -> Iterator[tuple[str, str]]:
    for path in PRODUCT.rglob("*.sql"):
        for place, line in lines(path, path.read_text(encoding="utf-8")):
            yield place, line.partition("-- ")[2]


def code() -> Iterator[tuple[str, str]]:
    """The docstrings, comments and messages of the rooms; strings of one word are no prose."""
    for path in (file for room in ROOMS for file in (PRODUCT / room).rglob("*.py")):
        with tokenize.open(path) as file:
            tokens = list(tokenize.generate_tokens(io.StringIO(file.read()).readline))
        for token in tokens:
            if token.type in {tokenize.STRING, tokenize.COMMENT} and " " in token.string:
                for number, line in enumerate(token.string.splitlines(), token.start[0]):
                    yield f"{path.relative_to(ROOT)}:{number}", line


def lines(path: Path, text: str) -> Iterator[tuple[str, str]]:
    return ((f"{path.relative_to(ROOT)}:{number}", line) for number, line in enumerate(text.splitlines(), 1))


@pytest.mark.parametrize(
    ("texts", "words"),
    [(docs, BETTER), (rules, BETTER | READERS), (columns, BETTER | READERS), (code, BETTER)],
    ids=["docs", "rules", "columns", "code"],
)
def test_words_that_we_do_not_use(texts: object, words: dict[str, str]) -> None:
    assert callable(texts)
    unwanted = pattern(words)
    assert [
        f"{place}: {found[0]!r} in {text.strip()}" for place, text in texts() if (found := unwanted.search(text))
    ] == []


def test_titles_are_short() -> None:
    titles = {path: read_yaml(path).get("title", "") for path in (ROOT / "rules").rglob("*.yaml")}
    assert {str(path.relative_to(ROOT)): title for path, title in titles.items() if len(title) >= 80} == {}


def test_a_class_name_means_one_thing() -> None:
    places = defaultdict(list)
    for path in PRODUCT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
