"""The last pass over every observation of both clouds: no string of it that is a secret lands, whatever it belongs to.

What a name makes a secret counts everywhere but in policies, whose condition values name things that are none.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bartizan.base.secret_shape import shaped
from bartizan.collect.shared.masking import is_telling, named_secret, secret_kind, telling_pair
from bartizan.collect.shared.target import Sink, TakeCode
from bartizan.model import CodeLink, Observation

_SHORTEST = 12
_COMPOSED = re.compile(r"[=@{\[%]|LS0t")
_USER = re.compile(r"(?:(?<=://)|(?<=\|)|^)[^/\s|?#@]*:(?!//)[^\s|?#]*@(?!sha\d+:)(?=[\w.-]+(?:[:/]|$))")
_QUERY = re.compile(r"(?i)([?&;](?:sig|signature|code|key|[\w.-]*(?:token|secret|password|pwd|key))=)[^&#\s]+")
_SETTING = re.compile(
    r"(?i)((?:^|[;,\s])(?:password|pwd|accountkey|sharedaccesskey|accesskey|secret)\s*=\s*)(?:'[^']*'|\"[^\"]*\"|[^;,\s]+)"
)
_GONE = "***"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_PAIRS = (("Key", "Value"), ("TagKey", "TagValue"), ("key", "value"), ("name", "value"), ("Name", "Value"))
"""How lists of names and values spell them: the name stands beside the value and not above it."""


def secretless(sink: Sink) -> Sink:
    """Return a sink that hands each observation on without the secrets in its id, its body and its detail."""

    def take(seen: Observation) -> None:
        id_, detail = _id(seen.id), _kept(seen.detail)
        body = seen.body if seen.body is None else without_secrets(seen.body)
        is_same = id_ == seen.id and detail == seen.detail and body is seen.body
        sink(seen if is_same else replace(seen, id=id_, detail=detail, body=body))

    return take


def without_secret_ids(take: TakeCode) -> TakeCode:
    """Return what takes the links to code of resources by the ids that ``secretless`` lands."""

    def hand_on(link: CodeLink) -> None:
        id_ = _id(link.id)
        take(link if id_ == link.id else replace(link, id=id_, detail=_kept(link.detail)))

    return hand_on


def without_secrets(node: Any, name: str = "", *, in_policy: bool = False) -> Any:
    """Return a JSON value in which each string that is a secret is masked; the same object where there is none.

    Objects and lists are changed in place. Of an address or a connection string only the secret part is masked
    (``sig=***``); any other text reads ``masked: <kind>``.
    """
    # Exact types and no call for a short text: this looks at every string of a scan.
    kind = type(node)
    if kind is str:
        return node if len(node) < _SHORTEST else _text("" if in_policy else name, node)
    if kind is dict:
        return _object(node, in_policy or "Statement" in node)
    if kind is list:
        for position, each in enumerate(node):
            clean = without_secrets(each, name, in_policy=in_policy)
            if clean is not each:
                node[position] = clean
    return node


def _object(node: dict[str, Any], in_policy: bool) -> dict[str, Any]:
    named = _value_and_name(node) if len(node) <= 4 else _NOTHING
    changed = []
    for key, value in node.items():
        kind = type(value)
        clean = value
        if kind is str:
            if len(value) >= _SHORTEST:
                clean = _text("" if in_policy else named.get(key, key), value)
        elif kind is dict:
            clean = _object(value, in_policy or "Statement" in value)
        elif kind is list:
            clean = without_secrets(value, named.get(key, key), in_policy=in_policy)
        if clean is not value or (len(key) >= _SHORTEST and _kept(key) != key):
            changed.append((key, clean))
    for key, clean in changed:
        del node[key]
        node[_kept(key)] = clean
    return node


def _value_and_name(node: Mapping[str, Any]) -> Mapping[str, str]:
    """Return, for an object of a list of names and values, the name that its value goes by."""
    for name, value in _PAIRS:
        if value in node and isinstance(node.get(name), str):
            return {value: node[name]}
    return _NOTHING


def _text(name: str, text: str) -> str:
    if is_telling(name) and (kind := named_secret(name, text)):
        return f"masked: {kind}"
    kept = _kept(text)
    return text if kept == text else kept


@lru_cache(maxsize=16384)
def _kept(text: str) -> str:
    """Return a text without its secrets, recognized by their shapes alone: the same names come again and again."""
    kind = _kind(text)
    if not kind:
        return text
    cut = _SETTING.sub(rf"\1{_GONE}", _QUERY.sub(rf"\1{_GONE}", _USER.sub(f"{_GONE}@", text)))
    return cut if cut != text and not _kind(cut) else f"masked: {kind}"


def _kind(text: str) -> str:
    if len(text) < _SHORTEST:
        return ""
    # Most are names and ARNs, which have no more than the shape of a token to be a secret by.
    kind = secret_kind("", text) if _COMPOSED.search(text) else shaped(text)
    return kind or _user_in_image(text) or telling_pair(text)


def _user_in_image(text: str) -> str:
    """Return the kind of a password in the name of an image, ``DOCKER|user:password@registry/image``."""
    found = _USER.search(text) if "@" in text else None
    return "url_password" if found and "***" not in found[0] and "/" in text[found.end() :] else ""


@lru_cache(maxsize=16384)
def _id(id_: str) -> str:
    """Return a resource's id; one that contains a secret is identified by a digest, since others refer to it."""
    kept = _kept(id_)
    if kept == id_:
        return id_
    return f"{kept} {hashlib.sha256(id_.encode(errors='replace')).hexdigest()[:8]}"
