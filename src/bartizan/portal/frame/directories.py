"""Changing the directory: a menu in the bar, in which one of many is found, and a page for where the bar is narrow."""

from collections.abc import Sequence

from htpy import Element, Node, button, form, label, li, p, summary, ul
from htpy import details as details_
from htpy import input as input_

from bartizan.model import visible
from bartizan.portal.links import address
from bartizan.portal.view import View

DIRECTORIES = "/directories"
_FEW = 8
"""Directories that are seen at a glance: with more, a box finds some."""


def directory_menu(view: View) -> Node:
    """Return the menu of the caller's directories, for who has several."""
    if len(view.directories) < 2:
        return None
    current = dict(view.directories).get(view.caller.directory, view.caller.directory)
    own = directory_choices(view.directories, view.caller.directory, view.caller.csrf, view.path)
    box = _box(view.path, "directory-q", "") if len(view.directories) > _FEW else None
    return details_(".menu.of-directories")[summary(".button")[visible(current)], ul(".plain.popup.tall")[box, own]]


def change_address(view: View) -> str:
    """Return where the caller changes the directory, and comes back to this page from."""
    return address(DIRECTORIES, [("next", view.path)])


def directory_list(own: Sequence[tuple[str, str]], current: str, csrf: str, to: str, text: str) -> list[Node]:
    """Return the directories whose names hold a text, each with the way there, and the box that finds them."""
    found = [each for each in own if text.casefold() in each[1].casefold()]
    nothing = None if found else p(".quiet")["None of your directories is called so."]
    box = _box(to, "directory-q", text) if len(own) > _FEW or text else None
    return [ul(".plain", data_narrowed="")[box, directory_choices(found, current, csrf, to)], nothing]


def directory_choices(own: Sequence[tuple[str, str]], current: str, csrf: str, to: str) -> list[Element]:
    """Return directories, each a form that changes to it."""
    return [
        li[
            form(method="post", action=DIRECTORIES)[
                input_(type="hidden", name="csrf", value=csrf),
                input_(type="hidden", name="directory", value=id_),
                input_(type="hidden", name="next", value=to),
                button(".menu-item", type="submit", aria_current="true" if id_ == current else None)[visible(name)],
            ]
        ]
        for id_, name in own
    ]


def _box(to: str, id_: str, text: str) -> Element:
    """Return the box that narrows the list: while one types, and without scripts on the page of directories."""
    return li(data_stays="")[
        form(method="get", action=DIRECTORIES)[
            input_(type="hidden", name="next", value=to),
            label(".hidden-text", for_=id_)["Find a directory"],
            input_(
                type="search", id=id_, name="q", value=text, maxlength="200", autocomplete="off",
                placeholder="Find a directory", data_narrows="",
            ),
        ]
    ]  # fmt: skip
