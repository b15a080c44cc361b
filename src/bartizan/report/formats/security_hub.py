"""Findings as AWS Security Hub holds them: OCSF 1.6 with times as text, one account and region in each event.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-ocsf.html
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from bartizan.contract import Finding
from bartizan.report.formats.aws_product import is_of_aws, partition, product_arn, region
from bartizan.report.formats.ocsf import event, milliseconds

SCHEMA_VERSION = "1.6.0"


def security_hub(
    rules: Iterable[Mapping[str, Any]], findings: Iterable[Finding], time: datetime.datetime
) -> list[dict[str, Any]]:
    """Return one event per finding about AWS; ``time`` (UTC) is when the scan published."""
    by_id = {rule["id"]: rule for rule in rules}
    return [_event(finding, by_id[finding.rule_id], time) for finding in filter(is_of_aws, findings)]


def _event(finding: Finding, rule: Mapping[str, Any], time: datetime.datetime) -> dict[str, Any]:
    told = event(finding, rule, time)
    told["time_dt"] = _text(told["time"])
    told["metadata"] |= {"version": SCHEMA_VERSION, "profiles": ["cloud", "datetime"]}
    told["metadata"]["product"] |= {"uid": product_arn(finding)}
    told["cloud"] |= {"region": region(finding), "cloud_partition": partition(finding)}
    if finding.status not in ("fail", "exempt"):  # what is not known to be wrong is no alert
        told |= {"severity_id": 1, "severity": "Informational"}
    info = told["finding_info"]
    info["modified_time"] = milliseconds(time)
    info |= {f"{name}_dt": _text(value) for name, value in list(info.items()) if name.endswith("_time")}
    (resource,) = told["resources"]
    resource |= {"region": region(finding), "cloud_partition": partition(finding)}
    resource["owner"] = {"account": told["cloud"]["account"]}
    return told


def _text(moment: int) -> str:
    """Return milliseconds since 1970 as RFC 3339."""
    time = datetime.datetime.fromtimestamp(moment / 1000, datetime.UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
