"""A page as text, written from its outside in.

htpy hands each piece of a page up through every element around it, which took half of the time to make one.
"""

from collections.abc import Callable, Iterator
from inspect import GEN_CLOSED, getgeneratorstate, isgenerator

from htpy import BaseElement, HTMLElement, Node, VoidElement, fragment
from markupsafe import Markup, escape


def written(node: Node) -> Markup:
    """Return what htpy makes of a node.

    Raises:
        TypeError: something in it is no node.
        RuntimeError: a generator in it was used before.
    """
    pieces: list[str] = []
    _write(node, pieces.append)
    return Markup("".join(pieces))  # noqa: S704 each piece is markup or was escaped


def _write(node: Node, put: Callable[[str], None]) -> None:
    if isinstance(node, str):
        put(escape(node))
    elif isinstance(node, BaseElement):
        _write_element(node, put)
    elif isinstance(node, list | tuple | Iterator):
        if isgenerator(node) and getgeneratorstate(node) == GEN_CLOSED:
            raise RuntimeError("this part of a page was written before")
        for each in node:
            _write(each, put)
    else:  # nothing, a number, and what is rare
        for piece in fragment[node].iter_chunks():
            put(piece)


def _write_element(element: BaseElement, put: Callable[[str], None]) -> None:
    if isinstance(element, HTMLElement):
        put("<!doctype html>")
    put(f"<{element._name}{element._attrs}>")
    if not isinstance(element, VoidElement):
        _write(element._children, put)
        put(f"</{element._name}>")
