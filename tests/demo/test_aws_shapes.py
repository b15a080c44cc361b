"""What AWS clients get from the emulator: AWS's own shapes, where moto alone would answer otherwise."""

import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bartizan_demo.process import Estate
from tests.demo.aws_client import client, signed


@pytest.fixture(scope="module")
def bulk() -> Iterator[Estate]:
    with Estate.start("functions:120") as running:
        yield running


def code_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as response:
            return response.status, response.read(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_functions_come_in_pages_of_fifty_without_state(bulk: Estate) -> None:
    pages = list(client(bulk.aws, "lambda", "us-east-1").get_paginator("list_functions").paginate())
    assert [len(page["Functions"]) for page in pages] == [50, 50, 20]
    assert len({f["FunctionArn"] for page in pages for f in page["Functions"]}) == 120
    assert not {"State", "LastUpdateStatus", "RuntimeVersionConfig"} & pages[0]["Functions"][0].keys()


def test_more_than_fifty_are_never_on_a_page(bulk: Estate) -> None:
    page = client(bulk.aws, "lambda", "us-east-1").list_functions(MaxItems=10000)
    assert len(page["Functions"]) == 50


def test_a_package_can_be_downloaded_whole_and_in_ranges(bulk: Estate) -> None:
    answer = client(bulk.aws, "lambda", "us-east-1").get_function(FunctionName="bulk-00001")
    status, whole, headers = get(answer["Code"]["Location"])
    assert (status, headers["Accept-Ranges"], len(whole)) == (200, "bytes", answer["Configuration"]["CodeSize"])
    assert "app.py" in zipfile.ZipFile(io.BytesIO(whole)).namelist()
    status, part, headers = get(answer["Code"]["Location"], Range="bytes=-22")
    assert (status, part) == (206, whole[-22:])
    assert headers["Content-Range"] == f"bytes {len(whole) - 22}-{len(whole) - 1}/{len(whole)}"
    assert get(answer["Code"]["Location"], Range="bytes=4-7")[:2] == (206, whole[4:8])
    assert get(answer["Code"]["Location"], Range=f"bytes={len(whole)}-")[0] == 416


def test_a_download_needs_its_signature(bulk: Estate) -> None:
    url = client(bulk.aws, "lambda", "us-east-1").get_function(FunctionName="bulk-00001")["Code"]["Location"]
    assert get(url.partition("X-Amz-Signature")[0])[0] == 403
    assert get(url.replace("bulk-00001", "bulk-00002"))[0] == 403


def test_state_and_tags_come_with_the_function(bulk: Estate) -> None:
    answer = client(bulk.aws, "lambda", "us-east-1").get_function(FunctionName="bulk-00001")
    assert answer["Configuration"]["State"] == "Active"
    assert answer["Tags"] == {"owner": "team-bench"}
    assert answer["Concurrency"] == {"ReservedConcurrentExecutions": 5}
    assert "KMSKeyArn" not in answer["Configuration"]


def policy(estate: Estate, name: str) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = json.loads(client(estate.aws, "lambda").get_policy(FunctionName=name)["Policy"])[
        "Statement"
    ]
    return statements


def test_policies_have_arns_for_accounts_and_conditions_for_urls(estate: Estate) -> None:
    shared = policy(estate, "data-sharing-reader")
    assert shared[0]["Principal"] == {"AWS": "arn:aws:iam::999988887777:root"}
    older, newer = policy(estate, "checkout-webhook")
    assert older["Condition"] == {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}
    assert newer["Condition"] == {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}
    assert older["Principal"] == newer["Principal"] == "*"
    assert older["Resource"].endswith(":function:checkout-webhook")


def test_what_is_not_there_is_not_found(estate: Estate) -> None:
    functions = client(estate.aws, "lambda")
    for ask in (functions.get_policy, functions.get_function_url_config):
        with pytest.raises(ClientError) as error:
            ask(FunctionName="orders-fulfil")
        assert code_of(error) == ("ResourceNotFoundException", 404)
    with pytest.raises(ClientError) as error:
        functions.get_function(FunctionName="nobody")
    assert code_of(error) == ("ResourceNotFoundException", 404)


def test_function_urls(estate: Estate) -> None:
    functions = client(estate.aws, "lambda")
    url = functions.get_function_url_config(FunctionName="checkout-webhook")
    assert (url["AuthType"], url["InvokeMode"], url["Cors"]["AllowOrigins"]) == ("NONE", "BUFFERED", ["*"])
    assert url["FunctionUrl"].endswith(".lambda-url.eu-west-1.on.aws/")
    assert len(functions.list_function_url_configs(FunctionName="checkout-webhook")["FunctionUrlConfigs"]) == 1
    assert functions.list_function_url_configs(FunctionName="orders-create")["FunctionUrlConfigs"] == []


def test_code_signing_in_bulk(estate: Estate) -> None:
    functions = client(estate.aws, "lambda")
    bound: dict[str, list[str]] = {}
    for config in functions.list_code_signing_configs()["CodeSigningConfigs"]:
        arn = config["CodeSigningConfigArn"]
        assert functions.get_code_signing_config(CodeSigningConfigArn=arn)["CodeSigningConfig"] == config
        arns = functions.list_functions_by_code_signing_config(CodeSigningConfigArn=arn)["FunctionArns"]
        bound[config["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"]] = arns
    assert [arn.rsplit(":", 1)[-1] for arn in bound["Warn"]] == ["stores-label-printer"]
    assert len(bound["Enforce"]) > 20


def test_runtime_management(estate: Estate) -> None:
    functions = client(estate.aws, "lambda")
    assert functions.get_runtime_management_config(FunctionName="orders-create")["UpdateRuntimeOn"] == "Auto"
    pinned = functions.get_runtime_management_config(FunctionName="orders-archive-old")
    assert (pinned["UpdateRuntimeOn"], ":runtime:" in pinned["RuntimeVersionArn"]) == ("Manual", True)
    with pytest.raises(ClientError) as error:
        functions.get_runtime_management_config(FunctionName="finance-invoice-render")
    assert code_of(error) == ("InvalidParameterValueException", 400)


def test_a_foreign_layer_is_closed_unless_its_version_is_shared(estate: Estate) -> None:
    functions = client(estate.aws, "lambda")
    foreign = "arn:aws:lambda:eu-west-1:999988887777:layer:edi-parser"
    with pytest.raises(ClientError) as error:
        functions.list_layer_versions(LayerName=foreign)
    assert code_of(error) == ("AccessDeniedException", 403)
    with pytest.raises(ClientError) as error:
        functions.get_layer_version_by_arn(Arn=f"{foreign}:6")
    assert code_of(error) == ("AccessDeniedException", 403)
    shared = functions.get_layer_version(LayerName=foreign, VersionNumber=7)
    assert get(shared["Content"]["Location"])[0] == 200
    own = functions.list_layers()["Layers"][0]
    assert own["LatestMatchingVersion"]["Version"] == 3
    newest = functions.get_layer_version_by_arn(Arn=own["LatestMatchingVersion"]["LayerVersionArn"])
    assert get(newest["Content"]["Location"])[0] == 200


def test_iam_comes_in_pages_with_names(estate: Estate) -> None:
    pages = client(estate.aws, "iam").get_paginator("get_account_authorization_details")
    seen = list(pages.paginate(PaginationConfig={"PageSize": 20}))
    assert len(seen) > 2
    policies = {p["PolicyName"]: p for page in seen for p in page["Policies"]}
    assert policies["AdministratorAccess"]["Arn"] == "arn:aws:iam::aws:policy/AdministratorAccess"
    assert policies["workload-boundary"]["PolicyId"].startswith("A")
    roles = {r["RoleName"]: r for page in seen for r in page["RoleDetailList"]}
    assert roles["orders-create-role"]["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith(
        "policy/workload-boundary"
    )
    assert roles["platform-deployer-role"]["AttachedManagedPolicies"][0]["PolicyName"] == "AdministratorAccess"
    users = [u for page in seen for u in page["UserDetailList"]]
    assert {"automation-mirror": ["operators"]}.items() <= {u["UserName"]: u["GroupList"] for u in users}.items()
    only = client(estate.aws, "iam").get_account_authorization_details(Filter=["Group"])
    assert (len(only["GroupDetailList"]), only["RoleDetailList"]) == (3, [])


def test_roles_are_assumed_into_the_other_account(estate: Estate) -> None:
    sts = client(estate.aws, "sts", "us-east-1")
    keys = sts.assume_role(RoleArn=estate.role_arns[1], RoleSessionName="test")["Credentials"]
    other = client(estate.aws, "sts", "us-east-1", keys["AccessKeyId"])
    who = other.get_caller_identity()
    assert who["Account"] == estate.accounts[1]
    assert who["Arn"] == f"arn:aws:sts::{estate.accounts[1]}:assumed-role/bartizan-scan/test"
    with pytest.raises(ClientError) as error:
        sts.assume_role(RoleArn=estate.role_arns[1] + "-not", RoleSessionName="test")
    assert code_of(error) == ("AccessDenied", 403)


def test_regions_are_those_enabled(estate: Estate) -> None:
    ec2 = client(estate.aws, "ec2", "us-east-1")
    assert {r["OptInStatus"] for r in ec2.describe_regions()["Regions"]} == {"opt-in-not-required"}
    closed = ec2.describe_regions(AllRegions=True, Filters=[{"Name": "opt-in-status", "Values": ["not-opted-in"]}])
    with pytest.raises(ClientError) as error:
        client(estate.aws, "lambda", closed["Regions"][0]["RegionName"]).list_functions()
    assert code_of(error) == ("UnrecognizedClientException", 403)


def test_rest_apis_embed_methods_only_when_asked(estate: Estate) -> None:
    apis = client(estate.aws, "apigateway")
    by_name = {api["name"]: api for api in apis.get_rest_apis()["items"]}
    open_api = by_name["customer-api"]["id"]
    bare = {r["path"]: r for r in apis.get_resources(restApiId=open_api)["items"]}
    full = {r["path"]: r for r in apis.get_resources(restApiId=open_api, embed=["methods"])["items"]}
    assert bare["/customers/export"]["resourceMethods"] == {"GET": {}}
    method = full["/customers/export"]["resourceMethods"]["GET"]
    assert method["authorizationType"] == "NONE"
    assert ":function:customer-export/invocations" in method["methodIntegration"]["uri"]
    assert apis.get_authorizers(restApiId=open_api)["items"][0]["type"] == "TOKEN"
    assert apis.get_stages(restApiId=by_name["partners-draft"]["id"])["item"] == []
    position = apis.get_rest_apis(limit=2)["position"]
    assert len(apis.get_rest_apis(position=position)["items"]) == len(by_name) - 2


def test_a_rest_policy_is_escaped_once_more(estate: Estate) -> None:
    apis = client(estate.aws, "apigateway").get_rest_apis()["items"]
    policy = next(api["policy"] for api in apis if api["name"] == "finance-internal")
    assert policy.startswith('{\\"Version\\"')
    assert json.loads(json.loads(f'"{policy}"'))["Version"] == "2012-10-17"


def test_http_apis(estate: Estate) -> None:
    apis = client(estate.aws, "apigatewayv2")
    by_name = {api["Name"]: api["ApiId"] for api in apis.get_apis()["Items"]}
    routes = {r["RouteKey"]: r for r in apis.get_routes(ApiId=by_name["orders-api"])["Items"]}
    authorizer = apis.get_authorizers(ApiId=by_name["orders-api"])["Items"][0]
    assert routes["POST /orders"]["AuthorizerId"] == authorizer["AuthorizerId"]
    assert authorizer["JwtConfiguration"]["Issuer"] == "https://login.company.example"
    integrations = {i["IntegrationId"]: i for i in apis.get_integrations(ApiId=by_name["orders-api"])["Items"]}
    assert routes["POST /orders"]["Target"].removeprefix("integrations/") in integrations
    assert "AccessLogSettings" not in apis.get_stages(ApiId=by_name["events-api"])["Items"][0]


def test_buckets(estate: Estate) -> None:
    s3 = client(estate.aws, "s3")
    assert s3.get_bucket_policy_status(Bucket="company-prod-storefront")["PolicyStatus"]["IsPublic"]
    assert not s3.get_bucket_policy_status(Bucket="company-prod-customer-data")["PolicyStatus"]["IsPublic"]
    with pytest.raises(ClientError) as error:
        s3.get_public_access_block(Bucket="company-prod-storefront")
    assert code_of(error) == ("NoSuchPublicAccessBlockConfiguration", 404)
    rule = s3.get_bucket_encryption(Bucket="company-prod-invoices")["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert s3.get_bucket_location(Bucket="company-us-edge-assets")["LocationConstraint"] is None


def test_the_account_wide_block(estate: Estate) -> None:
    url = f"{estate.aws}/v20180820/configuration/publicAccessBlock"
    for account, status in zip(estate.accounts, (404, 200), strict=True):
        assert get(url, **signed("s3", account=account), **{"x-amz-account-id": account})[0] == status


def test_what_is_created_is_read_back_whole(bulk: Estate) -> None:
    functions = client(bulk.aws, "lambda", "us-east-1")
    role = functions.get_function(FunctionName="bulk-00001")["Configuration"]["Role"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("app.py", "x" * 2_000_000)
    made = functions.create_function(
        FunctionName="made",
        Role=role,
        Runtime="python3.13",
        Handler="app.handler",
        Code={"ZipFile": archive.getvalue()},
        DeadLetterConfig={"TargetArn": "arn:aws:sqs:us-east-1:111122223333:dead"},
        LoggingConfig={"LogFormat": "JSON"},
    )
    try:
        read = functions.get_function(FunctionName="made")["Configuration"]
        assert (
            read["DeadLetterConfig"]
            == made["DeadLetterConfig"]
            == {"TargetArn": "arn:aws:sqs:us-east-1:111122223333:dead"}
        )
        assert read["LoggingConfig"]["LogFormat"] == "JSON"
        functions.put_runtime_management_config(FunctionName="made", UpdateRuntimeOn="FunctionUpdate")
        assert functions.get_runtime_management_config(FunctionName="made")["UpdateRuntimeOn"] == "FunctionUpdate"
    finally:
        functions.delete_function(FunctionName="made")
