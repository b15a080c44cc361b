"""The rules as a list: the shipped ones from a generated index, since reading and checking each takes half a second."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from bartizan.base.bundled import bundled
from bartizan.base.settings import RuleSettings, Settings

if TYPE_CHECKING:
    from bartizan.assess import Rule

INDEX = "index.json"
"""Beside the shipped rules: the rows of each profile, written by docs/generate.py and compared in CI."""


def listed_rules(
    folders: Sequence[Path], settings: Settings, own: "Mapping[str, Rule] | None" = None
) -> list[dict[str, Any]]:
    """Return a row for every shipped rule, those of the folders and ``own`` ones, as profile and settings have them.

    Raises:
        RuleError: a rule of the folders or of the settings is refused.
        UsageError: there is no such profile, or the settings name what is not there.
    """
    profile = settings.rules.profile
    if not folders and not own and settings.rules == RuleSettings(profile=profile):
        index = bundled("rules") / INDEX
        shipped: dict[str, list[dict[str, Any]]] = orjson.loads(index.read_bytes()) if index.is_file() else {}
        if profile in shipped:
            return shipped[profile]
    return chosen_rules(folders, settings, own)


def chosen_rules(
    folders: Sequence[Path], settings: Settings, own: "Mapping[str, Rule] | None" = None
) -> list[dict[str, Any]]:
    """Return the same from the rules themselves.

    Raises:
        UsageError: as ``listed_rules``.
    """
    from bartizan.assess import chosen, load_rules
    from bartizan.normalize import schemas

    known = {**(own or {}), **load_rules([bundled("rules"), *folders, *settings.rule_folders], schemas())}
    return [
        {
            "rule_id": choice.rule.id,
            "title": choice.rule.title,
            "severity": str(choice.rule.severity),
            "category": choice.rule.category,
            "table": list(choice.rule.table),
            "tier": choice.rule.tier,
            "is_on": not choice.off,
            "off": choice.off,
        }
        for choice in chosen(known, settings).values()
    ]
