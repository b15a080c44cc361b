"""Ask the engine what the oracle was asked, request by request and for all resources of a kind at once."""

import datetime
from dataclasses import replace
from itertools import product
from typing import Any

import orjson

from bartizan.permit.aws.caller import Caller, Organization
from bartizan.permit.aws.evaluate import Decision, Policies, Sourced, Statements
from bartizan.permit.aws.expand.asking import Asking
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.expand.expander import Expander, Principal
from bartizan.permit.aws.expand.implied import granted
from bartizan.permit.aws.expand.universe import Target, Universe
from bartizan.permit.aws.language.context import Values
from bartizan.permit.aws.language.policy import parsed
from bartizan.permit.aws.request import Request, Resource, answer
from bartizan.permit.aws.weighing import Weighing
from tests.permit.oracle import draw, judge

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def possible(asked: dict[str, Any], told: dict[str, list[str]], hidden: dict[str, list[list[str]]]) -> set[bool]:
    """Return the oracle's answers over all values of what is hidden."""
    known = {**draw.everything(asked), **told}
    worlds = (dict(zip(hidden, values, strict=True)) for values in product(*hidden.values()))
    return {judge.is_allowed(asked, {**known, **world}) for world in worlds}


def answered(asked: dict[str, Any], told: dict[str, list[str]]) -> Decision:
    """Return the engine's answer to the request."""
    resource = asked["resource"]
    return answer(
        Request(
            caller(asked),
            asked["action"],
            Resource(
                resource["arn"],
                statements(resource["policy"]) + grants(asked),
                resource["account"],
                resource["tags"],
                organization(resource),
                statements(asked["controls"]),
            ),
            policies(asked),
            tuple(statements(level) for level in asked["levels"]),
            asked["is_management"],
            keys(asked, told),
        ),
        NOW,
    )


def expanded(asked: dict[str, Any], told: dict[str, list[str]]) -> Decision:
    """Return what the expansion over a whole kind says of the same request."""
    name = asked["resource"]["arn"].partition("/")[2] if ":s3:" in asked["resource"]["arn"] else ""
    one = target(asked)
    universe = Universe("it", [one, *(replace(one, arn=f"{one.arn[:-1]}{n}", tags={}, policy=()) for n in ("!", "~"))])
    levels = () if asked["is_management"] else tuple(statements(level) for level in asked["levels"])
    controls = Controls({asked["caller"]["account"]: levels}, {one.account: statements(asked["controls"])})
    principal = Principal(Weighing(caller(asked), policies(asked), NOW))
    more = keys(asked, told)
    suffix = f"/{name}" if name else ""
    asking = Asking(principal.caller, asked["action"].lower(), universe, principal.base, suffix, lambda _: more)
    verdict = Expander({"it": universe}, controls, NOW).outcome(principal, asked["action"], asking).in_organization
    place = universe.places[one.arn]
    if verdict.yes >> place & 1:
        return Decision.YES
    return Decision.CONDITIONAL if verdict.may >> place & 1 else Decision.NO


def target(asked: dict[str, Any]) -> Target:
    """Return the resource of a request; of an object, its bucket."""
    resource = asked["resource"]
    arn = resource["arn"].partition("/")[0] if ":s3:" in resource["arn"] else resource["arn"]
    region = draw.everything(asked)["aws:requestedregion"][0]
    policy = statements(resource["policy"]) + grants(asked)
    return Target(arn, resource["account"], region, resource["tags"], policy, "", organization(resource))


def grants(asked: dict[str, Any]) -> Statements:
    """Return the grants of a key as the engine reads them."""
    key = {"name": "", "key_arn": asked["resource"]["arn"]}
    rows = ({**key, **each, "constraints": orjson.dumps(each["constraints"])} for each in asked["grants"])
    return tuple(statement for row in rows for statement in granted(row))


def keys(asked: dict[str, Any], told: dict[str, list[str]]) -> dict[str, Values]:
    found: dict[str, Values] = {key: tuple(values) for key, values in told.items()}
    return {"aws:requestedregion": tuple(draw.everything(asked)["aws:requestedregion"]), **found}


def caller(asked: dict[str, Any]) -> Caller:
    given = asked["caller"]
    return Caller(
        given["arn"],
        tags=given["tags"],
        takes_session_tags=False,
        organization=organization(given),
        is_service_linked=given["is_service_linked"],
        has_boundary=asked["boundary"] is not None,
    )


def organization(given: dict[str, Any]) -> Organization:
    return Organization(given["organization"], draw.ORGANIZATIONS[given["organization"]])


def policies(asked: dict[str, Any]) -> Policies:
    limits = () if asked["boundary"] is None else (statements(asked["boundary"]),)
    return Policies(statements(asked["identity"]), limits)


def statements(layer: list[dict[str, Any]]) -> Statements:
    found = []
    for each in layer:
        body = {key: value for key, value in each.items() if key != "version"}
        found += [Sourced(one, "it") for one in parsed({"Version": each["version"], "Statement": body})]
    return tuple(found)


def disagreement(asked: dict[str, Any], told: dict[str, list[str]], hidden: dict[str, list[list[str]]]) -> str:
    """Return how the engine contradicts the oracle on a request; empty where it does not.

    What is hidden may leave an answer open: then it must be conditional. Where all is told it must never be.
    """
    oracle, one = possible(asked, told, hidden), answered(asked, told)
    fitting = {
        (True,): {Decision.YES},
        (False,): {Decision.NO},
        (False, True): {Decision.CONDITIONAL},
    }[tuple(sorted(oracle))]
    fitting |= {Decision.CONDITIONAL} if hidden else set()
    if one not in fitting:
        return f"one request: {one}, the oracle: {oracle}"
    many = expanded(asked, told)
    return "" if many is one else f"one request: {one}, all at once: {many}, the oracle: {oracle}"
