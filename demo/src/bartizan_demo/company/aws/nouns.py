"""The nouns of the made-up company's AWS: plain values that say what exists; what they leave out is set up well."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from bartizan_demo.emulators.shared.packages import CodeContents

PRODUCTION = "111122223333"
ANALYTICS = "444455556666"
VENDOR = "999988887777"
"""An account that is none of the company's."""

IRELAND = "eu-west-1"
VIRGINIA = "us-east-1"

VPCS = {(PRODUCTION, IRELAND): "vpc-0a41c2", (PRODUCTION, VIRGINIA): "vpc-0b52d3"} | {
    (ANALYTICS, IRELAND): "vpc-0c63e4",
    (ANALYTICS, VIRGINIA): "vpc-0d74f5",
}


def subnets(account: str, region: str) -> tuple[str, str]:
    """Return the two subnets of an account's VPC, each in a zone of its own."""
    base = VPCS[account, region].replace("vpc-", "subnet-")
    return f"{base}a", f"{base}b"


def key_arn(account: str, region: str) -> str:
    """Return the ARN of the key that an account encrypts with in a region."""
    return f"arn:aws:kms:{region}:{account}:key/{uuid.uuid5(uuid.NAMESPACE_OID, f'key {account} {region}')}"


PLAIN = CodeContents()
"""A package without dependencies."""


class PlantedSecret(Enum):
    """What form of secret a setting or a file holds; :mod:`bartizan_demo.company.aws.secrets` makes the text."""

    ACCESS_KEY = auto()
    REPOSITORY_TOKEN = auto()
    CHAT_TOKEN = auto()
    PAYMENT_KEY = auto()
    DATABASE_URL = auto()
    SESSION_TOKEN = auto()


Setting = str | PlantedSecret


@dataclass(frozen=True)
class Grant:
    """One statement of a policy, Allow unless it says otherwise."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    effect: str = "Allow"
    condition: Mapping[str, Any] = field(default_factory=dict)

    def statement(self) -> dict[str, Any]:
        """Return the statement as it stands in a policy document."""
        body: dict[str, Any] = {"Effect": self.effect, "Action": list(self.actions), "Resource": list(self.resources)}
        return body | ({"Condition": dict(self.condition)} if self.condition else {})


@dataclass(frozen=True)
class Role:
    """An IAM role; ``trusts`` are the principals of its trust policy, by default Lambda, if ``trusted_when``."""

    name: str
    account: str = PRODUCTION
    owner: str = ""
    grants: tuple[Grant, ...] = ()
    managed: tuple[str, ...] = ()
    has_boundary: bool = False
    is_used: bool = True
    trusts: Mapping[str, Any] = field(default_factory=lambda: {"Service": "lambda.amazonaws.com"})
    trusted_when: Mapping[str, Any] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The role's ARN."""
        return f"arn:aws:iam::{self.account}:role/{self.name}"


@dataclass(frozen=True)
class Permit:
    """One statement of a function's resource policy, as AddPermission takes it."""

    principal: str
    source: str = ""
    source_account: str = ""
    action: str = "lambda:InvokeFunction"
    url_auth: str = ""
    via_url: bool = False

    def request(self, number: int) -> dict[str, Any]:
        """Return the body of the AddPermission request."""
        body: dict[str, Any] = {"StatementId": f"allow-{number}", "Action": self.action, "Principal": self.principal}
        more = {"SourceArn": self.source, "SourceAccount": self.source_account, "FunctionUrlAuthType": self.url_auth}
        return body | {k: v for k, v in more.items() if v} | ({"InvokedViaFunctionUrl": True} if self.via_url else {})


PUBLIC_URL = (
    Permit("*", action="lambda:InvokeFunctionUrl", url_auth="NONE"),
    Permit("*", via_url=True),
)
"""Both grants that a public function URL has needed since October 2025."""


STATUS_DISTRIBUTION = f"arn:aws:cloudfront::{PRODUCTION}:distribution/E1PARTNERSTATUS"
"""The distribution that the policy of partners-status lets in."""


FROM_DISTRIBUTION = (
    Permit("cloudfront.amazonaws.com", STATUS_DISTRIBUTION, action="lambda:InvokeFunctionUrl", url_auth="AWS_IAM"),
    Permit("cloudfront.amazonaws.com", STATUS_DISTRIBUTION, via_url=True),
)
"""Both grants that it needs to call a URL that requires signatures."""


@dataclass(frozen=True)
class Url:
    """A function URL."""

    auth: str = "AWS_IAM"
    origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """A published version, as far as it differs from what the function is now."""

    runtime: str = ""
    env: Mapping[str, Setting] | None = None
    package: CodeContents | None = None


@dataclass(frozen=True)
class Alias:
    """An alias of a version; ``shares`` sends parts of its calls to other versions, by number."""

    name: str
    version: int
    shares: Mapping[str, float] = field(default_factory=dict)
    url: Url | None = None
    permits: tuple[Permit, ...] = ()


@dataclass(frozen=True)
class Function:
    """A Lambda function. By default all is well: signed, kept patched, bounded, traced, in a VPC, with its own role.

    ``grants`` are those of its own role; ``role`` names another one. ``env`` is encrypted with a customer's key unless
    ``has_kms`` says no. ``signing`` is ``Enforce``, ``Warn`` or empty; a ``leaky_file`` of the package holds a token.
    ``sources`` are the queues and streams that Lambda reads for it, ``on_failure`` where its failed events go.
    Its log is kept for ``log_days``, forever where that is 0; below 0 there is none, nor may its role write one.
    """

    name: str
    owner: str
    account: str = PRODUCTION
    region: str = IRELAND
    runtime: str = "python3.13"
    package: CodeContents = PLAIN
    leaky_file: str = ""
    grants: tuple[Grant, ...] = ()
    managed: tuple[str, ...] = ()
    has_boundary: bool = True
    role: str = ""
    env: Mapping[str, Setting] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    signing: str = "Enforce"
    updates: str = "Auto"
    concurrency: int | None = 20
    has_kms: bool = True
    has_dead_letter: bool = True
    is_traced: bool = True
    in_vpc: bool = True
    zones: int = 2
    url: Url | None = None
    permits: tuple[Permit, ...] = ()
    versions: tuple[Version, ...] = ()
    aliases: tuple[Alias, ...] = ()
    sources: tuple[str, ...] = ()
    on_failure: str = ""
    log_days: int = 90
    log_format: str = "JSON"
    image: str = ""
    state: str = "Active"
    memory: int = 256
    timeout: int = 15
    is_used: bool = True
    is_exemplary: bool = False

    @property
    def arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}"

    @property
    def own_role(self) -> Role:
        """The role that this function alone runs with."""
        logs = "AWSLambdaVPCAccessExecutionRole" if self.in_vpc else "AWSLambdaBasicExecutionRole"
        managed = self.managed if self.log_days < 0 else (*self.managed, logs)
        name = f"{self.name}-role"
        return Role(name, self.account, self.owner, self.grants, managed, self.has_boundary, self.is_used)

    @property
    def role_arn(self) -> str:
        """The ARN of the role it runs with, its own or a shared one."""
        return f"arn:aws:iam::{self.account}:role/{self.role}" if self.role else self.own_role.arn


@dataclass(frozen=True)
class Layer:
    """A layer and how many versions of it there are."""

    name: str
    account: str = PRODUCTION
    region: str = IRELAND
    versions: int = 1
    package: CodeContents = PLAIN
    shared: Mapping[int, str] = field(default_factory=dict)
    """Which versions are open to whom: an account, or everybody as ``*``."""

    def arn(self, version: int) -> str:
        """Return the ARN of one version."""
        return f"arn:aws:lambda:{self.region}:{self.account}:layer:{self.name}:{version}"


@dataclass(frozen=True)
class Route:
    """A method and path of an API, the function behind it, and how callers are told apart (NONE: not at all)."""

    method: str
    path: str
    function: Function
    authorization: str = "NONE"
    needs_api_key: bool = False


@dataclass(frozen=True)
class Api:
    """An API Gateway API, ``REST`` or ``HTTP``; a stage is deployed unless ``stage`` is empty.

    ``bare_stage`` names a second one, of a REST API, as AWS makes it: without a log or a limit.
    """

    name: str
    owner: str
    kind: str = "REST"
    account: str = PRODUCTION
    region: str = IRELAND
    routes: tuple[Route, ...] = ()
    authorizer: Function | None = None
    endpoint: str = "REGIONAL"
    policy: Mapping[str, Any] = field(default_factory=dict)
    stage: str = "prod"
    bare_stage: str = ""
    is_logged: bool = True
    has_waf: bool = True
    is_default_endpoint_off: bool = False
    variables: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The API's identifier, the same on every start."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.account}{self.region}{self.name}").hex[:10]


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket; ``policy`` is its statements."""

    name: str
    owner: str
    account: str = PRODUCTION
    region: str = IRELAND
    is_blocked: bool = True
    policy: tuple[Mapping[str, Any], ...] = ()
    acl: str = "private"
    has_kms: bool = True
    tags: Mapping[str, str] = field(default_factory=dict)
