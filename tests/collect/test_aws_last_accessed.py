"""When the roles of functions last used what they are granted: a job begun and waited for, where that is asked for."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from bartizan.collect.aws.collectors import operations
from bartizan.collect.aws.engine.asking import AwsCaller
from bartizan.collect.aws.engine.collector import AwsCall, Each, Job
from bartizan.collect.aws.engine.job import reported
from bartizan.collect.aws.resources.compute.iam_last_accessed import EXECUTION_ROLES
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import SELF, Outcome
from tests.collect.aws_support import ACCOUNT, Answering, Collected, collected, served
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

ROLE, ASPECT = "aws_iam_role", "last_accessed"
BEGIN, READ = "iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"
LISTED = "ServicesLastAccessed"


async def read(emulators: Emulators, *, last_accessed: bool = True) -> Collected:
    estate = emulators.estate
    return await collected(
        AwsTarget(("eu-west-1", "us-east-1"), estate.aws, None, tuple(estate.role_arns), last_accessed=last_accessed)
    )


async def test_nothing_is_asked_unless_the_option_is_on(emulators: Emulators) -> None:
    result = await read(emulators, last_accessed=False)
    assert not (operations() - operations(())) & set(result.usage.calls)
    assert result.of(ROLE, ASPECT) == []
    assert not {BEGIN, READ} & set(await emulators.calls())


async def test_each_role_of_functions_is_asked_about_once_and_no_other(emulators: Emulators) -> None:
    result = await read(emulators)
    of_functions = {o.body["Role"] for o in result.of("aws_lambda_function", SELF)}
    answers = result.of(ROLE, ASPECT)
    assert sorted(o.id for o in answers) == sorted(of_functions)
    assert of_functions < result.ids(ROLE)
    assert {(o.scope, o.region) for o in answers} == {(account, "") for account in emulators.estate.accounts}
    assert result.usage.calls[BEGIN] == len(of_functions)


async def test_a_job_in_progress_is_waited_for(emulators: Emulators) -> None:
    result = await read(emulators)
    # The emulator's jobs are under way at the first look and over at the second.
    assert result.usage.calls[READ] == 2 * result.usage.calls[BEGIN]
    told = {o.id.rpartition("/")[2]: o.body for o in result.of(ROLE, ASPECT) if o.outcome is Outcome.OK}
    used = {s["ServiceNamespace"]: s.get("LastAuthenticated") for s in told["customer-export-reader"][LISTED]}
    assert set(used) == {"dynamodb", "kms", "logs", "s3"}
    assert [service for service, at in used.items() if at is None] == ["kms"]
    never = told["orders-archive-old-role"][LISTED]
    assert never
    assert not any("LastAuthenticated" in service for service in never)


async def test_a_failed_job_is_a_failed_answer(emulators: Emulators) -> None:
    result = await read(emulators)
    (failed,) = (o for o in result.of(ROLE, ASPECT) if o.outcome is not Outcome.OK)
    assert failed.id.endswith("/platform-role-broker-role")
    assert (failed.outcome, failed.operation, failed.body) == (Outcome.FAILED, READ, None)
    assert failed.detail == "ServiceFailure: The report could not be written."


@pytest.mark.parametrize("operation", [BEGIN, READ])
async def test_a_refusal_names_the_permission(emulators: Emulators, operation: str) -> None:
    await emulators.fault(operation, "deny")
    result = await read(emulators)
    answers = result.of(ROLE, ASPECT)
    assert answers
    assert {(o.outcome, o.operation, o.permission) for o in answers} == {(Outcome.DENIED, operation, operation)}


_ASPECT = EXECUTION_ROLES.aspects[ASPECT]
_XML = "<{0}Response><{0}Result>{1}</{0}Result></{0}Response>"


def answering(*pages: str, asked: list[dict[str, str]] | None = None) -> Answering:
    """Return a server that begins any job and answers each look with the next of the pages, then the last."""
    following: Iterator[str] = iter(pages)

    async def answer(request: web.Request) -> web.Response:
        form = dict(parse_qsl((await request.read()).decode()))
        if asked is not None:
            asked.append(form)
        name = form["Action"]
        body = "<JobId>job-1</JobId>" if name.startswith("Generate") else next(following, pages[-1])
        return web.Response(text=_XML.format(name, body), content_type="text/xml")

    return answer


def page(status: str, *services: str, marker: str = "") -> str:
    listed = "".join(f"<member><ServiceNamespace>{name}</ServiceNamespace></member>" for name in services)
    more = f"<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>" if marker else ""
    return f"<JobStatus>{status}</JobStatus><{LISTED}>{listed}</{LISTED}>{more}"


async def asked_for(answer: Answering, aspect: Each = _ASPECT) -> Body:
    assert aspect.job
    async with served(answer) as (client, _):
        asking = AwsCaller(client, "us-east-1", {})
        return await reported(asking, aspect.job, aspect.call, {"Arn": f"arn:aws:iam::{ACCOUNT}:role/any"})


def names(body: Body) -> list[str]:
    assert set(body) == {LISTED}
    return [service["ServiceNamespace"] for service in body[LISTED]]


async def test_a_job_that_is_done_at_once_takes_two_calls() -> None:
    asked: list[dict[str, str]] = []
    assert names(await asked_for(answering(page("COMPLETED", "s3", "sqs"), asked=asked))) == ["s3", "sqs"]
    assert [form["Action"] for form in asked] == [BEGIN.partition(":")[2], READ.partition(":")[2]]
    assert asked[0]["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/any"
    assert asked[1]["JobId"] == "job-1"


async def test_a_job_without_services_reports_none() -> None:
    assert names(await asked_for(answering(page("COMPLETED")))) == []


async def test_a_report_of_many_pages_is_read_whole() -> None:
    first, second = page("COMPLETED", "s3", marker="next"), page("COMPLETED", "sqs")
    asked: list[dict[str, str]] = []
    assert names(await asked_for(answering(page("IN_PROGRESS"), first, first, second, asked=asked))) == ["s3", "sqs"]
    assert [form.get("Marker") for form in asked[1:]] == [None, None, None, "next"]


async def test_a_job_that_never_ends_fails_and_says_so() -> None:
    with pytest.raises(CallError) as error:
        await asked_for(answering(page("IN_PROGRESS")))
    assert (error.value.outcome, error.value.operation) == (Outcome.FAILED, READ)
    assert "still IN_PROGRESS" in error.value.detail


async def test_a_role_that_is_gone_is_no_failure() -> None:
    async def gone(_request: web.Request) -> web.Response:
        error = "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>gone</Message></Error></ErrorResponse>"
        return web.Response(status=404, text=error, content_type="text/xml")

    with pytest.raises(CallError) as error:
        await asked_for(gone)
    assert error.value.outcome is Outcome.ABSENT


async def test_any_job_is_waited_for_by_its_own_words() -> None:
    """A job of another service differs in names alone; a call that lists nothing brings its whole answer."""
    begin = AwsCall(BEGIN, {"Arn": "{Arn}"})
    own = Each(AwsCall(READ, {"JobId": "{JobId}"}), job=Job(begin, state="JobType", done="SERVICE_LEVEL"))
    body = await asked_for(answering("<JobType>NOT_YET</JobType>", "<JobType>SERVICE_LEVEL</JobType>"), own)
    assert body["JobType"] == "SERVICE_LEVEL"
