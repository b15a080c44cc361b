"""The frame of every page: the bar above, the menu at the left, the heading and what the page shows."""

from collections.abc import Mapping

from fastapi.responses import HTMLResponse
from htpy import (
    Element,
    Node,
    VoidElement,
    a,
    body,
    button,
    div,
    form,
    h1,
    head,
    header,
    hr,
    html,
    kbd,
    label,
    link,
    main,
    meta,
    nav,
    p,
    script,
    span,
    summary,
    svg,
    title,
)
from htpy import details as details_
from htpy import (
    input as input_,
)
from htpy import path as path_

from bartizan.model import visible
from bartizan.portal.components.charts import hatch
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import unknown
from bartizan.portal.features import BELOW, FEATURES, HOME, MENU, Workspace
from bartizan.portal.frame.directories import change_address, directory_menu
from bartizan.portal.frame.written import written
from bartizan.portal.links import address
from bartizan.portal.static import assets
from bartizan.portal.view import Content, View

_TURRET = "M3 2h2.5v2h2V2h3v2h2V2H15v5l-2 2v4l-4 4-4-4V9L3 7z"
SCRIPTS = (
    "fragments",
    "keyboard",
    "panel",
    "comfort",
    "live",
    "drafts",
    "builder",
    "resize",
    "zoom",
    "map",
    "picture",
    "later",
    "tip",
)


def document(heading: str, theme: str, *content: Node, density: str = "", **data: str) -> Element:
    """Return an HTML document with the portal's styles and scripts; ``data`` is what scripts find at its body."""
    return html(lang="en", data_theme=theme or None, data_density=density or None)[
        head[
            meta(charset="utf-8"),
            meta(name="viewport", content="width=device-width, initial-scale=1"),
            meta(name="color-scheme", content="light dark"),
            title[f"{visible(heading)} · Bartizan"],
            link(rel="icon", href=assets.href("turret.svg"), type="image/svg+xml"),
            link(rel="preload", href=assets.href(assets.FONT), as_="font", type="font/woff2", crossorigin=""),
            (link(rel="stylesheet", href=assets.href(f"{name}.css")) for name in assets.STYLES),
            (script(type="module", src=assets.href(f"{name}.js")) for name in SCRIPTS),
        ],
        body({f"data-{key}": value or None for key, value in data.items()})[
            a(".skip", href="#main")["Skip to the content"], hatch(), content
        ],
    ]


def response(view: View, content: Content, counts: Mapping[str, int | str]) -> HTMLResponse:
    """Answer with a whole page: whatever a name holds, nothing on it turns text around or hides in it."""
    text = visible(written(_page(view, content, counts)), keep="\t\n\r")
    return HTMLResponse(text, headers={"Vary": "Cookie"})


def rows_response(content: Content) -> HTMLResponse:
    """Answer with what a page shows and nothing around it."""
    text = visible(written(main[content.body]), keep="\t\n\r")
    return HTMLResponse(text, headers={"Vary": "Cookie", "Cache-Control": "no-store"})


def _page(view: View, content: Content, counts: Mapping[str, int | str]) -> Element:
    shown = [
        header(".head")[
            _trail(content),
            h1(tabindex="-1")[visible(content.title)],
            span(".beside")[content.beside] if content.beside else None,
            div(".actions")[content.actions] if content.actions else None,
        ],
        content.body,
    ]
    return document(
        content.title,
        view.theme,
        _bar(view, counts),
        div(".frame")[_menu(view, counts), main(id="main", tabindex="-1")[shown]],
        div(id="toasts", role="status", aria_live="polite"),
        density=view.density,
        snapshot=view.snapshot.manifest.id if view.snapshot and view.mark and not view.asked("at") else "",
        mark=view.mark,
        person=view.caller.person_id,
    )


def brand() -> Element:
    """Return the mark and the name."""
    turret = svg(".turret", viewBox="0 0 18 18", aria_hidden="true")[path_(d=_TURRET)]
    return span(".brand")[turret, "Bartizan"]


def _trail(content: Content) -> Element | None:
    if not content.trail:
        return None
    return nav(".trail", aria_label="Breadcrumb")[
        (span[a(".link", href=href)[text], " / "] for text, href in content.trail)
    ]


def _bar(view: View, counts: Mapping[str, int | str]) -> Element:
    return header(".bar")[
        button(".button.bare.menu-button", type="button", data_menu="", aria_label="Menu", aria_controls="menu")[
            icon("menu")
        ],
        a(".home", href=view.to(f"/{HOME[view.workspace]}"), aria_label="Bartizan, home")[brand()],
        nav(".segments.workspaces", aria_label="Workspace")[(_workspace(view, each) for each in Workspace)],
        form(".search", action=f"/{view.workspace}/search", method="get", role="search")[
            icon("search"),
            label(".hidden-text", for_="search")["Search workloads, rules, CVEs, roles"],
            input_(
                type="search",
                id="search",
                name="q",
                placeholder="Search workloads, rules, CVEs, roles…",
                autocomplete="off",
                maxlength="200",
                data_search="",
            ),
            input_(type="hidden", name="at", value=view.asked("at")) if view.asked("at") else None,
            kbd["/"],
        ],
        div(".bar-end")[
            _unknown(view, counts),
            a(
                f".age{'.is-old' if counts.get('is_old') else ''}",
                href=view.to("/scans"),
                title="Older than two intervals of its connectors" if counts.get("is_old") else None,
            )["Scanned ", span[str(counts.get("age", "never"))]],
            directory_menu(view),
            _account(view),
        ],
    ]


def _workspace(view: View, each: Workspace) -> Element:
    own, other = f"/{view.workspace}/", f"/{each}/"
    is_home = view.feature.id == HOME[view.workspace]
    path = f"{other}{HOME[each]}" if is_home else other + view.path.removeprefix(own)
    href = address(path, view.query)
    return a(href=href, aria_current="true" if each is view.workspace else None)[each.value.capitalize()]


def _unknown(view: View, counts: Mapping[str, int | str]) -> Node:
    n = int(counts.get("unknown", 0) or 0)
    if not n:
        return None
    return a(".unknown-chip", href=view.to("/coverage"))[unknown(f"{n:,} unknown")]


def _account(view: View) -> Element:
    other = "light" if view.theme == "dark" else "dark"
    initials = "".join(word[0] for word in view.caller.name.split()[:2]).upper() or "?"
    return details_(".menu.account")[
        summary(".avatar", aria_label=f"Account of {view.caller.name}")[initials],
        div(".popup")[
            p[view.caller.name, span(".quiet")[f" · {view.caller.role}"]],
            form(method="post", action="/theme")[
                _csrf(view),
                input_(type="hidden", name="theme", value=other),
                input_(type="hidden", name="next", value=address(view.path, view.query)),
                button(".menu-item", type="submit")[f"Use the {other} theme"],
            ],
            form(method="post", action="/density")[
                _csrf(view),
                input_(type="hidden", name="density", value="" if view.density else "cosy"),
                input_(type="hidden", name="next", value=address(view.path, view.query)),
                button(".menu-item", type="submit")["Lower rows" if view.density else "Higher rows"],
            ],
            a(".menu-item", href=change_address(view))["Change directory"] if len(view.directories) > 1 else None,
            a(".menu-item", href=view.to("/settings"))["Settings"],
            a(".menu-item", href=view.to("/settings", [("tab", "tokens")]))["Tokens"],
            button(".menu-item", type="button", data_help="", hidden=True)["Keyboard"],
            form(method="post", action="/sign-out")[_csrf(view), button(".menu-item", type="submit")["Sign out"]],
        ],
    ]


def _csrf(view: View) -> VoidElement:
    return input_(type="hidden", name="csrf", value=view.caller.csrf)


def _menu(view: View, counts: Mapping[str, int | str]) -> Element:
    def item(id_: str) -> Element:
        feature = FEATURES[id_]
        is_on = id_ in (view.feature.id, view.feature.parent)
        n = counts.get(id_)
        text = f"{n:,}" if isinstance(n, int) else n
        return a(href=view.to(feature.path), aria_current="page" if is_on else None, title=feature.label)[
            icon(id_), span(".menu-word")[feature.label], span(".count")[text] if text else None
        ]

    return nav(".side", id="menu", aria_label="Pages")[
        (item(id_) for id_ in MENU[view.workspace]),
        hr,
        (item(id_) for id_ in BELOW),
        div(".segments.in-menu")[(_workspace(view, each) for each in Workspace)],
    ]
