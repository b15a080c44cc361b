"""Bartizan: an open-source serverless posture manager. docs/library.md has examples."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bartizan.assess.rule import Rule
    from bartizan.collect.shared.target import AwsTarget, AzureTarget
    from bartizan.contract import (
        CodeCoverage,
        Finding,
        InventoryItem,
        PackageInspection,
        Page,
        Recommendation,
        ScanResult,
        WorkloadPackage,
        WorkloadVulnerability,
    )
    from bartizan.model import BartizanError, Severity, Status, UsageError
    from bartizan.report.paging import Part
    from bartizan.service.library import Snapshot, inspect_package, load_rules, open_snapshot, scan

    __version__: str

__all__ = [
    "AwsTarget",
    "AzureTarget",
    "BartizanError",
    "CodeCoverage",
    "Finding",
    "InventoryItem",
    "PackageInspection",
    "Page",
    "Part",
    "Recommendation",
    "Rule",
    "ScanResult",
    "Severity",
    "Snapshot",
    "Status",
    "UsageError",
    "WorkloadPackage",
    "WorkloadVulnerability",
    "inspect_package",
    "load_rules",
    "open_snapshot",
    "scan",
]
_PLACES = {
    "assess.rule": ("Rule",),
    "collect.shared.target": ("AwsTarget", "AzureTarget"),
    "model": ("BartizanError", "Severity", "Status", "UsageError"),
    "report.paging": ("Part",),
    "service.library": ("Snapshot", "inspect_package", "load_rules", "open_snapshot", "scan"),
}
_HOMES = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for on use: a short command needs nearly none of it."""
    if name == "__version__":
        from importlib.metadata import version

        return version("bartizan")
    if name not in __all__:
        raise AttributeError(f"module 'bartizan' has no attribute {name!r}")
    return getattr(import_module(f"bartizan.{_HOMES.get(name, 'contract')}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
