"""Chapters of the story: signing in, connecting, scanning, switching off and on, and other directories."""

import re

from playwright.sync_api import expect

from tests.portal.hands import BUSY
from tests.portal.told import ACCOUNT, OTHER, ROLE, RULE, SCANNED, WORST, Told, arrives, beside, visitor

DENIED = "lambda:GetRuntimeManagementConfig"
"""The role of the demo company may not ask this."""
CANCELLED = 5_000 * BUSY
DOOR = "This page needs access you do not have here."


def signs_in(told: Told) -> None:
    """1, 2: by the provider, back to where one wanted to go; nothing was scanned yet."""
    told.provider.claims |= {"groups": ["cloud-security", "stores"]}
    page = told.opens("/posture/inventory")
    assert page.url.endswith("/signin?next=%2Fposture%2Finventory")
    page.get_by_role("link", name="Sign in with Example").click()
    page.wait_for_url("**/posture/inventory")
    expect(page.locator("main")).to_contain_text("No scan yet.")
    page.get_by_role("link", name="Connect an account").click()


def connects(told: Told) -> None:
    """3, 4: an account, of which a permission is denied, with what closes that; both switches are on."""
    page = told.page
    for name, account in (("shop", OTHER), ("data", ACCOUNT)):
        page.locator("#aws-name").fill(name)
        page.locator("#aws-target").fill(account)
        page.locator("#aws-role").fill(ROLE)
        page.get_by_role("button", name="Connect the AWS account").click()
        page.wait_for_url(f"**connected={name}**")
    page.locator("#test-data").click(timeout=120_000)
    shown = page.locator("section", has=page.get_by_role("heading", name="Permission test"))
    expect(shown.get_by_role("status")).to_contain_text("1 permission", timeout=120_000)
    expect(shown.locator("pre")).to_contain_text(f'"{DENIED}"')
    for component in ("CSPM", "Serverless protection"):
        expect(page.locator("#connector-data").get_by_role("switch", name=component).first).to_be_checked()


def scans_and_stops(told: Told) -> None:
    """5: it is followed, a gap appears, it is stopped and publishes nothing; it runs again to its end."""
    page = told.opens("/posture/scans")
    page.get_by_role("button", name="Scan now").click()
    running = page.locator("section", has_text="Running now")
    expect(running.locator("[aria-current=step]")).to_be_visible()
    expect(running).to_contain_text(re.compile(r"permissions? w(as|ere) refused"), timeout=SCANNED)
    expect(running).to_contain_text(DENIED)
    page.get_by_role("button", name="Cancel").first.click()
    expect(page.locator("tbody", has_text="cancelled")).to_be_visible(timeout=CANCELLED)
    assert told.portal.state.snapshot("default") is None
    told.scans()


def switches_off_and_on(told: Told) -> None:
    """15: functions hide and Coverage says why; with the component on they are back, and so is what people said."""

    def functions() -> int:
        asked: dict[str, str | float | bool] = {"scope": ACCOUNT, "type": "aws_lambda_function"}
        found = told.page.request.get(f"{told.portal.address}/api/v1/resources", params=asked).json()
        return int(found["total"])

    def switch() -> None:
        own = told.opens("/posture/environment").locator("#connector-data")
        own.get_by_role("switch", name="Serverless protection").first.click()

    n = functions()
    switch()
    sheet = told.page.locator("section.card", has_text="Switch Serverless protection off")
    expect(sheet).to_contain_text(re.compile(rf"hides {n} workloads, [\d,]+ findings, \d+ attack paths"))
    told.page.get_by_label("Type data to confirm").fill("data")
    told.page.get_by_role("button", name="Switch it off").click()
    expect(told.page.locator("main")).to_contain_text("Serverless protection is off")
    told.scans()
    assert (n > 0, functions()) == (True, 0)
    expect(told.opens("/posture/coverage").locator("main")).to_contain_text(f"{n} workloads hidden: component off")
    assert WORST not in told.opens("/operations/queue").locator("main").inner_text()
    assert WORST not in told.opens("/operations/queue?progress=resolved").locator("main").inner_text()
    switch()
    with beside(told, "/posture/inventory") as left_open:
        told.scans()
        expect(left_open.locator("#newer")).to_contain_text("new results.")  # by the stream: it is not loaded again
    assert functions() == n
    expect(told.opens("/operations/queue").locator("tr.is-at")).to_contain_text("In work")


def meets_the_door(told: Told) -> None:
    """16: who is of another directory alone gets the door for each address, and nothing by any other way."""
    latest = told.portal.state.snapshot("default")
    assert latest
    page = told.opens("/posture/inventory?q=data-search")
    objects = [page.locator("tbody tr a.strong").first.get_attribute("href") or ""]
    page = told.opens("/operations/queue")
    objects += [each.get_attribute("href") or "" for each in page.locator(".with-panel a", has_text="Open").all()[:1]]
    objects += [
        f"/posture/recommendations/{RULE}",
        "/posture/explorer/exploited-and-open",
        f"/posture/scans/{latest.id}",
    ]
    stream = f"{told.portal.address}/api/v1/events?after=0-0&seconds=0"
    assert latest.id in page.request.get(stream).text()
    with visitor(told, "9", "stores") as other:
        arrives(told, other, f"{told.portal.address}/posture/overview")
        for named in [*objects, f"/posture/inventory?at={latest.id}"]:
            path = re.sub(r"/[^/]*~", "/x~", named)  # a page may repeat the name that an address gives
            answer = other.goto(f"{told.portal.address}{path}")
            assert answer, path
            assert WORST not in other.content(), path
            shown = other.locator("main").inner_text() if other.locator("main").count() else other.content()
            assert DOOR in shown or "No scan yet." in shown, path
            assert answer.status in (200, 404), path
        heard = other.request.get(stream)
        assert (heard.ok, "event: s" in heard.text()) == (True, False)  # no snapshot, no scan, no decision
        api = f"{told.portal.address}/api/v1"
        for path in (
            *("/search?q=data-search", "/resources/facets?field=scope", "/exposures", "/resources?format=csv"),
            *("/queries", "/scans"),
        ):
            text = other.request.get(f"{api}{path}").text()
            assert WORST not in text, path
            assert ACCOUNT not in text, path
        assert WORST not in other.request.get(f"{told.portal.address}/posture/lists/inventory.csv").text()


def changes_directory(told: Told) -> None:
    """17: the same page in the other directory, of which nothing is from the one before."""
    page = told.opens("/posture/inventory")
    expect(page.locator("main")).to_contain_text("data-")
    page.locator(".bar details.menu summary", has_text="default").click()
    page.get_by_role("button", name="Stores").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("No scan yet.")
    assert WORST not in page.content()
    page.locator(".bar details.menu summary", has_text="Stores").click()
    page.get_by_role("button", name="default", exact=False).first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("workloads")


def signs_out(told: Told) -> None:
    """18: nothing is shown any more, not by the way back either."""
    page = told.opens("/posture/inventory?q=data-search")
    expect(page.locator("main")).to_contain_text(WORST)
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/signin")
    page.go_back()
    page.wait_for_load_state()
    assert WORST not in page.content()
    assert "/signin" in told.opens("/posture/overview").url
