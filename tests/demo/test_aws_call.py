"""Operations named from requests."""

import pytest

from bartizan_demo.emulators.aws.front.call import Call, Sent, name_call
from tests.demo.aws_client import signed

FUNCTIONS = "/2015-03-31/functions"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def call(service: str, path: str, query: str = "", method: str = "GET", body: bytes = b"") -> Call:
    headers = signed(service) | (FORM if body else {})
    return name_call(Sent(method, path, query, headers, body), lambda key: key)


@pytest.mark.parametrize(
    ("service", "path", "query", "name"),
    [
        ("lambda", FUNCTIONS, "MaxItems=50", "lambda:ListFunctions"),
        ("lambda", f"{FUNCTIONS}/", "", "lambda:ListFunctions"),
        ("lambda", f"{FUNCTIONS}/a", "", "lambda:GetFunction"),
        ("lambda", f"{FUNCTIONS}/a/policy", "", "lambda:GetPolicy"),
        ("lambda", "/2021-10-31/functions/a/url", "", "lambda:GetFunctionUrlConfig"),
        ("lambda", "/2021-10-31/functions/a/urls", "", "lambda:ListFunctionUrlConfigs"),
        ("lambda", "/2021-07-20/functions/a/runtime-management-config", "", "lambda:GetRuntimeManagementConfig"),
        ("lambda", "/2020-04-22/code-signing-configs/", "", "lambda:ListCodeSigningConfigs"),
        ("lambda", "/2018-10-31/layers", "", "lambda:ListLayers"),
        ("lambda", "/2018-10-31/layers", "find=LayerVersion&Arn=x", "lambda:GetLayerVersionByArn"),
        ("lambda", "/2018-10-31/layers/arn%3Aaws%3Alambda%3Ax/versions", "", "lambda:ListLayerVersions"),
        ("apigateway", "/restapis", "", "apigateway:GetRestApis"),
        ("apigateway", "/restapis/a/resources", "embed=methods", "apigateway:GetResources"),
        ("apigateway", "/v2/apis", "", "apigatewayv2:GetApis"),
        ("apigateway", "/v2/apis/a/authorizers", "", "apigatewayv2:GetAuthorizers"),
        ("s3", "/", "", "s3:ListBuckets"),
        ("s3", "/b", "publicAccessBlock", "s3:GetPublicAccessBlock"),
        ("s3", "/b", "policyStatus", "s3:GetBucketPolicyStatus"),
        ("s3", "/b", "policy=", "s3:GetBucketPolicy"),
        ("s3", "/b", "acl", "s3:GetBucketAcl"),
        ("s3", "/b", "list-type=2", "s3:ListObjectsV2"),
        ("s3", "/b/a/deep/key", "", "s3:GetObject"),
        ("s3", "/v20180820/configuration/publicAccessBlock", "", "s3control:GetPublicAccessBlock"),
        ("nonsense", "/x", "", "nonsense:GET"),
    ],
)
def test_rest_operations(service: str, path: str, query: str, name: str) -> None:
    assert call(service, path, query).name == name


def test_form_operations() -> None:
    named = call("iam", "/", method="POST", body=b"Action=GetAccountAuthorizationDetails&MaxItems=1000")
    assert named.name == "iam:GetAccountAuthorizationDetails"
    assert named.params["MaxItems"] == "1000"


def test_labels_are_decoded_and_found_in_the_target() -> None:
    named = call("lambda", f"{FUNCTIONS}/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Aa/policy")
    assert named.params["FunctionName"] == "arn:aws:lambda:eu-west-1:1:function:a"
    assert "function:a" in named.target
    assert named.target.startswith("111122223333 eu-west-1 ")


def test_an_unsigned_request_is_told_apart() -> None:
    assert name_call(Sent("GET", FUNCTIONS, "", {}), str).service == "unsigned"
