"""What pages cost in Chromium, of 100,000 workloads and 1.2 million findings: ``python bench/portal.py [n] [home]``.

Paints come from the browser's own timing; a key stroke is timed from the input to the new heading of the list.
"""

import gzip
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Page, sync_playwright
from tests.portal.browser import chromium_path

import reads
from api import SERVE
from bartizan.portal.static.assets import FOLDER

ROUNDS = 7
PAGES = (
    *("overview", "inventory", "recommendations", "vulnerabilities", "attack-paths", "explorer", "identities"),
    *("compliance", "coverage", "environment", "scans", "settings", "queue"),
)
_FIRST = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_LARGEST = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""


FIRST, LARGEST = 500, 1000
"""Milliseconds that the first and the largest paint may take."""


def paints(page: Page, address: str) -> tuple[float, float]:
    """Return the milliseconds to the first and to the largest paint, once the fragments that follow are there, too."""
    page.goto(address, wait_until="networkidle")
    return float(page.evaluate(_FIRST)), float(page.evaluate(_LARGEST))


PARTS = ("wait", "answer", "transfer", "swap")
"""What a key stroke's time goes to: the wait for more keys, the server, the bytes, and what the browser does."""
_PARTS = """() => {
  const [asked] = performance.getEntriesByType("resource").filter((each) => each.name.includes("q=7")).slice(0, 1);
  const { typedAt, shownAt } = window;
  return [asked.startTime - typedAt, asked.responseStart - asked.startTime, asked.responseEnd - asked.responseStart,
    shownAt - asked.responseEnd];
}"""


def stroke(page: Page, address: str) -> list[float]:
    """Return the milliseconds from a key stroke in the filter to the new rows, in its ``PARTS``."""
    page.goto(f"{address}/posture/inventory", wait_until="load")
    page.evaluate("document.addEventListener('shown', () => { window.shownAt = performance.now(); })")
    page.evaluate("document.addEventListener('input', () => { window.typedAt = performance.now(); })")
    page.locator("#list-q").press("7")
    while not page.evaluate("window.shownAt ?? 0"):  # the policy of the pages refuses a function to wait for
        page.wait_for_timeout(5)
    return list(page.evaluate(_PARTS))


def measure(address: str) -> None:
    rows: list[tuple[str, float, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        for name in PAGES:
            paints(page, f"{address}/posture/{name}")  # opens the snapshot
            first, largest = zip(*(paints(page, f"{address}/posture/{name}") for _ in range(ROUNDS)), strict=True)
            rows.append((f"{name}: first paint, ms", median(first), FIRST))
            rows.append((f"{name}: largest paint, ms", median(largest), LARGEST))
        strokes = [stroke(page, address) for _ in range(ROUNDS)]
        rows.append(("a key stroke to new rows, ms", median(map(sum, strokes)), 300))
        parts = zip(PARTS, zip(*strokes, strict=True), strict=True)
        print(", ".join(f"{name} {median(part):.0f} ms" for name, part in parts))
        browser.close()
    scripts = sum(len(gzip.compress(file.read_bytes())) for file in FOLDER.glob("*.js"))
    rows.append(("scripts, kB gzip", scripts / 1000, 40))
    print(f"{'measure':36}{'ours':>10}{'target':>10}")
    for name, ours, target in rows:
        print(f"{name:36}{ours:10.1f}{target:10.0f}{'' if ours <= target else ' over'}")


def main() -> None:
    workloads = int(sys.argv[1]) if len(sys.argv) > 1 else reads.WORKLOADS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder)
        if not (home / "state.db").exists():
            home.mkdir(parents=True, exist_ok=True)
            reads.publish(home, workloads)
        server = subprocess.Popen([sys.executable, "-c", SERVE, str(home)], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            measure(f"http://127.0.0.1:{server.stdout.readline().strip()}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
