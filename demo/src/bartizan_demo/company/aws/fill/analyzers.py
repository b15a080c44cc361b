"""Puts production's analyzers of IAM Access Analyzer on their shelf, with what they found in the company's stores."""

from typing import Any

from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION
from bartizan_demo.emulators.aws.services.canned_listings import shelve

_SEEN = "2026-09-01T08:00:00.000Z"


def fill_analyzers() -> None:
    """Put one analyzer of external access and one of unused access there."""
    shelve(
        PRODUCTION,
        IRELAND,
        "analyzer",
        _analyzer("company-external", "ACCOUNT") | {"_findings": _findings()},
        _analyzer("company-unused", "ACCOUNT_UNUSED_ACCESS") | {"_findings": []},
    )


def _analyzer(name: str, kind: str) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:access-analyzer:{IRELAND}:{PRODUCTION}:analyzer/{name}",
        "name": name,
        "type": kind,
        "status": "ACTIVE",
        "createdAt": _SEEN,
        "lastResourceAnalyzedAt": _SEEN,
        "tags": {"owner": "team-platform"},
    }


def _findings() -> list[dict[str, Any]]:
    return [
        _finding("queue-events", "sqs:events", "AWS::SQS::Queue", "ACTIVE", {}),
        _finding(
            "topic-fleet-alerts", "sns:fleet-alerts", "AWS::SNS::Topic", "ARCHIVED", {"aws:SourceOwner": PRODUCTION}
        ),
        _finding("queue-gone", "sqs:dead-letters", "AWS::SQS::Queue", "RESOLVED", {}),
    ]


def _finding(id_: str, store: str, resource_type: str, status: str, condition: dict[str, str]) -> dict[str, Any]:
    service, _, name = store.partition(":")
    return {
        "id": id_,
        "resource": f"arn:aws:{service}:{IRELAND}:{PRODUCTION}:{name}",
        "resourceType": resource_type,
        "resourceOwnerAccount": PRODUCTION,
        "isPublic": not condition,
        "principal": {"AWS": "*"},
        "action": ["sqs:SendMessage"] if service == "sqs" else ["sns:Publish"],
        "condition": condition,
        "status": status,
        "createdAt": _SEEN,
        "analyzedAt": _SEEN,
        "updatedAt": _SEEN,
    }
