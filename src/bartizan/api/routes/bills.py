"""Bills of materials of the workloads that the filters of a list leave."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from bartizan.api.problem import responses
from bartizan.api.reading import Read, read_as
from bartizan.api.routes.lists import ListQuestion, asked_of
from bartizan.service.answers.bills import bill_text

_EXAMPLE = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"purl": "pkg:pypi/requests@2.4.0"}]}
router = APIRouter(tags=["lists"], responses=responses(400, 401, 403, 404, 422))


class BillQuestion(ListQuestion):
    """Of which rows the workloads are meant, and how their bill is written."""

    format: Literal["cyclonedx", "spdx"] = "cyclonedx"


def _add(name: str) -> None:
    """Add the route of one list."""

    async def bill(read: Read, request: Request, question: Annotated[BillQuestion, Query()]) -> Response:
        asked = asked_of(request, question)
        return await read.answer(lambda each: bill_text(each, name, asked, question.format))

    router.add_api_route(
        f"/{name}/sbom",
        bill,
        name=f"{name}_sbom",
        summary="Return a bill of materials of the workloads that match, CycloneDX 1.6 or SPDX 2.3; at most 1,000.",
        responses=read_as(dict[str, Any], content={"application/json": {"example": _EXAMPLE}}),
    )


for _name in ("vulnerabilities", "packages"):
    _add(_name)
