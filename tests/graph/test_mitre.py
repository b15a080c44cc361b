"""Scenarios and techniques name what MITRE ATT&CK published: https://attack.mitre.org/techniques/enterprise/."""

import re
from pathlib import Path

import pytest

from bartizan.base.bundled import bundled
from bartizan.permit.aws.escalation.technique import FOLDER as AWS
from bartizan.permit.azure.escalate.opening import FOLDER as AZURE
from tests.yaml_file import read_yaml

PUBLISHED = {
    "T1021": "Remote Services",
    "T1021.007": "Cloud Services",
    "T1021.008": "Direct Cloud VM Connections",
    "T1059.009": "Cloud API",
    "T1072": "Software Deployment Tools",
    "T1078": "Valid Accounts",
    "T1078.004": "Cloud Accounts",
    "T1098": "Account Manipulation",
    "T1098.001": "Additional Cloud Credentials",
    "T1098.003": "Additional Cloud Roles",
    "T1098.007": "Additional Local or Domain Groups",
    "T1110": "Brute Force",
    "T1133": "External Remote Services",
    "T1190": "Exploit Public-Facing Application",
    "T1195.002": "Compromise Software Supply Chain",
    "T1199": "Trusted Relationship",
    "T1484.002": "Trust Modification",
    "T1505.003": "Web Shell",
    "T1525": "Implant Internal Image",
    "T1528": "Steal Application Access Token",
    "T1530": "Data from Cloud Storage",
    "T1546": "Event Triggered Execution",
    "T1548.005": "Temporary Elevated Cloud Access",
    "T1550.001": "Application Access Token",
    "T1552": "Unsecured Credentials",
    "T1552.001": "Credentials In Files",
    "T1552.005": "Cloud Instance Metadata API",
    "T1555.006": "Cloud Secrets Management Stores",
    "T1574": "Hijack Execution Flow",
    "T1578": "Modify Cloud Compute Infrastructure",
    "T1578.002": "Create Cloud Instance",
    "T1609": "Container Administration Command",
    "T1610": "Deploy Container",
    "T1648": "Serverless Execution",
    "T1651": "Cloud Administration Command",
}
_SETTINGS = ("risk", "sensitivity")
FILES = [
    file
    for folder in (bundled("paths"), AWS, AZURE)
    for file in sorted(folder.glob("*.yaml"))
    if file.stem not in _SETTINGS
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_its_techniques_are_published(file: Path) -> None:
    named = read_yaml(file)["mitre"]
    assert named
    assert len(set(named)) == len(named)
    assert set(named) <= PUBLISHED.keys()
    assert all(re.fullmatch(r"T1\d{3}(\.\d{3})?", each) for each in named)
