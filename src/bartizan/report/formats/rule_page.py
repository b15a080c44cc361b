"""One rule as a page of Markdown: what `rules show` prints and what docs/reference holds."""

from collections.abc import Mapping
from typing import Any

from bartizan.report.remediation.template import readable

_CODE = {"cli": "bash", "terraform": "terraform", "cloudformation": "yaml", "bicep": "bicep"}


def rule_page(rule: Mapping[str, Any]) -> str:
    """Return the page of a rule given as its definition."""
    lines = [
        f"# {rule['title']}",
        f"`{rule['id']}` · {rule['severity']} · {rule['category'].replace('_', ' ')}",
        rule["rationale"].strip(),
        "## When it fails",
        f"On {', '.join(f'`{table}`' for table in rule['table'])}, where `{rule['applies']}`:",
        f"```sql\n{rule['fails']}\n```",
        *(f"Its severity is {severity} where `{when}`." for severity, when in rule.get("severity_when", {}).items()),
        "## How to fix it",
        rule["remediation"]["text"].strip(),
    ]
    for key, language in _CODE.items():
        if code := rule["remediation"].get(key):
            lines.append(f"```{language}\n{readable(code).strip()}\n```")
        if key == "cli":
            lines += _variants(rule["remediation"].get("variants") or {})
    lines += _controls(rule)
    return "\n\n".join(lines) + "\n"


def _variants(variants: Mapping[str, str]) -> list[str]:
    return [f"For `{table}`:\n\n```bash\n{readable(code).strip()}\n```" for table, code in variants.items()]


def _controls(rule: Mapping[str, Any]) -> list[str]:
    lines = []
    if rule["controls"]:
        named = [f"- {framework}: {', '.join(ids)}" for framework, ids in sorted(rule["controls"].items())]
        lines += ["## Controls", "\n".join(named)]
    if rule["reference_title"]:
        lines.append(f"Microsoft Defender for Cloud calls it: {rule['reference_title']}")
    if rule["references"]:
        lines += ["## References", "\n".join(f"- <{url}>" for url in rule["references"])]
    return lines
