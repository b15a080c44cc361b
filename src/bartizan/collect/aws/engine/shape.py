"""What is kept of an answer: settings masked, documents opened, the rest that nobody needs left out."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from typing import Any
from urllib.parse import unquote

import orjson

from bartizan.collect.shared.masking import mask

Node = Any


def listed(page: dict[str, Node], member: str) -> Iterator[Node]:
    """Yield the items of a page: the page itself without a member; a text as ``Text`` and its last part ``Name``.

    A ``member`` may be a path (``A.B``) through objects and lists of them.
    """
    for item in _items(page, member.split(".")) if member else (page,):
        yield {"Text": item, "Name": item.rsplit("/", 1)[-1]} if isinstance(item, str) else item


def _items(node: Node, names: list[str]) -> Iterator[Node]:
    """Yield what stands at a path; what does not have the form of the model stands for all below it."""
    if isinstance(node, list):
        for each in node:
            yield from _items(each, names)
    elif not names or not isinstance(node, Mapping):
        yield node
    elif node.get(names[0]) is not None:
        yield from _items(node[names[0]], names[1:])


def texts(body: Node, path: str) -> list[str]:
    """Return the texts at a path in a body; none where it leads nowhere."""
    return [parent[key] for parent, key in _places(body, path.split(".")) if isinstance(parent[key], str)]


_FUNCTION_ARN = re.compile(r"arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(?::[A-Za-z0-9$_-]+)?")
_FUNCTION = re.compile(r"[A-Za-z0-9-_]{1,64}(?::[A-Za-z0-9$_-]{1,128})?")
_TELLS_FUNCTION = re.compile(r"(?i)lambda|func|(?:^|_)fn(?:_|$)|handler|alias|(?:^|_)stage(?:_|$)|(?:^|_)env(?:_|$)")


def mask_settings(body: Node, paths: tuple[str, ...]) -> None:
    """Replace each mapping of settings at the paths by its masked form, in place.

    With ``path!functions`` the values stay that name a Lambda function or a part of such a name: where a stage of an
    API leads depends on them.
    """
    for path in paths:
        place, _, kept = path.partition("!")
        _change(body, (place,), _masked_naming_functions if kept == "functions" else _masked)


def _masked(settings: Node) -> Node:
    return mask(settings) if isinstance(settings, Mapping) else None


def _masked_naming_functions(settings: Node) -> Node:
    return mask(settings, _functions(settings)) if isinstance(settings, Mapping) else None


def _functions(settings: Mapping[str, Any]) -> frozenset[str]:
    """Return the settings whose value is a function's ARN, or a name where the setting says that it is about one."""
    texts_ = {name: value for name, value in settings.items() if isinstance(value, str)}
    return frozenset(
        name
        for name, value in texts_.items()
        if _FUNCTION_ARN.fullmatch(value) or (_TELLS_FUNCTION.search(name) and _FUNCTION.fullmatch(value))
    )


def open_documents(body: Node, paths: tuple[str, ...]) -> None:
    """Replace each text that holds a JSON document by the document, in place.

    Raises:
        ValueError: a text is no JSON document.
    """
    _change(body, paths, lambda text: _document(text) if isinstance(text, str) else text)


def open_tables(body: Node, paths: tuple[str, ...]) -> None:
    """Replace each CSV file, as bytes, by its rows: objects by column.

    Raises:
        ValueError: it is no text.
    """
    _change(body, paths, lambda file: list(csv.DictReader(StringIO(bytes(file).decode()))))


def try_documents(body: Node, paths: tuple[str, ...]) -> None:
    """Open the documents that can be opened; one that cannot stays a text, which tables read as unknown."""
    for path in paths:
        for parent, key in _places(body, path.split(".")):
            try:
                parent[key] = _document(parent[key])
            except (ValueError, AttributeError):
                continue


def leave_out(body: Node, paths: tuple[str, ...]) -> None:
    """Remove the members at the paths, in place; of ``path!start`` only the texts that do not begin so."""
    for path in paths:
        place, _, start = path.partition("!")
        for parent, key in list(_places(body, place.split("."))):
            if not start or not str(parent[key]).startswith(start):
                del parent[key]


def filled(params: Mapping[str, object], item: Mapping[str, object]) -> dict[str, Any]:
    """Return call parameters with their templates filled from an item."""
    return {name: _filled(value, item) for name, value in params.items()}


def _filled(value: object, item: Mapping[str, object]) -> object:
    if isinstance(value, list):
        return [_filled(each, item) for each in value]
    return value.format_map(item) if isinstance(value, str) and "{" in value else value


def _change(body: Node, paths: tuple[str, ...], change: Callable[[Node], Node]) -> None:
    for path in paths:
        for parent, key in _places(body, path.split(".")):
            parent[key] = change(parent[key])


def _places(node: Node, parts: list[str]) -> Iterator[tuple[Node, Any]]:
    """Yield the parent and key of every place a path leads to (``A[]``: each item of the list A; ``*``: any key)."""
    if not isinstance(node, dict):
        return
    name = parts[0].removesuffix("[]")
    for key in list(node) if name == "*" else [name] if name in node else []:
        if not parts[0].endswith("[]"):
            places = iter([(node, key)]) if len(parts) == 1 else _places(node[key], parts[1:])
        else:
            places = _in_list(node[key], parts[1:])
        yield from places


def _in_list(items: Node, parts: list[str]) -> Iterator[tuple[Node, Any]]:
    for position, item in enumerate(items if isinstance(items, list) else []):
        if parts:
            yield from _places(item, parts)
        else:
            yield items, position


def _document(text: str) -> Node:
    # IAM encodes its documents as in URLs; API Gateway escapes the quotes in its policies.
    plain = text if text.lstrip().startswith("{") else unquote(text)
    if re.match(r'\s*\{\s*\\"', plain):
        plain = orjson.loads(f'"{plain}"')
    document = orjson.loads(plain)
    if not isinstance(document, dict):
        raise ValueError("a document is not a JSON object")
    if "Statement" in document and not _is_policy(document["Statement"]):
        raise ValueError("a policy has a statement that is none")
    return document


def _is_policy(statements: Node) -> bool:
    """Return whether statements are of the form that AWS accepts: one that is not would allow nothing."""
    each = statements if isinstance(statements, list) else [statements]
    return all(isinstance(one, dict) and _is_statement(one) for one in each)


def _is_statement(one: dict[str, Node]) -> bool:
    actions = one.get("Action", one.get("NotAction"))
    principal = one.get("Principal", one.get("NotPrincipal", {}))
    are_texts = all(isinstance(text, str) for text in (actions if isinstance(actions, list) else [actions]))
    is_whole = isinstance(principal, str | dict) and isinstance(one.get("Condition", {}), dict)
    return one.get("Effect") in ("Allow", "Deny") and are_texts and is_whole
