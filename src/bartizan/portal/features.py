"""The registry of pages: where each is, what it is called, and which feature of the reference product it gives."""

from dataclasses import dataclass
from enum import StrEnum


class Workspace(StrEnum):
    """The two workspaces: for the team that owns the cloud, and for the team that watches it."""

    POSTURE = "posture"
    OPERATIONS = "operations"


@dataclass(frozen=True)
class Feature:
    """A page of both workspaces. ``module`` is its file in ``pages``; ``reference`` the reference product's feature."""

    id: str
    path: str
    label: str
    module: str
    reference: str = ""
    parent: str = ""

    @property
    def is_object(self) -> bool:
        """Whether the page shows one object, which its path names."""
        return "{" in self.path


FEATURES = {
    each.id: each
    for each in (
        Feature("overview", "/overview", "Overview", "overview"),
        Feature("queue", "/queue", "Queue", "queue"),
        Feature("exposure", "/queue/{exposure}", "Exposure", "queued.exposure", "", "queue"),
        Feature("inventory", "/inventory", "Inventory", "inventory", "Inventory"),
        Feature("resource", "/inventory/{key}", "Resource", "resource", "Inventory", "inventory"),
        Feature("recommendations", "/recommendations", "Recommendations", "recommendations", "Recommendations"),
        Feature(
            "recommendation",
            "/recommendations/{rule}",
            "Recommendation",
            "recommendation",
            "Recommendations",
            "recommendations",
        ),
        Feature(
            "vulnerabilities", "/vulnerabilities", "Vulnerabilities", "vulnerabilities", "Vulnerability assessment"
        ),
        Feature("attack-paths", "/attack-paths", "Attack paths", "attack_paths", "Attack paths"),
        Feature("attack-path", "/attack-paths/{path}", "Attack path", "attack_path", "Attack paths", "attack-paths"),
        Feature("explorer", "/explorer", "Explorer", "explorer", "Explorer"),
        Feature("new-rule", "/explorer/rule", "Make it a rule", "new_rule", "", "explorer"),
        Feature("sql", "/explorer/sql", "SQL", "asking.sql", "", "explorer"),
        Feature("known-query", "/explorer/{query}", "Saved query", "explorer", "Explorer", "explorer"),
        Feature("identities", "/identities", "Identities", "identities"),
        Feature("compliance", "/compliance", "Compliance", "compliance"),
        Feature("coverage", "/coverage", "Coverage", "coverage"),
        Feature("environment", "/environment", "Environment", "environment", "Onboarding"),
        Feature("scope", "/environment/{connector}/{scope}", "Scope", "watched.scope", "Onboarding", "environment"),
        Feature("scans", "/scans", "Scans", "scans"),
        Feature("scan", "/scans/{scan}", "Scan", "watched.scan", "", "scans"),
        Feature("settings", "/settings", "Settings", "settings"),
        Feature("notifications", "/settings/notifications", "Notifications", "notifications", "", "settings"),
    )
}
"""By ID."""

_SAME = ("environment", "scans", "settings")
MENU = {
    Workspace.POSTURE: (
        *("overview", "inventory", "recommendations", "vulnerabilities", "attack-paths", "explorer", "identities"),
        *("compliance", "coverage"),
    ),
    Workspace.OPERATIONS: (
        *("queue", "attack-paths", "vulnerabilities", "explorer", "inventory", "recommendations", "identities"),
        *("compliance", "coverage"),
    ),
}
"""The order of each workspace's menu; they differ in nothing else."""
BELOW = _SAME
"""What stands below the line in both menus."""
HOME = {Workspace.POSTURE: "overview", Workspace.OPERATIONS: "queue"}
"""Where a workspace opens."""
