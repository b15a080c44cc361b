"""Masked settings: each value becomes its form and, where it is a secret, the kind of secret. Values end here.

Precision comes first: a name by itself never makes a secret, and neither does a reference to one. Kinds with a
shape of their own are recognized by the value alone; all others need a telling name *and* a value that looks random.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

import orjson

from bartizan.base.secret_shape import PLACEHOLDER, shaped
from bartizan.collect.shared.randomness import has_no_words, is_base64_key, looks_random

_MAX_KEPT = 100
_TELLING = {"url", "text"}
"""The forms that a secret can have; the others say by themselves that they hold none."""

_CONNECTION_PASSWORD = re.compile(
    r"(?i)(?:^|[;,\s])(?:password|pwd)\s*=\s*(?:'([^']+)|\"([^\"]+)|([^;,'\"\s][^;,\s]*))|[?&](?:password|pwd)=([^&#\s]+)"
)
_REDIS = re.compile(r"[\w.-]+:\d{1,5},")
"""How a connection string of Redis begins: it may have nothing but a password after that."""
_QUERY_PAIR = re.compile(r"[?&]([\w.-]{2,40})=([^&#\s]{8,})")
_QUERY_SECRET = frozenset({"code", "sig", "signature", "key"})
"""Names of URL parameters that grant access to anyone who has the URL, besides those with telling names."""
_URL_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@?]*:([^/\s]+)@")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_BASE64_PEM = re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{20,}")

_KEYWORD_PART = re.compile(r"(?i)pass|pwd|secret|token|credential|key|auth")
_KEYWORD = re.compile(
    r"pass(?:word|wd|phrase|code)?(?![a-z])|pwd|secret|token|credential|api_?key|access_?key|private_?key"
    r"|(?:encryption|signing|master|account|license|storage|webhook|shared|auth|primary|secondary|read_?only|cosmos(?:db)?)_?key"
    r"|(?:^|_)key$|(?:^|_)auth$"
)
_POINTS_ELSEWHERE = re.compile(
    r"(?:name|id|ids|arn|path|dir|file|ur[il]|endpoint|host|port|user|parameter|param|alias|ttl|expiry|expires|expiration"
    r"|lifetime|seconds|minutes|days|type|kind|header|prefix|suffix|version|region|table|bucket|queue|topic|hash|digest"
    r"|checksum|sha\d*|md5|fingerprint|thumbprint|issuer|audience|scope|scopes|rotation|enabled|algorithm|length|policy"
    r"|ref|reference|location|vault|store|stage|format|mode|provider)s?$|(?:^|_)public(?:_|$)"
)
_NOT_RANDOM = re.compile(
    r"(?i)^(?:sha(?:1|256|384|512)[-:$]|md5[-:]|\$2[aby]\$|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|[\w.+-]+@[\w-]+\.[\w.]+$)"
)
_KEY_OF_64 = re.compile(r"[A-Za-z0-9+/]{86}==")
_WORDS = re.compile(r"[A-Za-z]+(?:[-_./:@ ]+[A-Za-z]*\d{0,3})*$|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d{0,2}$")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?$")
_ARN = re.compile(r"arn:aws[a-z-]*:([a-z0-9-]+):")
_ANY_ARN = re.compile(r"arn:aws[a-z-]*:\S+")
_TELLING_PAIR = re.compile(
    r"(?:([A-Za-z][\w.-]{1,40})[\"']?\s*[=:]|(?<![\w-])--?([A-Za-z][\w.-]{1,40})(?=\s))\s*[\"']?([^\s\"',;]{8,512})"
)
_URL = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)$", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[\w.-]+(?::\d+)?(?:,[\w.-]+(?::\d+)?)*$|\[[0-9a-f:]+\](?::\d+)?$", re.IGNORECASE)
_SAS_EXPIRY = re.compile(r"(?:^|[?&;=])se=(\d{4}-\d\d-\d\d[\w:%.+-]*)")
_REFERENCE = re.compile(
    r"@Microsoft\.(?:KeyVault|AppConfiguration)\(|\{\{resolve:(?:secretsmanager|ssm|ssm-secure):"
    r"|(?:aws-)?(?:ssm|secretsmanager|parameterstore)[:/]",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"/(?!(?:opt|var|tmp|etc|usr|home|mnt|bin|lib|dev|proc|root|api|v\d)/)[\w.-]+(?:/[\w.-]+)+$")
_PATH_NAME = re.compile(r"path|dir|home|file|root|folder|route|location|mount|prefix", re.IGNORECASE)


def mask(values: Mapping[str, object], keep: frozenset[str] = frozenset()) -> dict[str, dict[str, object]]:
    """Return for each setting ``{"form": …, "secret": kind or None}``, never its value.

    Form is ``empty | number | boolean | arn | reference | url | text``; a reference names a secret that is kept
    elsewhere (Key Vault, Secrets Manager, Parameter Store). A URL adds ``url`` (scheme, host and path only) and a
    shared access signature adds ``expires``, whatever it is masked as; ``is_signed`` says whether an address carries
    a signature, a key or a user of its own, so that not everybody gets in by its scheme, host and path. Settings named
    in ``keep`` add ``value`` when they are no secret, no URL and at most 100 characters long.
    """
    return {name: _masked(name, _text(value), name in keep) for name, value in values.items()}


def secret_kind(name: str, text: str) -> str | None:
    """Return the kind of secret in a setting's value, or None; ``keyword_entropy`` when only name and look tell."""
    return _secret(name, text) if _form(name, text) in _TELLING else None


def named_secret(name: str, text: str) -> str:
    """Return the kind of a secret that a name and the look of its value make one, empty where they do not."""
    if not is_telling(name) or _form(name, text) != "text":
        return ""
    return "keyword_entropy" if _is_named_and_random(name, text) else ""


def telling_pair(text: str) -> str:
    """Return the kind of a secret that stands beside its name in free text, ``--token=…`` or ``password: …``."""
    if not _KEYWORD_PART.search(text):
        return ""
    pairs = _TELLING_PAIR.findall(_ANY_ARN.sub("", text))
    return (
        "keyword_entropy" if any(_is_named_and_random(name or option, value) for name, option, value in pairs) else ""
    )


@lru_cache(maxsize=4096)
def is_telling(name: str) -> bool:
    """Return whether a name may be that of a secret."""
    return bool(_KEYWORD_PART.search(name)) and not _POINTS_ELSEWHERE.search(_snake(name))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name).lower().strip("_")


def is_signed(url: str) -> bool:
    """Return whether a URL contains a signature, a key, a token or a user, so that anyone who has it has access."""
    if re.match(r"[a-z][a-z0-9+.-]*://[^/?#\s]*@", url.strip(), re.IGNORECASE):
        return True
    names = {name.lower() for name, _ in _QUERY_PAIR.findall(url)}
    return bool(names & _QUERY_SECRET) or any(_KEYWORD.search(name) or "signature" in name for name in names)


def _masked(name: str, text: str, keep: bool) -> dict[str, object]:
    form = _form(name, text)
    secret = _secret(name, text) if form in _TELLING else None
    answer: dict[str, object] = {"form": form, "secret": secret}
    if form == "url":
        answer["url"] = _address(text, secret)
        answer["is_signed"] = is_signed(text)
    if "sig=" in text and (expiry := _SAS_EXPIRY.search(text)):
        answer["expires"] = unquote(expiry[1])
    if keep and secret is None and form != "url" and len(text) <= _MAX_KEPT:
        answer["value"] = text
    return answer


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)


def _form(name: str, text: str) -> str:
    stripped = text.strip()
    if not stripped:
        return "empty"
    if stripped.lower() in {"true", "false"}:
        return "boolean"
    if _NUMBER.match(stripped) and len(stripped) <= 20:
        return "number"
    if arn := _ARN.match(stripped):
        return "reference" if arn[1] in {"secretsmanager", "ssm"} else "arn"
    is_parameter = _PARAMETER.match(stripped) and not _PATH_NAME.search(name) and not is_base64_key(stripped)
    if is_parameter or _REFERENCE.match(stripped):
        return "reference"
    return "url" if _URL.match(stripped) and " " not in stripped else "text"


def _secret(name: str, text: str) -> str | None:
    if len(text) < 8:
        return None
    for spelled in _spellings(text):
        if kind := shaped(spelled):
            return kind
        if kind := next((kind for kind, holds in _JUDGEMENTS if holds(name, spelled)), ""):
            return kind
    return None


def _spellings(text: str) -> Iterator[str]:
    """Yield a text as it stands, and percent-decoded where it is encoded, once or twice."""
    yield text
    for _ in range(2):
        decoded = unquote(text) if _ESCAPE.search(text) else text
        if decoded == text or "\ufffd" in decoded:  # %DEPLOYED_VALUE% is no encoding
            return
        text = decoded
        yield text


def _is_encoded_private_key(_name: str, text: str) -> bool:
    found = _BASE64_PEM.search(text)
    try:
        return bool(found) and b"PRIVATE KEY" in base64.b64decode(found[0][:64] if found else "")
    except binascii.Error:
        return False


def _has_connection_password(_name: str, text: str) -> bool:
    # One "password=…" alone is prose or a template; a connection string has other parts beside it.
    if text.count("=") < 2 and not _REDIS.match(text):
        return False
    return any(_is_worth_hiding("".join(found)) for found in _CONNECTION_PASSWORD.findall(text))


def _has_query_secret(_name: str, text: str) -> bool:
    return any(
        _is_named_and_random(name, value) or (name.lower() in _QUERY_SECRET and looks_random(value, is_password=False))
        for name, value in (_QUERY_PAIR.findall(text) if "://" in text else ())
    )


def _has_url_password(_name: str, text: str) -> bool:
    return any(map(_is_worth_hiding, _URL_PASSWORD.findall(text)))


def _has_named_secret_inside(_name: str, text: str) -> bool:
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        pairs = list(_leaves("", orjson.loads(text)))
    except orjson.JSONDecodeError:
        return False
    return any(_form(key, value) == "text" and _is_named_and_random(key, value) for key, value in pairs)


def _leaves(key: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _leaves(name, child)
    elif isinstance(node, list):
        for child in node:
            yield from _leaves(key, child)
    elif isinstance(node, str):
        yield key, node


def _is_named_and_random(name: str, text: str) -> bool:
    value = text.strip()
    if not _KEYWORD_PART.search(name) or not _is_secret_name(_snake(name), value):
        return False
    if not 8 <= len(value) <= 512 or re.search(r"\s", value) or _URL.match(value):
        return False
    if (value.startswith("/") and not is_base64_key(value)) or (_WORDS.match(value) and not has_no_words(value)):
        return False
    if PLACEHOLDER.search(value) or _NOT_RANDOM.match(value):
        return False
    return looks_random(value, is_password=bool(re.search(r"pass|pwd", name, re.IGNORECASE)))


def _is_secret_name(snake: str, value: str) -> bool:
    if _POINTS_ELSEWHERE.search(snake):
        return False
    is_key = snake.rstrip("_0123456789").endswith("key")
    return bool(_KEYWORD.search(snake)) or (is_key and bool(_KEY_OF_64.fullmatch(value)))


def _is_worth_hiding(password: str) -> bool:
    return len(password) >= 3 and not PLACEHOLDER.search(password) and not _REFERENCE.match(password)


def _address(text: str, secret: str | None) -> str:
    """Return scheme, host and path: no user, no password, no query, no path part that could be a token."""
    scheme, rest = _URL.match(text.strip()).groups()  # type: ignore[union-attr]  # the form says it matches
    if not _HOST.match(re.match(r"[^/?#]*", rest)[0]):  # type: ignore[index]  # matches the empty string too
        # A password may hold any of / ? # so only what follows the last @ is surely not part of it.
        rest = rest.rpartition("@")[2]
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    if not _HOST.match(host):
        return f"{scheme}://"
    if secret == "slack_webhook":  # noqa: S105 the name of a kind
        return f"{scheme}://{host}"
    return f"{scheme}://{host}{slash}" + "/".join(map(_path_part, path.split("/")))


def _path_part(part: str) -> str:
    is_token = len(part) >= 20 and not _NOT_RANDOM.match(part) and not _WORDS.match(part)
    return "…" if is_token and looks_random(part, is_password=False) else part


_JUDGEMENTS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("private_key", _is_encoded_private_key),
    ("url_password", _has_url_password),
    ("connection_string_password", _has_connection_password),
    ("url_key", _has_query_secret),
    ("keyword_entropy", _has_named_secret_inside),
    ("keyword_entropy", _is_named_and_random),
)
