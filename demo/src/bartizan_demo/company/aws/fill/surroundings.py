"""Puts networks, load balancers, watchers, names and the organization on the shelves that answer for them."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from bartizan_demo.company.aws.apis import APIS
from bartizan_demo.company.aws.fill.analyzers import fill_analyzers
from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION, VPCS, Function, subnets
from bartizan_demo.company.aws.surroundings import (
    ACCOUNT_NAMES,
    BALANCERS,
    CONTROL_POLICIES,
    DETECTORS,
    DOMAIN_NAMES,
    OPEN_EGRESS,
    ORGANIZATION,
    TRAILS,
    Balancer,
    DomainName,
    Trail,
)
from bartizan_demo.emulators.aws.services.canned_listings import empty_shelves, shelve

_EVERYWHERE = [{"CidrIp": "0.0.0.0/0"}]
_WEB_IN = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": _EVERYWHERE}
_ALL_OUT = {"IpProtocol": "-1", "IpRanges": _EVERYWHERE}
_WEB_OUT = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}


def fill_surroundings(functions: Iterable[Function]) -> None:
    """Put everything there that the estate says of what surrounds its functions."""
    empty_shelves()
    for (account, region), vpc in VPCS.items():
        _fill_network(account, region, vpc)
    for function in functions:
        if function.in_vpc:
            out = _ALL_OUT if function.name in OPEN_EGRESS else _WEB_OUT
            _fill_group(function.account, function.region, function.name, function.owner, outward=[out])
    for balancer in BALANCERS:
        _fill_balancer(balancer)
    _fill_watchers()
    fill_analyzers()
    for name in DOMAIN_NAMES:
        _fill_name(name)
    _fill_organization()


def _fill_network(account: str, region: str, vpc: str) -> None:
    whose = {"OwnerId": account, "VpcId": vpc, "Tags": _tags("team-platform")}
    shelve(account, region, "ec2_vpc", whose | {"CidrBlock": "10.0.0.0/16", "IsDefault": False, "State": "available"})
    for number, (subnet, zone) in enumerate(zip(subnets(account, region), "ab", strict=True)):
        arn = f"arn:aws:ec2:{region}:{account}:subnet/{subnet}"
        place = {"SubnetId": subnet, "SubnetArn": arn, "AvailabilityZone": f"{region}{zone}", "State": "available"}
        shelve(account, region, "ec2_subnet", whose | place | {"CidrBlock": f"10.0.{number}.0/24"})


def _fill_group(account: str, region: str, name: str, owner: str, **rules: list[dict[str, Any]]) -> None:
    group = {"GroupId": f"sg-{name}", "GroupName": name, "Description": name, "OwnerId": account}
    way = {"IpPermissions": rules.get("inward", []), "IpPermissionsEgress": rules.get("outward", [])}
    shelve(account, region, "ec2_security_group", group | way | {"VpcId": VPCS[account, region], "Tags": _tags(owner)})


def _fill_balancer(balancer: Balancer) -> None:
    account, region, name = balancer.account, balancer.region, balancer.name
    _fill_group(account, region, name, balancer.owner, inward=[_WEB_IN], outward=[_WEB_OUT])
    number = uuid.uuid5(uuid.NAMESPACE_OID, name).hex[:16]
    base = f"arn:aws:elasticloadbalancing:{region}:{account}"
    arn, group = f"{base}:loadbalancer/app/{name}/{number}", f"{base}:targetgroup/{name}/{number}"
    address = {"DNSName": f"{name}-{number}.{region}.elb.amazonaws.com", "Scheme": "internet-facing"}
    place = {"VpcId": VPCS[account, region], "SecurityGroups": [f"sg-{name}"], "State": {"Code": "active"}}
    known = {"LoadBalancerArn": arn, "LoadBalancerName": name, "Type": "application"}
    shelve(account, region, "load_balancer", known | address | place | {"_tags": _tags(balancer.owner)})
    shelve(account, region, "listener", _listener(balancer, arn, group))
    target = {"Target": {"Id": f"arn:aws:lambda:{region}:{account}:function:{balancer.function}"}}
    kind = {"TargetGroupArn": group, "TargetGroupName": name, "TargetType": "lambda", "LoadBalancerArns": [arn]}
    shelve(account, region, "target_group", kind | {"_targets": [target | {"TargetHealth": {"State": "unavailable"}}]})
    if balancer.has_firewall:
        acl = {"Name": name, "Id": number, "ARN": f"arn:aws:wafv2:{region}:{account}:regional/webacl/{name}/{number}"}
        shelve(account, region, "web_acl", acl | {"Description": "", "LockToken": number, "_resources": [arn]})


def _listener(balancer: Balancer, load_balancer: str, group: str) -> dict[str, Any]:
    forward = {"Type": "forward", "TargetGroupArn": group, "Order": 2}
    issuer = {"Issuer": "https://login.company.example", "ClientId": "desk"}
    asked = [{"Type": "authenticate-oidc", "Order": 1, "AuthenticateOidcConfig": issuer}]
    actions = [*asked, forward] if balancer.is_authenticated else [forward]
    arn = load_balancer.replace(":loadbalancer/", ":listener/") + "/1"
    rule = {"RuleArn": arn.replace(":listener/", ":listener-rule/") + "/1", "Priority": "default", "IsDefault": True}
    return {
        "ListenerArn": arn,
        "LoadBalancerArn": load_balancer,
        "Port": 443,
        "Protocol": "HTTPS",
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "DefaultActions": actions,
        "_rules": [rule | {"Conditions": [], "Actions": actions}],
    }


def _fill_watchers() -> None:
    for (account, region), status in DETECTORS.items():
        features = [{"name": "LAMBDA_NETWORK_LOGS", "status": status}, {"name": "S3_DATA_EVENTS", "status": "ENABLED"}]
        identifier = uuid.uuid5(uuid.NAMESPACE_OID, f"{account}{region}").hex
        role = f"arn:aws:iam::{account}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"
        body = {"status": "ENABLED", "serviceRole": role, "features": features, "tags": {"owner": "team-platform"}}
        shelve(account, region, "detector", {"_id": identifier} | body)
    for trail in TRAILS:
        _fill_trail(trail)


def _fill_trail(trail: Trail) -> None:
    arn = f"arn:aws:cloudtrail:{IRELAND}:{trail.account}:trail/{trail.name}"
    known = {"TrailARN": arn, "Name": trail.name, "HomeRegion": IRELAND}
    more = {"S3BucketName": "company-prod-logs", "IsMultiRegionTrail": True, "IsOrganizationTrail": False}
    fields: list[dict[str, Any]] = [{"Field": "eventCategory", "Equals": ["Data"]}]
    fields.append({"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]})
    if trail.left_out:
        fields.append({"Field": "resources.ARN", "NotEquals": list(trail.left_out)})
    selectors = {"TrailARN": arn, "AdvancedEventSelectors": [{"Name": "functions", "FieldSelectors": fields}]}
    aside = {"_detail": known | more | {"LogFileValidationEnabled": True}, "_status": {"IsLogging": True}}
    shelve(trail.account, "aws", "trail", known | aside | {"_selectors": selectors})


def _fill_name(name: DomainName) -> None:
    api = next(api for api in APIS if api.name == name.api)
    stage = "$default" if api.kind == "HTTP" else api.stage
    body = {
        "domainName": name.name,
        "endpointConfiguration": {"types": ["REGIONAL"], "ipAddressType": "ipv4"},
        "domainNameStatus": "AVAILABLE",
        "securityPolicy": name.tls,
        "tags": {"owner": name.owner},
        "_mappings": [{"apiId": api.id, "apiMappingId": api.id[:6], "apiMappingKey": "", "stage": stage}],
    }
    shelve(api.account, api.region, "domain_name", body)
    if api.kind == "REST":
        plan = {"id": api.id[:6], "name": api.name, "throttle": {"rateLimit": 20.0, "burstLimit": 40}}
        stages = {"apiStages": [{"apiId": api.id, "stage": api.stage}], "tags": {"owner": api.owner}}
        shelve(api.account, api.region, "usage_plan", plan | stages)


def _fill_organization() -> None:
    base = f"arn:aws:organizations::{PRODUCTION}"
    known = {"Id": ORGANIZATION, "Arn": f"{base}:organization/{ORGANIZATION}", "FeatureSet": "ALL"}
    for account, name in ACCOUNT_NAMES.items():
        shelve(account, "aws", "organization", known | {"MasterAccountId": PRODUCTION})
        member = {"Id": account, "Arn": f"{base}:account/{ORGANIZATION}/{account}", "Name": name, "Status": "ACTIVE"}
        path = f"{ORGANIZATION}/r-c0mp/{account}/"
        shelve(PRODUCTION, "aws", "organization_account", member | {"State": "ACTIVE", "Paths": [path]})
    root = {"TargetId": "r-c0mp", "Arn": f"{base}:root/{ORGANIZATION}/r-c0mp", "Name": "Root", "Type": "ROOT"}
    for type_, identifier, name, document in CONTROL_POLICIES:
        arn = f"{base}:policy/{ORGANIZATION}/{type_.lower()}/{identifier}"
        summary = {"Id": identifier, "Arn": arn, "Name": name, "Type": type_, "AwsManaged": False}
        content = {"PolicySummary": summary, "Content": json.dumps(document)}
        shelve(PRODUCTION, "aws", "organization_policy", summary | {"_policy": content, "_targets": [root]})


def _tags(owner: str) -> list[dict[str, str]]:
    return [{"Key": "owner", "Value": owner}]
