"""A message as an Adaptive Card, as a workflow of Microsoft Teams takes it.

Text from outside is in text runs, which know no Markdown.
Source: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using and
https://adaptivecards.io/explorer/TextRun.html
"""

from typing import Any

import orjson

from bartizan.notify.message import Message, detail, line


def body(message: Message) -> bytes:
    """Return a message as the body for a workflow that posts what a webhook receives."""
    blocks = [_runs([_run(message.title, weight="Bolder", size="Medium")])]
    for item in message.shown:
        blocks.append(_runs([_run(line(item.body))], spacing="Medium"))
        blocks.append(_runs([_run(detail(item.body), isSubtle=True, size="Small")], spacing="None"))
    blocks.append(_runs([_run(message.footer, isSubtle=True, size="Small")], separator=True))
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    if message.portal:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Open Bartizan", "url": f"{message.portal}/"}]
    content_type = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": content_type, "contentUrl": None, "content": card}
    return orjson.dumps({"type": "message", "attachments": [attachment]})


def _runs(inlines: list[dict[str, Any]], **style: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": inlines, **style}


def _run(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": text, **style}
