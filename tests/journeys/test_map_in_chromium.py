"""The map of papers in a real browser: moving and choosing read nothing anew, and draw all that there is."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper
from tenfold.store.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from served import serving

pytestmark = pytest.mark.browser

image = pytest.importorskip("PIL.Image")
COUNT = """() => {
  const was = Sigma.prototype.processData;
  window.readAnew = 0;
  Sigma.prototype.processData = function () { readAnew += 1; return was.call(this); };
}"""
LOSE = """async () => {
  const canvases = [...document.querySelectorAll("#map canvas")];
  const found = canvases.map(one => one.getContext("webgl2")).find(Boolean);
  const loss = found.getExtension("WEBGL_lose_context");
  const is = name => new Promise(done => found.canvas.addEventListener(name, done, {once: true}));
  const lost = is("webglcontextlost"), restored = is("webglcontextrestored");
  loss.loseContext();
  await lost;
  await new Promise(done => setTimeout(done, 50));
  loss.restoreContext();
  await restored;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Sixty papers in a chain: each shares an author with the next."""
    workspace = Workspace.create(tmp_path_factory.mktemp("map") / "lab", person="Ada")
    papers = [
        Paper(
            title=f"Paper number {n}",
            key=f"p{n}",
            year=2020,
            authors=(Name(f"Of{n}", "Ann"), Name(f"Of{n + 1}", "Ann")),
        )
        for n in range(60)
    ]
    Library(workspace).take_in([Read(paper, "refs.bib:1") for paper in papers])
    with serving(workspace.root) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/map")
    page.wait_for_selector("#map-find:enabled")
    page.evaluate(COUNT)
    yield page
    page.close()


def _drawn(page: Any) -> np.ndarray:
    """The map at rest, as pixels: (height, width, 3)."""
    page.wait_for_timeout(400)
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    picture = image.open(io.BytesIO(page.locator("#map").screenshot()))
    return np.asarray(picture.convert("RGB")).astype(int)


def _differing(one: np.ndarray, other: np.ndarray) -> int:
    return int((np.abs(one - other).max(axis=2) > 8).sum())


def test_links_that_a_drag_hid_are_drawn_again_and_nothing_is_read_anew(page: Any) -> None:
    before = _drawn(page)
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + 8, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    for far in (10, 60, 30, 0):
        page.mouse.move(x + far, y)
    held = _drawn(page)
    page.mouse.up()
    after = _drawn(page)
    assert _differing(before, held) > 100
    assert _differing(before, after) < 20
    assert page.evaluate("readAnew") == 0


def test_what_a_chosen_paper_is_not_joined_to_steps_back_until_it_is_let_go(page: Any) -> None:
    page.fill("#map-find", "Paper number 30")
    page.wait_for_selector("#map-open:visible")
    chosen = _drawn(page)
    assert page.inner_text("#map-said") == "Paper number 30 (2)"
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    page.wait_for_selector("#map-open", state="hidden")
    free = _drawn(page)
    assert _differing(_middle(chosen), _middle(free)) > 10  # its links alone: it keeps its colour
    page.fill("#map-find", "")
    page.fill("#map-find", "Paper number 30")
    again = _drawn(page)
    assert _coloured(chosen) < 0.5 * _coloured(free)
    assert _differing(chosen, again) < 20
    assert page.evaluate("readAnew") == 0


def test_after_the_loss_of_the_graphics_card_all_is_drawn_again(page: Any) -> None:
    before = _drawn(page)
    page.evaluate(LOSE)
    assert _differing(before, _drawn(page)) < 20
    assert page.evaluate("readAnew") == 1


def _coloured(picture: np.ndarray) -> int:
    return int((picture.max(axis=2) - picture.min(axis=2) > 60).sum())


def _middle(picture: np.ndarray) -> np.ndarray:
    """What is near to a paper that was found."""
    height, width = picture.shape[:2]
    return picture[height // 2 - 15 : height // 2 + 15, width // 2 - 15 : width // 2 + 15]
