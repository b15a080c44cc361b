"""The map as a table, and as pictures to keep: the same content, in a form that stands alone."""

import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from bartizan.contract.paths import AttackPath
from bartizan.model import new_snapshot_id
from bartizan.portal.map.drawing import Drawing
from bartizan.portal.map.layout import laid_out
from bartizan.portal.map.picture import Caption, picture
from bartizan.report.paging import Part
from bartizan.service import attack
from bartizan.service.nodes import NamedNode
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>alert(1)</script>&"\x0b\u202e'


@pytest.fixture(scope="module")
def worst(portal: Served) -> AttackPath:
    published = Snapshots(portal.settings.home).open()
    found = attack.attack_paths(published, part=Part(limit=1)).items
    published.engine.close()
    return found[0]


@pytest.fixture
def somebody(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.VIEWER, color_scheme="dark") as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


def test_the_table_has_a_row_for_each_line_of_the_map(somebody: Visitor, worst: AttackPath) -> None:
    address = f"/posture/attack-paths/{worst.id}"
    page = somebody.opens(address)
    lines = page.locator(".map .edge").count()
    page.get_by_role("link", name="Table", exact=True).click()
    page.wait_for_url("**view=table")
    rows = page.locator(".map-table tbody tr")
    assert rows.count() == lines > 5
    assert page.locator(".map-table .end").count() == 2 * lines
    own = rows.filter(has_text="this path")
    assert own.count() == sum(step.source != step.target for step in worst.steps)
    expect(rows.first).to_contain_text("Internet")
    for step in worst.steps:
        expect(page.locator(".map-table")).to_contain_text(step.why)
    expect(page.locator("main")).to_contain_text("paths through their code are unknown")
    page.locator(".map-table").get_by_role("link", name="runs as: step 3", exact=True).click()
    page.wait_for_url(lambda url: "step=3" in url and "view=table" in url)
    assert somebody.violations() == []


@pytest.mark.parametrize("view", ["", "table"])
def test_both_views_fit_on_a_phone(browser: Browser, portal: Served, worst: AttackPath, view: str) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens(f"/posture/attack-paths/{worst.id}?view={view}&step=2")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []


def test_a_map_is_kept_as_svg_and_as_png(somebody: Visitor, worst: AttackPath, tmp_path: Path) -> None:
    page = somebody.opens(f"/posture/attack-paths/{worst.id}?step=3&fix={worst.breaks[0]}")
    cards, lines = page.locator(".map .node").count(), page.locator(".map .edge").count()
    page.get_by_text("Download", exact=True).click()
    kept = {}
    for word in ("SVG", "PNG", "JSON"):
        with page.expect_download() as download:
            page.locator(".popup").get_by_role("link", name=word).click()
        kept[word] = tmp_path / word
        assert download.value.suggested_filename == f"attack-path-{worst.id}.{word.lower()}"
        download.value.save_as(kept[word])
    root = ElementTree.fromstring(kept["SVG"].read_text(encoding="utf-8"))
    assert (root.findtext(f"{SVG}title") or "") == worst.title
    assert len([each for each in root.iter() if "node" in each.get("class", "").split()]) == cards
    words = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    for said in ("this path", "gone with the fix", "broken here", "critical finding", "1 fix tried", "are unknown"):
        assert said in words, said
    styles = root.findtext(f"{SVG}style") or ""
    assert "#9f1239" in styles
    text = kept["SVG"].read_text(encoding="utf-8")
    for outside in ("var(", "url(", "@import", "href", "<script", "<image"):
        assert outside not in text, outside
    assert len([each for each in root.iter(f"{SVG}path") if "edge" in each.get("class", "").split()]) >= lines
    width, height = struct.unpack(">II", kept["PNG"].read_bytes()[16:24])
    assert (width, height) == (2 * int(root.get("width", "0")), 2 * int(root.get("height", "0")))
    assert worst.id in kept["JSON"].read_text(encoding="utf-8")


def test_the_png_shows_what_the_page_shows_in_the_light_theme(somebody: Visitor, worst: AttackPath) -> None:
    page = somebody.opens(f"/posture/attack-paths/{worst.id}")
    colours = page.evaluate(
        """async () => {
          const image = new Image();
          image.src = document.querySelector("[data-png]").href;
          await image.decode();
          const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
          const drawing = canvas.getContext("2d");
          drawing.drawImage(image, 0, 0);
          const { data } = drawing.getImageData(0, 0, image.width, image.height);
          const found = new Set();
          for (let n = 0; n < data.length; n += 4) found.add(data.slice(n, n + 3).join());
          return [data.slice(0, 3).join(), found.has("159,18,57"), found.has("22,29,41"), found.size];
        }"""
    )
    assert colours[:3] == ["255,255,255", True, True]
    assert colours[3] > 20


def test_without_the_script_only_png_is_not_offered(browser: Browser, portal: Served, worst: AttackPath) -> None:
    with visiting(browser, portal, Role.VIEWER, java_script_enabled=False) as found:
        page = found.opens(f"/posture/attack-paths/{worst.id}")
        page.get_by_text("Download", exact=True).click()
        expect(page.get_by_role("link", name="Picture, SVG")).to_be_visible()
        expect(page.get_by_role("link", name="Picture, PNG")).to_be_hidden()
        page.locator("[data-card]", has_text="data-search-index").first.click()
        page.wait_for_url("**step=2")


def test_pictures_are_for_those_who_see_the_path(portal: Served, worst: AttackPath) -> None:
    address = f"{portal.address}/posture/attack-paths/{worst.id}.svg"
    assert portal.person(Role.VIEWER).get(address).status_code == 200
    assert portal.anybody().get(address).headers["location"].startswith("/signin")
    assert portal.person(Role.ADMIN, "elsewhere").get(address).status_code == 404
    assert portal.person(Role.VIEWER).get(address.replace(worst.id, "0" * 16)).status_code == 404


def test_hostile_names_leave_the_picture_well_formed(worst: AttackPath) -> None:
    path = worst.model_copy(update={"title": HOSTILE})
    map_ = laid_out([path])
    ids = [node for card in map_.cards for node in card.nodes]
    nodes = {id_: NamedNode(id_, "aws_lambda_function", HOSTILE * 20, HOSTILE) for id_ in ids}
    drawn = picture(map_, Drawing(nodes, {}, {}, this=path.id), Caption(HOSTILE, HOSTILE, [new_snapshot_id(), HOSTILE]))
    root = ElementTree.fromstring(drawn)
    assert not list(root.iter(f"{SVG}script"))
    assert "alert(1)" in (root.findtext(f"{SVG}title") or "")
