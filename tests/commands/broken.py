"""Break more of the demo estate, so that fixes of rules that it has no failing resource for can be tried too."""

import io
import json
import secrets
import zipfile
from collections.abc import Callable
from typing import Any

import boto3

_TRUST: dict[str, Any] = {"Service": "lambda.amazonaws.com"}
Clients = Callable[[str], Any]


def break_more(endpoint: str, account: str) -> None:
    """Make functions, roles and APIs with faults in an account of the emulator, in eu-west-1."""

    def client(service: str) -> Any:
        keys = {"aws_access_key_id": account, "aws_secret_access_key": "any"}
        return boto3.client(service, endpoint_url=endpoint, region_name="eu-west-1", **keys)

    _roles(client)
    _functions(client, account)
    _http_apis(client("apigatewayv2"))
    _rest_api(client("apigateway"))
    visibility = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "fix"}
    client("wafv2").create_web_acl(
        Name="fix", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visibility
    )


def _document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def _roles(client: Clients) -> None:
    _function(client, "fix-anyone", trust={"AWS": "*"})
    _function(client, "fix-service", trust={"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]})
    _function(client, "fix-registry", action="ecr:GetAuthorizationToken")
    _function(client, "fix-mint", action="rds-db:connect")
    _function(client, "fix-passes", action="iam:PassRole")
    _function(client, "fix-invokes", action="lambda:InvokeFunction")
    _function(client, "fix-escalates", action="iam:PutRolePolicy")
    _function(client, "fix-exposes", action="lambda:AddPermission")
    _function(client, "fix-reads", action="s3:GetObject")
    _function(client, "fix-service-admin", action="s3:*")
    _function(client, "fix-shared")
    _function(client, "fix-shared-too", role="fix-shared")


def _functions(client: Clients, account: str) -> None:
    invoke, functions = "lambda:InvokeFunction", client("lambda")
    topic = f"arn:aws:sns:eu-west-1:{account}:orders"
    _function(client, "fix-outsiders")
    _allow(functions, "fix-outsiders", "everything", "lambda:*", "999988887777")
    _function(client, "fix-lost")
    _allow(functions, "fix-lost", "topic", invoke, "sns.amazonaws.com", SourceArn=topic)
    _stale_version(client)
    _function(client, "fix-slow")
    functions.update_function_configuration(FunctionName="fix-slow", Timeout=900)
    functions.create_function_url_config(FunctionName="fix-slow", AuthType="NONE")
    _allow(functions, "fix-slow", "url", "lambda:InvokeFunctionUrl", "*", FunctionUrlAuthType="NONE")
    _allow(functions, "fix-slow", "all", invoke, "*")


def _stale_version(client: Clients) -> None:
    """Publish a version with a password in a variable that an alias still leads to; the function is rid of it."""
    _function(client, "fix-stale")
    address = f"postgres://app:{secrets.token_hex(12)}@db.example/orders"
    for variables in ({"DATABASE": address}, {}):
        environment = {"Variables": variables}
        client("lambda").update_function_configuration(FunctionName="fix-stale", Environment=environment)
        if variables:
            version = client("lambda").publish_version(FunctionName="fix-stale")["Version"]
            client("lambda").create_alias(FunctionName="fix-stale", Name="live", FunctionVersion=version)


def _allow(functions: Any, name: str, sid: str, action: str, principal: str, **more: str) -> None:
    functions.add_permission(FunctionName=name, StatementId=sid, Action=action, Principal=principal, **more)


def _function(
    client: Clients, name: str, trust: dict[str, Any] = _TRUST, action: str = "s3:ListAllMyBuckets", role: str = ""
) -> None:
    """Make a function and, unless it shares one, the role that it runs as, with one policy."""
    if not role:
        document = _document(Principal=trust, Action="sts:AssumeRole")
        client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)
        policy = _document(Action=action, Resource="*")
        client("iam").put_role_policy(RoleName=name, PolicyName="broad", PolicyDocument=policy)
    arn = client("iam").get_role(RoleName=role or name)["Role"]["Arn"]
    code = {"ZipFile": zipped()}
    client("lambda").create_function(FunctionName=name, Role=arn, Runtime="python3.13", Handler="a.b", Code=code)


def zipped() -> bytes:
    """Return an archive with one file of code."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.py", "def b(*_): pass")
    return held.getvalue()


def _http_apis(apis: Any) -> None:
    api = apis.create_api(Name="fix-http", ProtocolType="HTTP", CorsConfiguration={"AllowOrigins": ["*"]})["ApiId"]
    issuer = {"Issuer": "https://issuer.example"}
    apis.create_authorizer(
        ApiId=api, Name="tokens", AuthorizerType="JWT", IdentitySource=["x"], JwtConfiguration=issuer
    )
    apis.create_stage(ApiId=api, StageName="live")
    socket = apis.create_api(Name="fix-socket", ProtocolType="WEBSOCKET", RouteSelectionExpression="x")["ApiId"]
    apis.create_stage(ApiId=socket, StageName="live", DefaultRouteSettings={"DataTraceEnabled": True})


def _rest_api(apis: Any) -> None:
    api = apis.create_rest_api(name="fix-rest")["id"]
    root = apis.get_resources(restApiId=api)["items"][0]["id"]
    method = {"restApiId": api, "resourceId": root, "httpMethod": "POST"}
    apis.put_method(**method, authorizationType="AWS_IAM")
    apis.put_integration(**method, type="HTTP", integrationHttpMethod="POST", uri="https://backend.example")
    apis.create_deployment(restApiId=api, stageName="live")
    trace = {"op": "replace", "path": "/*/*/logging/dataTrace", "value": "true"}
    apis.update_stage(restApiId=api, stageName="live", patchOperations=[trace])
