"""Pictures of every page of the portal, in both themes, on desks and phones: `make screens` draws them."""

import argparse
import socket
import threading
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from playwright.sync_api import sync_playwright

from bartizan.api.settings import ServeSettings
from bartizan.explore.template import templates
from bartizan.portal.app import create_portal
from bartizan.portal.features import FEATURES
from bartizan.portal.links import resource_path
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.connecting import listed
from bartizan.service.reading import Snapshots

RULE = "aws.apigateway.route_without_authorization"
QUERY = """find aws_lambda_function where exposure = internet and authentication = none and runs_as (aws_iam_role where
can_read (aws_s3_bucket where tags.data-class in [personal, confidential])) and vulnerability (kev)"""

OF_ONE_TABLE = "find aws_lambda_function where exposure = internet and authentication = none"
"""What a rule can say: it looks at one table."""


def main() -> None:
    """Draw every page over a scanned home."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("home", type=Path)
    arguments.add_argument("--out", type=Path, default=Path("build/screens"))
    arguments.add_argument("--widths", type=int, nargs="+", default=[1440, 360])
    arguments.add_argument("--chromium", default="/usr/bin/chromium-headless-shell")
    asked = arguments.parse_args()
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = create_portal(ServeSettings(asked.home, address, is_open=True))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
        for theme in ("light", "dark"):
            for width in asked.widths:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
                for id_, path in paths(asked.home).items():
                    page.goto(f"{address}/posture{path}")
                    page.screenshot(path=asked.out / f"{id_}-{theme}-{width}.png")
        browser.close()
    server.should_exit = True
    thread.join()


def paths(home: Path) -> dict[str, str]:
    """Return the path of each page, those of objects with the worst object of its kind."""
    published = Snapshots(home).open()
    worst = listing.rows(published, "attack_paths", ListFilter(), limit=1).items[0]
    row = listing.rows(published, "inventory", ListFilter(values={"id": [worst["entry_id"]]}), limit=1).items[0]
    published.engine.close()
    own = next(each for each in listed(home) if each.single_scope)
    objects = {
        "resource": resource_path(row["id"], row["name"]),
        "recommendation": f"/recommendations/{RULE}",
        "attack-path": f"/attack-paths/{worst['id']}?fix={worst['breaks'][0]}&step=2",
        "exposure": resource_path(row["id"], row["name"]).replace("inventory", "queue"),
        "scan": f"/scans/{published.manifest.id}",
        "scope": f"/environment/{own.name}/{own.single_scope}",
        "explorer": f"/explorer?{urlencode({'q': QUERY})}",
        "known-query": f"/explorer/{next(iter(templates()))}",
        "new-rule": f"/explorer/rule?{urlencode({'q': OF_ONE_TABLE})}",
    }
    return {id_: objects.get(id_, feature.path) for id_, feature in FEATURES.items()}


if __name__ == "__main__":
    main()
