"""Every screen at 80 and 140 columns, as golden texts; BARTIZAN_GOLDEN=1 writes them for you to read."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bartizan.cli.screen import listed as lists
from bartizan.cli.screen import notifications
from bartizan.cli.screen.attack.identities import identities_screen
from bartizan.cli.screen.coverage import coverage_screen
from bartizan.cli.screen.explorer import NEAR, TEMPLATES, answer_screen, counts_screen, rows_screen
from bartizan.cli.screen.findings import findings_screen
from bartizan.cli.screen.footer import Totals
from bartizan.cli.screen.inventory import inventory_screen
from bartizan.cli.screen.line import Line, cells, coloured, plain
from bartizan.cli.screen.listed import listed
from bartizan.cli.screen.onboard import connectors
from bartizan.cli.screen.package import package_screen
from bartizan.cli.screen.paths import choke_points_screen, path_screen, paths_screen, what_if_screen
from bartizan.cli.screen.picked import picked_screen
from bartizan.cli.screen.recommendations import recommendations_screen
from bartizan.cli.screen.score import history_screen, score_screen
from bartizan.cli.screen.summary import summary_screen
from bartizan.cli.screen.table import Column
from bartizan.cli.screen.vulnerabilities import packages_screen, vulnerabilities_screen
from tests.cli.screens import attack, estate, explored, path_rows
from tests.cli.screens import lists as rows

WIDTHS = (80, 140)
OLD = {estate.INVENTORY[3]["id"]}
Screen = Callable[[int | None], list[Line]]


def of_list(columns: list[Column], rows: list[estate.Row], noun: str) -> Screen:
    return lambda width: listed(columns, rows, width, (noun, ""), "nothing", total=Totals(9000))


SCREENS: dict[str, Screen] = {
    "inventory": lambda width: inventory_screen(estate.INVENTORY, width, others=532, deprecated=OLD),
    "recommendations": lambda width: recommendations_screen(estate.RECOMMENDATIONS, width),
    "findings": lambda width: findings_screen(estate.FINDINGS, width, Totals(331, 24)),
    "findings-details": lambda width: findings_screen(estate.FINDINGS, width, Totals(331, 24), details=True),
    "findings-none": lambda width: findings_screen([], width, Totals(0, 24)),
    "attack-paths": lambda width: paths_screen(path_rows.PATHS, width, Totals(58)),
    "attack-path": lambda width: path_screen(path_rows.PATHS[:1], width),
    "attack-path-conditional": lambda width: path_screen(path_rows.PATHS[1:], width),
    "choke-points": lambda width: choke_points_screen(path_rows.CHOKE_POINTS, width, Totals(93)),
    "what-if": lambda width: what_if_screen(path_rows.WHAT_IF, width, Totals(58), gone=8),
    "vulnerabilities": lambda width: vulnerabilities_screen(estate.VULNERABILITIES, width),
    "packages": lambda width: packages_screen(estate.PACKAGES, width),
    "coverage": lambda width: coverage_screen(estate.COVERAGE, width),
    "coverage-details": lambda width: coverage_screen(estate.COVERAGE, width, details=True),
    "identities": lambda width: identities_screen(attack.IDENTITIES, width, Totals(113)),
    "score": lambda width: score_screen(estate.SCORES[1:], width),
    "score-by-scope": lambda width: score_screen(estate.SCORES, width, "scope"),
    "score-history": lambda width: history_screen(estate.HISTORY, width),
    "scan": lambda width: summary_screen(
        estate.SCAN, list(zip(estate.RECOMMENDATIONS, [estate.FINDINGS[0], None], strict=True)), width
    ),
    "package-scan": partial(package_screen, rows.PACKAGE),
    "rules-list": of_list(lists.RULES, rows.RULES, "rule"),
    "compliance": of_list(lists.CONTROLS, rows.CONTROLS, "control"),
    "exempt-list": of_list(lists.EXEMPTIONS, rows.EXEMPTIONS, "exemption"),
    "govern-list": of_list(lists.GOVERNANCE, rows.GOVERNANCE, "governance rule"),
    "govern-report": of_list(lists.OWNERS, rows.OWNERS, ""),
    "govern-report-rows": of_list(lists.OWNED, estate.FINDINGS, "finding"),
    "govern-audit": of_list(lists.AUDIT, rows.AUDIT, "decision"),
    "advisories-status": of_list(lists.SOURCES, rows.SOURCES, "source"),
    "notifications-list": of_list(notifications.RULES, rows.NOTIFIED, "rule"),
    "exports-list": of_list(notifications.EXPORTS, rows.EXPORTED, "export"),
    "automations-list": of_list(notifications.AUTOMATIONS, rows.AUTOMATED, "automation"),
    "notifications-deliveries": of_list(notifications.DELIVERIES, rows.DELIVERIES, "message"),
    "history": of_list(lists.HISTORY, rows.HISTORY, "event"),
    "snapshots-diff": of_list(lists.CHANGES, rows.CHANGED, "change"),
    "connectors": lambda width: connectors(rows.CONNECTORS, width, Totals(9000)),
    "snapshots-trends": of_list(lists.TRENDS, rows.DAYS, "day"),
    "explore": lambda width: answer_screen(explored.ROWS, width, Totals(40, unknown=1)),
    "explore-none": lambda width: answer_screen([], width, Totals(0)),
    "explore-counts": lambda width: counts_screen(explored.LINES, width, Totals(5)),
    "explore-near-misses": lambda width: listed(NEAR, explored.NEAR, width, ("near miss", "near misses"), ""),
    "explore-templates": of_list(TEMPLATES, explored.TEMPLATES, "template"),
    "sql": lambda width: rows_screen(explored.COUNTED, width, Totals(2)),
    "columns": lambda width: picked_screen(estate.FINDINGS, ["severity", "rule_id", "resource_name", "due"], width),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SCREENS)
def test_screens_are_as_they_were_read(name: str, width: int) -> None:
    file = Path(__file__).parent / f"{name}-{width}.txt"
    text = plain(SCREENS[name](width))
    if os.environ.get("BARTIZAN_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("width", [60, 80, 97, 120, 140, 200])
def test_no_line_is_wider_than_the_screen_but_for_a_word_that_is(name: str, width: int) -> None:
    for each in plain(SCREENS[name](width)).splitlines():
        # One that is too wide is a command's word that must stay whole, such as an ARN or a text in quotes.
        assert cells(each) <= width or each.startswith("       ") or len(each.split()) <= 2


def words(text: str) -> set[str]:
    return {word.strip(" \\") for word in text.split() if "…" not in word}


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("width", [41, 60, 80, 97, 140])
def test_words_are_whole_or_shortened_visibly(name: str, width: int) -> None:
    # A narrow screen says a long fix in a sentence, which stands in the details.
    known = " ".join(plain(SCREENS[name](wide)) for wide in (None, 500, 119))
    known += plain(SCREENS.get(f"{name}-details", SCREENS[name])(None))
    told = words(plain(SCREENS[name](width)))
    assert {word for word in told if word not in known} == set()


@pytest.mark.parametrize("name", SCREENS)
def test_colours_change_no_text_and_nothing_hostile_reaches_the_terminal(name: str) -> None:
    text = coloured(SCREENS[name](140))
    assert "\x1b[31m-feed" not in text
    assert not set(text.replace("\x1b[", "")) & {chr(n) for n in range(32) if n != 10}
