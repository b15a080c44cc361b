"""Fill a rule's fix with one resource's own name, region and scope."""

import re
import shlex
from collections.abc import Mapping
from typing import Any

from bartizan.model import printable

_PLACEHOLDER = re.compile(r"\{(name|region|scope|id|resource_group)\}")
_RESOURCE_GROUP = re.compile(r"/resourcegroups/([^/]+)", re.IGNORECASE)


def filled(remediation: Mapping[str, str], finding: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a remediation with placeholders filled; empty ones are left out.

    Names come from the cloud and may be hostile: in ``cli`` each is quoted for a shell.
    """
    group = _RESOURCE_GROUP.search(finding["resource_id"])
    values = {
        "name": finding["resource_name"] or finding["resource_id"],
        "region": finding["region"] or "",
        "scope": finding["scope"],
        "id": finding["resource_id"],
        "resource_group": group[1] if group else "",
    }
    return {key: _fill(text, values, shell=key == "cli") for key, text in remediation.items() if text}


def _fill(text: str, values: Mapping[str, str], *, shell: bool) -> str:
    def value(match: re.Match[str]) -> str:
        plain = printable(values[match[1]])
        return shlex.quote(plain) if shell else plain

    return _PLACEHOLDER.sub(value, text)
