"""The map of texts in a real browser: rectangle, point, keys and lists; hostile texts do nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chromium import WIDTHS
from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.text_maps.placing import PlacedTexts, keep_placed, map_step
from tenfold.store.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from served import serving

pytestmark = pytest.mark.browser

N = 900
NASTY = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"
NAMES = [f"<b id=x>{NASTY}", "'\"&amp;", "发烧", *(f"class {i}" for i in range(37))]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A map whose places are known: row i lies in column i % 30 and line i // 30 of a grid."""
    workspace = Workspace.create(tmp_path_factory.mktemp("map") / "lab", person="Ada")
    values = {"text": [f"{NASTY} text {i} {'word' * (i % 90)}" for i in range(N)],
              "label": [NAMES[i % len(NAMES)] for i in range(N)]}  # fmt: skip
    note = SourceNote("x.csv", "CSV", "utf-8", "declared", N, "0" * 64)
    raw = RawTable(("text", "label"), values, None, (note,))
    dataset = catalog.add(workspace, raw, name="grid")
    rows = np.arange(N)
    places = np.stack([rows % 30, rows // 30], axis=1) / 14.5 - 1
    placed = PlacedTexts(rows, places.astype(np.float32), rows // 450, np.array([0, 450]))
    workspace.steps.reuse_or_compute(
        map_step(workspace, dataset), lambda: keep_placed(workspace, placed)
    )
    with serving(workspace.root) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": WIDTHS["wide"], "height": 900})
    opened, said = context.new_page(), []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda asked: said.append(asked.url) if address not in asked.url else None)
    opened.goto(f"{address}/data/grid/map")
    opened.wait_for_selector("#sheet[data-ready]")
    yield opened
    assert "run" not in opened.title()
    assert opened.locator("#x, img").count() == 0
    context.close()
    assert [one for one in said if not one.startswith("data:")] == []


def n_chosen(page: Any, wanted: str) -> None:
    page.wait_for_function(
        "wanted => document.querySelector('#map-said').textContent.includes(wanted)", arg=wanted
    )


def test_a_rectangle_a_point_a_list_and_keys_lead_to_the_rows(page: Any) -> None:
    frame = page.locator("#sheet").bounding_box()
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(frame["x"] + 2, frame["y"] + 2)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - 2, middle[1])
    page.mouse.up()
    n_chosen(page, "texts: 450")  # the upper half of the grid
    assert page.locator("#chosen .list > li").count() == 50
    page.locator("#chosen .pages a", has_text="More").click()
    page.wait_for_function("() => document.querySelector('#chosen').innerText.includes('row 501')")

    page.locator(".legend a", has_text="class 5").first.focus()
    page.keyboard.press("Enter")
    n_chosen(page, f"texts: {len(range(8, N, len(NAMES)))}")
    assert page.locator(".legend a[aria-current]").inner_text() == "class 5"

    page.locator("#sheet").focus()
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    n_chosen(page, f"texts: {N}")
    for _ in range(3):
        page.keyboard.press("+")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('#map-said').textContent.includes('900')")
    page.locator("[data-do=all]").click()

    page.goto(page.url.split("?")[0] + "?row=436")
    page.wait_for_selector("#sheet[data-ready]")
    n_chosen(page, "row 436 ")
    page.locator("[data-do=chosen]").click()  # its point is in the middle now
    page.mouse.click(*middle)
    n_chosen(page, "row 436 ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_something_is_drawn(browser: Any, address: str, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS["phone"], "height": 844}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{address}/data/grid/map?region=1")
    page.wait_for_selector("#sheet[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["phone"]
    page.wait_for_function(
        """() => { const { width, height } = document.getElementById('map-points');
        const pixels = document.getElementById('map-points').getContext('2d').getImageData(0, 0, width, height);
        return pixels.data.some(value => value > 0) }"""
    )
    context.close()


def test_without_scripts_the_lists_lead_to_the_rows(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/data/grid/map")
    page.locator(".legend a", has_text="class 5").first.click()
    assert "row 9 " in page.locator("#chosen").inner_text()
    context.close()
