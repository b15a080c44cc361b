"""IAM's reports on the services that a role used: a job that is begun, under way at the first look, then done."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from moto.iam.models import iam_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import paged
from bartizan_demo.emulators.aws.functions.state import kept
from bartizan_demo.emulators.aws.services.xml import xml_answer
from bartizan_demo.emulators.shared.dates import used_today

EVERY_SERVICE = (
    *("apigateway", "cloudwatch", "dynamodb", "ec2", "iam", "kms", "lambda", "logs"),
    *("s3", "secretsmanager", "sns", "sqs", "ssm", "sts"),
)
"""What a grant of everything comes to here; of AWS's services it would be all, some hundreds."""
_USE = "bartizan_service_use"


def set_service_use(role: Any, days_since: Mapping[str, int] | None) -> None:
    """Say how many days ago a role of moto's last used each service that it ever used; None: its reports fail."""
    vars(role)[_USE] = days_since


@dataclass
class _Job:
    """A report that was asked for, and how often it was looked at."""

    role: Any
    looks: int = 0


def generate_service_last_accessed_details(call: Call) -> EmulatedAnswer:
    """Answer GenerateServiceLastAccessedDetails for roles: the new job's identifier."""
    arn = call.params.get("Arn", "")
    role = next((role for role in iam_backends[call.account]["aws"].roles.values() if role.arn == arn), None)
    if role is None:
        raise AwsError("NoSuchEntity", f"ARN {arn} was not found.", 404)
    job_id = str(uuid4())
    _jobs(call)[job_id] = _Job(role)
    return xml_answer(call, {"JobId": job_id})


def get_service_last_accessed_details(call: Call) -> EmulatedAnswer:
    """Answer GetServiceLastAccessedDetails: how far the job is and, once it is done, a page of its report."""
    job = _jobs(call).get(call.params.get("JobId", ""))
    if job is None:
        raise AwsError("NoSuchEntity", "No job with this identifier was found.", 404)
    job.looks += 1
    result = {"JobType": "SERVICE_LEVEL", "JobCreationDate": used_today(), "ServicesLastAccessed": []}
    if job.looks == 1:
        return xml_answer(call, result | {"JobStatus": "IN_PROGRESS"})
    result |= {"JobCompletionDate": used_today()}
    if vars(job.role).get(_USE, {}) is None:
        error = {"Code": "ServiceFailure", "Message": "The report could not be written."}
        return xml_answer(call, result | {"JobStatus": "FAILED", "Error": error})
    items, marker = paged(list(_services(job.role)), {"MaxItems": "100", **call.params}, 1000)
    page = {"ServicesLastAccessed": items, "IsTruncated": marker is not None, "Marker": marker}
    return xml_answer(call, result | page | {"JobStatus": "COMPLETED"})


def _jobs(call: Call) -> dict[str, _Job]:
    return kept(iam_backends[call.account]["aws"], "last_accessed_jobs", dict)


def _services(role: Any) -> Iterator[dict[str, Any]]:
    granted = sorted({service for document in _documents(role) for service in _granted(document)})
    used: Mapping[str, int] = vars(role).get(_USE, dict.fromkeys(granted, 0) if role.last_used else {})
    for service in granted:
        body = {"ServiceName": service, "ServiceNamespace": service, "TotalAuthenticatedEntities": 0}
        if service in used:
            when = used_today() - timedelta(days=used[service])
            body |= {"LastAuthenticated": when, "LastAuthenticatedEntity": role.arn, "TotalAuthenticatedEntities": 1}
        yield body


def _documents(role: Any) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, role.policies.values())
    for policy in role.managed_policies.values():
        yield from (json.loads(version.document) for version in policy.versions if version.is_default_version)


def _granted(document: dict[str, Any]) -> Iterator[str]:
    """Yield the services that a document's statements allow something of; a boundary plays no part, as with AWS."""
    for statement in document["Statement"]:
        for action in statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]:
            if statement["Effect"] == "Allow":
                yield from EVERY_SERVICE if action == "*" else (action.partition(":")[0],)
