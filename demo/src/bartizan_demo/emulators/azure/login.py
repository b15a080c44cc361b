"""The directory: tokens for clients with a secret, OpenID discovery, and the few Graph answers about identities.

Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

import base64
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from bartizan_demo.emulators.azure.directory import directory_list
from bartizan_demo.emulators.azure.errors import ArmError, expired, unauthenticated
from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import App, Identity, Service, Store, guid

LIFETIME = 3599
"""Seconds for which a token is good."""


@dataclass
class Directory:
    """Who may ask: one application with a secret made at start, and the tokens issued so far (until when)."""

    client: str = field(default_factory=lambda: guid("client", "reader"))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    principal: str = field(default_factory=lambda: guid("principal", "reader"))
    _until: dict[str, float] = field(default_factory=dict)

    def issue(self, seconds: float = LIFETIME, audience: str = "https://management.azure.com") -> str:
        """Return a new bearer token for a service, good for ``seconds``: a JWT, as Entra ID's are."""
        at = time.time()
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{TENANT_ID}/",
            "iat": int(at),
            "nbf": int(at),
            "exp": int(at + seconds),
            "appid": self.client,
            "oid": self.principal,
            "tid": TENANT_ID,
            "uti": secrets.token_urlsafe(16),
            "ver": "1.0",
        }
        text = f"{_part({'typ': 'JWT', 'alg': 'HS256'})}.{_part(claims)}"
        token = f"{text}.{_base64(hmac.digest(self.secret.encode(), text.encode(), 'sha256'))}"
        self._until[token] = at + seconds
        return token

    def check(self, header: str | None) -> None:
        """Raise the ArmError that ARM answers unless an Authorization header holds a token that is still good."""
        scheme, _, token = (header or "").partition(" ")
        until = self._until.get(token) if scheme.lower() == "bearer" else None
        if until is None:
            raise unauthenticated(bool(header))
        if until < time.time():
            raise expired(time.strftime("%m/%d/%Y %I:%M:%S %p", time.gmtime(until)))

    def token(self, form: bytes, seconds: float = LIFETIME) -> tuple[int, dict[str, Any]]:
        """Return status and body of the token endpoint for a posted form."""
        given = {name: values[0] for name, values in parse_qs(form.decode()).items()}
        if given.get("grant_type") != "client_credentials":
            return 400, _refused("unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        if given.get("client_id") != self.client:
            return 400, _refused("unauthorized_client", 700016, "Application was not found in the directory.")
        if not secrets.compare_digest(given.get("client_secret", "").encode(), self.secret.encode()):
            return 401, _refused("invalid_client", 7000215, "Invalid client secret provided.")
        issued = {"token_type": "Bearer", "expires_in": int(seconds), "ext_expires_in": int(seconds)}
        audience = given.get("scope", "").removesuffix("/.default")
        return 200, {**issued, "access_token": self.issue(seconds, audience)}


def _part(claims: dict[str, Any]) -> str:
    return _base64(json.dumps(claims).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _refused(error: str, number: int, why: str) -> dict[str, Any]:
    return {"error": error, "error_description": f"AADSTS{number}: {why}", "error_codes": [number]}


def discovery(base: str, tenant: str) -> dict[str, Any]:
    """Return the OpenID configuration of a tenant of the login endpoint at ``base``."""
    oauth = f"{base}/{tenant}/oauth2/v2.0"
    return {
        "token_endpoint": f"{oauth}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/{tenant}/discovery/v2.0/keys",
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{base}/{tenant}/v2.0",
        "authorization_endpoint": f"{oauth}/authorize",
        "device_authorization_endpoint": f"{oauth}/devicecode",
        "end_session_endpoint": f"{oauth}/logout",
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
    }


def graph_answer(index: Index, base: str, words: list[str]) -> dict[str, Any]:
    """Return the Graph answer for ``servicePrincipals/{id}[/appRoleAssignments|/memberOf]`` (``words`` of the path)."""
    found = next((each for each in _principals(index) if words[1:2] == [each.principal]), None)
    if words[:1] != ["servicePrincipals"] or found is None or len(words) > 3:
        why = "does not exist or one of its queried reference-property objects are not present."
        raise ArmError(404, "Request_ResourceNotFound", f"Resource '{'/'.join(words)}' {why}")
    context = f"{base}/v1.0/$metadata#{words[0]}"
    if len(words) == 2:
        return {"@odata.context": f"{context}/$entity", **_service_principal(found)}
    if words[2] in {"memberOf", "transitiveMemberOf"}:
        groups = [gid for gid, members in index.estate.directory_groups.items() if found.principal in members]
        value = [{"@odata.type": "#microsoft.graph.group", "id": each, "displayName": "automation"} for each in groups]
        value += [_directory_role(*role) for role in index.estate.directory_roles.get(found.principal, ())]
        return {"@odata.context": f"{base}/v1.0/$metadata#directoryObjects", "value": value}
    value = [_app_role_assignment(found, role) for role in index.estate.app_roles.get(found.principal, ())]
    return {"@odata.context": f"{context}('{words[1]}')/{words[2]}", "value": value}


def batch_answer(index: Index, base: str, requests: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Graph answer for a batch of such requests, each with a status of its own."""
    return {"responses": [_batched(index, base, each) for each in requests]}


def _batched(index: Index, base: str, request: dict[str, Any]) -> dict[str, Any]:
    path, _, query = str(request.get("url", "")).partition("?")
    words = path.strip("/").split("/")
    found = directory_list(index, words, unquote(query))
    try:
        status, body = 200, graph_answer(index, base, words) if found is None else {"value": found}
    except ArmError as error:
        status, body = error.status, error.body
    return {"id": request.get("id"), "status": status, "headers": {"Content-Type": "application/json"}, "body": body}


def _directory_role(template: str, name: str) -> dict[str, Any]:
    own = {"id": guid("directory role", template), "displayName": name, "roleTemplateId": template}
    return {"@odata.type": "#microsoft.graph.directoryRole", **own}


def _app_role_assignment(holder: App | Identity | Store | Service, role: str) -> dict[str, Any]:
    return {
        "id": guid("app role", holder.principal, role),
        "appRoleId": role,
        "principalId": holder.principal,
        "principalType": "ServicePrincipal",
        "resourceDisplayName": "Microsoft Graph",
        "resourceId": guid("principal", "Microsoft Graph"),
    }


def _principals(index: Index) -> list[App | Identity | Store | Service]:
    others = [each for each in index.estate.stores if each.has_identity]
    apps = [each for each in index.estate.apps if each.has_system_identity]
    return [*apps, *index.estate.identities, *others, *index.estate.services]


def _service_principal(each: App | Identity | Store | Service) -> dict[str, Any]:
    is_app = isinstance(each, App)
    return {
        "id": each.principal,
        "accountEnabled": True,
        "appId": guid("client", each.full_name if isinstance(each, App) else each.name),
        "appOwnerOrganizationId": TENANT_ID,
        "displayName": each.name,
        "servicePrincipalType": "ManagedIdentity",
        "alternativeNames": [f"isExplicit={not is_app}"],
    }
