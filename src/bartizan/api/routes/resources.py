"""One resource, by its ID or its key; each tab of its page loads alone."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from bartizan.api.problem import responses
from bartizan.api.reading import Read, read_as
from bartizan.contract import Contract, Finding, WorkloadPackage, WorkloadVulnerability
from bartizan.contract.paths import AttackPath
from bartizan.contract.resource import HistoryEvent, ResourceFact, ResourcePermissions, ResourceSummary
from bartizan.report.paging import Part
from bartizan.service import history as service_history
from bartizan.service import resource_page

router = APIRouter(prefix="/resources", tags=["resources"], responses=responses(400, 401, 403, 404, 422))
_EXAMPLES = ["0123456789abcdef", "arn:aws:lambda:eu-west-1:111122223333:function:orders"]
Id = Annotated[
    str, Path(alias="id", max_length=2048, description="An ID, or the key that lists have.", examples=_EXAMPLES)
]


class FindingPage(Contract):
    """Findings of a resource."""

    items: list[Finding]
    total: int


class VulnerabilityPage(Contract):
    """Advisories that a resource's code matches."""

    items: list[WorkloadVulnerability]
    total: int


class PackagePage(Contract):
    """Packages of a resource's code."""

    items: list[WorkloadPackage]
    total: int


class AttackPathPage(Contract):
    """Attack paths that a resource is on."""

    items: list[AttackPath]
    total: int


class TabPart:
    """Which part of a tab is wanted."""

    def __init__(
        self,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> None:
        self.part = Part(limit=limit, offset=offset)


Wanted = Annotated[TabPart, Depends()]


@router.get("/{id:path}/findings", responses=read_as(FindingPage))
async def findings(
    id_: Id,
    read: Read,
    wanted: Wanted,
    status: Literal["", "fail", "unknown", "exempt", "pass", "not_applicable"] = "",
) -> Response:
    """Return its findings with evidence and fix, in the order of risk; without a status all that do not pass."""
    return await read.answer(lambda each: resource_page.findings(each, id_, status, wanted.part))


@router.get("/{id:path}/vulnerabilities", responses=read_as(VulnerabilityPage))
async def vulnerabilities(id_: Id, read: Read, wanted: Wanted) -> Response:
    """Return the advisories that its code matches, worst first."""
    return await read.answer(lambda each: resource_page.resource_vulnerabilities(each, id_, wanted.part))


@router.get("/{id:path}/packages", responses=read_as(PackagePage))
async def packages(id_: Id, read: Read, wanted: Wanted) -> Response:
    """Return the bill of materials of its code."""
    return await read.answer(lambda each: resource_page.resource_packages(each, id_, wanted.part))


@router.get("/{id:path}/paths", responses=read_as(AttackPathPage))
async def paths(id_: Id, read: Read, wanted: Wanted) -> Response:
    """Return the attack paths that it is on, worst first."""
    return await read.answer(lambda each: resource_page.paths(each, id_, wanted.part))


@router.get("/{id:path}/permissions", responses=read_as(ResourcePermissions))
async def permissions(id_: Id, read: Read) -> Response:
    """Return whom it runs as, or is, and what these identities may do."""
    return await read.answer(lambda each: resource_page.permissions(each, id_))


@router.get("/{id:path}/facts", responses=read_as(list[ResourceFact]))
async def facts(id_: Id, read: Read) -> Response:
    """Return every column of its row, and of each that is null what was not read for it."""
    return await read.answer(lambda each: resource_page.facts(each, id_))


@router.get("/{id:path}/history", responses=read_as(list[HistoryEvent]))
async def history(id_: Id, read: Read) -> Response:
    """Return what happened to it, newest first."""
    return await read.answer(lambda each: service_history.history(each, id_))


@router.get("/{id:path}", responses=read_as(ResourceSummary))
async def resource(id_: Id, read: Read) -> Response:
    """Return what stands at the top of its page."""
    return await read.answer(lambda each: resource_page.summary(each, id_))
