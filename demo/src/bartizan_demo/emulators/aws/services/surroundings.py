"""The operations that tell what surrounds functions: networks, load balancers, watchers and the organization."""

import orjson

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.front.front import Native
from bartizan_demo.emulators.aws.services.canned_listings import XML, Shelf, asked

_EC2 = {kind: Shelf(f"ec2_{kind}", write=XML) for kind in ("vpc", "subnet", "security_group")}
_BALANCERS = Shelf("load_balancer", write=XML)
_LISTENERS = Shelf("listener", write=XML)
_GROUPS = Shelf("target_group", write=XML)
_ACLS = Shelf("web_acl")
_DETECTORS = Shelf("detector")
_ANALYZERS = Shelf("analyzer")
_TRAILS = Shelf("trail", region="aws")
_STORES = Shelf("event_data_store")
_ORGANIZATION = Shelf("organization", region="aws")
_ACCOUNTS = Shelf("organization_account", region="aws")
_POLICIES = Shelf("organization_policy", region="aws")
_NAMES = Shelf("domain_name")
_PLANS = Shelf("usage_plan")


def _describe_tags(call: Call) -> EmulatedAnswer:
    wanted = {value for name, value in call.params.items() if name.startswith("ResourceArns.member.")}
    found = [item for item in _BALANCERS.items(call) if item["LoadBalancerArn"] in wanted]
    return XML(
        call,
        {"TagDescriptions": [{"ResourceArn": item["LoadBalancerArn"], "Tags": item["_tags"]} for item in found]},
    )


def _list_detectors(call: Call) -> EmulatedAnswer:
    return json_answer({"detectorIds": [item["_id"] for item in _DETECTORS.items(call)]})


def _describe_organization(call: Call) -> EmulatedAnswer:
    if not _ORGANIZATION.items(call):
        raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.", 400)
    return json_answer({"Organization": _ORGANIZATION.items(call)[0]})


def _api_mappings(call: Call) -> EmulatedAnswer:
    found = [item for item in _NAMES.items(call) if item["domainName"] == asked(call, "domainName")]
    return json_answer({"items": found[0]["_mappings"] if found else []})


def _list_findings(call: Call) -> EmulatedAnswer:
    found = [item for item in _ANALYZERS.items(call) if item["arn"] == asked(call, "analyzerArn")]
    if not found:
        raise AwsError("ResourceNotFoundException", "The analyzer does not exist.", 404)
    if found[0]["type"] not in {"ACCOUNT", "ORGANIZATION"}:
        raise AwsError("ValidationException", "The operation is for analyzers of external access.", 400)
    wanted = orjson.loads(call.body).get("filter", {}).get("status", {}).get("eq", ())
    findings = [item for item in found[0]["_findings"] if not wanted or item["status"] in wanted]
    return json_answer({"findings": findings})


SURROUNDINGS: dict[str, Native] = {
    "ec2:DescribeVpcs": _EC2["vpc"].listed("Vpcs"),
    "ec2:DescribeSubnets": _EC2["subnet"].listed("Subnets"),
    "ec2:DescribeSecurityGroups": _EC2["security_group"].listed("SecurityGroups"),
    "elbv2:DescribeLoadBalancers": _BALANCERS.listed("LoadBalancers"),
    "elbv2:DescribeTags": _describe_tags,
    "elbv2:DescribeListeners": _LISTENERS.listed("Listeners", ("LoadBalancerArn", "LoadBalancerArn")),
    "elbv2:DescribeRules": _LISTENERS.told("ListenerArn", "ListenerArn", "ListenerNotFound", "Rules", "_rules"),
    "elbv2:DescribeTargetGroups": _GROUPS.listed("TargetGroups"),
    "elbv2:DescribeTargetHealth": _GROUPS.told(
        "TargetGroupArn", "TargetGroupArn", "TargetGroupNotFound", "TargetHealthDescriptions", "_targets"
    ),
    "wafv2:ListWebACLs": _ACLS.listed("WebACLs"),
    "wafv2:ListResourcesForWebACL": _ACLS.told(
        "ARN", "WebACLArn", "WAFNonexistentItemException", "ResourceArns", "_resources"
    ),
    "guardduty:ListDetectors": _list_detectors,
    "guardduty:GetDetector": _DETECTORS.told("_id", "DetectorId", "BadRequestException"),
    "accessanalyzer:ListAnalyzers": _ANALYZERS.listed("analyzers"),
    "accessanalyzer:ListFindings": _list_findings,
    "cloudtrail:ListTrails": _TRAILS.listed("Trails"),
    "cloudtrail:GetTrail": _TRAILS.told("TrailARN", "Name", "TrailNotFoundException", "Trail", "_detail"),
    "cloudtrail:GetTrailStatus": _TRAILS.told("TrailARN", "Name", "TrailNotFoundException", inside="_status"),
    "cloudtrail:GetEventSelectors": _TRAILS.told(
        "TrailARN", "TrailName", "TrailNotFoundException", inside="_selectors"
    ),
    "cloudtrail:ListEventDataStores": _STORES.listed("EventDataStores"),
    "cloudtrail:GetEventDataStore": _STORES.told(
        "EventDataStoreArn", "EventDataStore", "EventDataStoreNotFoundException", inside="_detail"
    ),
    "organizations:DescribeOrganization": _describe_organization,
    "organizations:ListAccounts": _ACCOUNTS.listed("Accounts"),
    "organizations:ListPolicies": _POLICIES.listed("Policies", ("Type", "Filter")),
    "organizations:DescribePolicy": _POLICIES.told("Id", "PolicyId", "PolicyNotFoundException", "Policy", "_policy"),
    "organizations:ListTargetsForPolicy": _POLICIES.told(
        "Id", "PolicyId", "PolicyNotFoundException", "Targets", "_targets"
    ),
    "apigateway:GetDomainNames": _NAMES.listed("item"),
    "apigatewayv2:GetApiMappings": _api_mappings,
    "apigateway:GetBasePathMappings": lambda _: json_answer({"item": []}),
    "apigateway:GetUsagePlans": _PLANS.listed("item"),
}
"""What answers each of these operations."""
