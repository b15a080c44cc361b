"""The nouns of the made-up company's Azure: plain values that say what exists and how it is set up."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bartizan_demo.emulators.azure.directory_nouns import Delegation, DirectoryGroup, RoleHolder
from bartizan_demo.emulators.shared.packages import CodeContents
from bartizan_demo.emulators.shared.secrets import SecretForm

PLAIN = CodeContents()

Value = str | SecretForm
"""The value of a setting: text, or a secret of some form that is made when the estate starts."""


def guid(*what: str) -> str:
    """Return the GUID that stands for something in this estate: always the same for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(("bartizan", *what))))


@dataclass(frozen=True)
class Subscription:
    """A subscription; ``lacks`` are operations its reader may not call (globs of operation names).

    ``defended`` are the plans of Defender for Cloud that it has bought.
    """

    key: str
    name: str
    lacks: tuple[str, ...] = ()
    defended: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The subscription's GUID, lower case."""
        return guid("subscription", self.key)


@dataclass(frozen=True)
class Group:
    """A resource group and where its resources live; ``indexed_as`` is how Resource Graph spells it, if otherwise."""

    name: str
    subscription: str
    location: str = "West Europe"
    indexed_as: str = ""


@dataclass(frozen=True)
class Plan:
    """An App Service plan: its SKU name and tier, and whether its workers run Linux."""

    name: str
    group: str
    sku: str
    tier: str
    kind: str = "linux"

    @property
    def is_linux(self) -> bool:
        """Whether the plan's workers run Linux."""
        return "linux" in self.kind.split(",")


@dataclass(frozen=True)
class Function:
    """One function of a function app: its trigger and, for HTTP, who may call it."""

    name: str
    trigger: str = "httpTrigger"
    level: str = ""
    is_disabled: bool = False
    methods: tuple[str, ...] = ("get", "post")
    source: str = ""


@dataclass(frozen=True)
class Auth:
    """The platform's own sign-in before an app (authsettingsV2); ``is_touched`` false: never configured at all."""

    is_enabled: bool = True
    is_required: bool = True
    action: str = "Return401"
    is_touched: bool = True
    excluded: tuple[str, ...] = ()
    file: str = ""
    """File of the app's own that holds the settings instead."""
    has_provider: bool = True


@dataclass(frozen=True)
class App:
    """A web app, function app or one of their slots, with all that its ARM answers are made from.

    ``site`` and ``config`` replace single properties of the site and of config/web; what they leave out is set up
    as it should be. A slot has its parent's ``name`` and a ``slot``.
    """

    name: str
    group: str
    kind: str | None
    owner: str
    plan: str = ""
    runtime: str = ""
    slot: str = ""
    state: str = "Running"
    has_system_identity: bool = True
    identities: tuple[str, ...] = ()
    site: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    auth: Auth = Auth()
    allows_scm_basic: bool = False
    allows_ftp_basic: bool = False
    functions: tuple[Function, ...] = ()
    settings: Mapping[str, Value] = field(default_factory=dict)
    connections: Mapping[str, tuple[str, Value]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    private_endpoints: tuple[str, ...] = ()
    own_hosts: Mapping[str, str] = field(default_factory=dict)
    """Custom host name → thumbprint of its certificate, empty where it has none."""
    is_exemplary: bool = True
    sticky: tuple[str, ...] = ()
    """Settings that stay with their slot when slots are swapped."""
    package: CodeContents = PLAIN
    """What the app's code is, wherever that lies."""
    broken: tuple[str, ...] = ()
    """Settings whose reference to a Key Vault secret leads nowhere."""
    containers: tuple[str, ...] = ()
    """Images of the containers beside its own."""

    @property
    def tokens(self) -> frozenset[str]:
        """The kind's comma-separated tokens, lower case; empty without a kind."""
        return frozenset(filter(None, (self.kind or "").lower().split(",")))

    @property
    def full_name(self) -> str:
        """``app``, or ``app/slot`` for a slot."""
        return f"{self.name}/{self.slot}" if self.slot else self.name

    @property
    def host(self) -> str:
        """The first label of the app's host name."""
        return (f"{self.name}-{self.slot}" if self.slot else self.name).lower()

    @property
    def principal(self) -> str:
        """The principal id of the system-assigned identity."""
        return guid("principal", self.full_name)


@dataclass(frozen=True)
class Identity:
    """A user-assigned managed identity; ``federated``: who logs in as it from outside, by issuer and subject."""

    name: str
    group: str
    owner: str
    federated: tuple[tuple[str, str], ...] = ()

    @property
    def principal(self) -> str:
        """The object id of the identity's service principal."""
        return guid("principal", self.name)

    @property
    def client(self) -> str:
        """The application id of the identity."""
        return guid("client", self.name)


@dataclass(frozen=True)
class Role:
    """A role definition; each block of ``permissions`` has its own actions and perhaps a condition."""

    id: str
    name: str
    permissions: tuple[Mapping[str, Any], ...]
    description: str = ""
    is_custom: bool = False


@dataclass(frozen=True)
class Assignment:
    """A role assigned to a principal at a scope (an ARM id)."""

    principal: str
    role: str
    scope: str
    kind: str = "ServicePrincipal"
    condition: str | None = None

    @property
    def id(self) -> str:
        """The assignment's GUID."""
        return guid("assignment", self.principal, self.role, self.scope)


@dataclass(frozen=True)
class Service:
    """An application of the directory with its service principal; ``owners`` are object ids.

    ``federated``: who logs in as it from outside, by issuer and subject, None where an expression decides.
    """

    name: str
    owners: tuple[str, ...] = ()
    federated: tuple[tuple[str, str | None], ...] = ()

    @property
    def principal(self) -> str:
        """The object id of the service principal."""
        return guid("principal", self.name)

    @property
    def client(self) -> str:
        """The application id."""
        return guid("client", self.name)


@dataclass(frozen=True)
class Denial:
    """A deny assignment at a scope (an ARM id): what nobody may do there."""

    name: str
    scope: str
    actions: tuple[str, ...]

    @property
    def id(self) -> str:
        """The deny assignment's GUID."""
        return guid("denial", self.name, self.scope)


@dataclass(frozen=True)
class Store:
    """A resource beside the apps: a place that holds data and how sensitive that is, a registry, a certificate."""

    name: str
    group: str
    type: str
    owner: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    firewall: tuple[tuple[str, str, str], ...] = ()
    """Rules of a database server's firewall: name, first and last address."""
    data_roles: tuple[tuple[str, str], ...] = ()
    """Who holds which of a database account's own roles: principal and GUID of the role."""
    containers: Mapping[str, str] = field(default_factory=dict)
    """Blob container → who may read it without a login: None, Blob or Container."""
    has_identity: bool = False

    @property
    def principal(self) -> str:
        """The principal id of the system-assigned identity."""
        return guid("principal", self.name)


@dataclass(frozen=True)
class AzureEstate:
    """Everything the company has in Azure; names are unique within their type."""

    subscriptions: tuple[Subscription, ...] = ()
    groups: tuple[Group, ...] = ()
    plans: tuple[Plan, ...] = ()
    apps: tuple[App, ...] = ()
    identities: tuple[Identity, ...] = ()
    roles: tuple[Role, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    stores: tuple[Store, ...] = ()
    denials: tuple[Denial, ...] = ()
    eligible: tuple[Assignment, ...] = ()
    services: tuple[Service, ...] = ()
    directory_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups_told: tuple[DirectoryGroup, ...] = ()
    role_holders: tuple[RoleHolder, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    custom_directory_roles: Mapping[str, str] = field(default_factory=dict)
    """Id → name of the roles of the directory that the company made itself."""
    app_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    directory_roles: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Principal → template's id and name of each role of the directory that it holds."""
    """Principal → ids of the roles that it holds in Microsoft Graph."""
    page_size: int = 1000
