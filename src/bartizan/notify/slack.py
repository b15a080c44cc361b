"""A message as blocks of Slack, in which no text from outside can mention people, link or change the layout.

Source: https://docs.slack.dev/messaging/formatting-message-text and https://docs.slack.dev/reference/block-kit/blocks
"""

import re
from typing import Any

import orjson

from bartizan.notify.message import Message, detail, line

_MARKS = re.compile(r"([*_~`])")
_BREAK = "\u200b"
"""Between a mark and its neighbour, so that it marks nothing."""


def body(message: Message) -> bytes:
    """Return a message as the body for an incoming webhook."""
    title = escaped(message.title)
    blocks: list[dict[str, Any]] = [_section(f"*{title}*")]
    for item in message.shown:
        link = message.link(item.body)
        more = f"\n<{link}|Open in Bartizan>" if link else ""
        blocks.append(_section(f"{escaped(line(item.body))}\n{escaped(detail(item.body))}{more}"))
    blocks.append({"type": "context", "elements": [_text(escaped(message.footer))]})
    return orjson.dumps({"text": title, "blocks": blocks, "unfurl_links": False})


def escaped(text: str) -> str:
    """Return text that Slack shows as it is."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(rf"{_BREAK}\1{_BREAK}", plain)


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _text(text)}


def _text(text: str) -> dict[str, Any]:
    # Verbatim: nothing in it becomes a link or a mention by itself.
    return {"type": "mrkdwn", "text": text[:2900], "verbatim": True}
