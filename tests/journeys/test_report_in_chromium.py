"""The report in a real browser: it asks for nothing, fits a phone, and cuts no label."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenfold.study.report import render_html

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
WIDTHS = {"wide": 1280, "phone": 390}
CUT = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  }).map(text => text.textContent);
})"""
OVERLAPPING = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].filter(t => t.textContent)
    .map(t => [t.textContent, t.getBoundingClientRect()]);
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, b] = [boxes[i][1], boxes[j][1]];
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)
      found.push(boxes[i][0] + ' | ' + boxes[j][0]);
  }
  return found;
})"""


def _examples() -> Any:
    path = Path(__file__).parents[1] / "study" / "view_examples.py"
    spec = importlib.util.spec_from_file_location("view_examples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXAMPLES = _examples()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize(("screen", "language"), [("wide", "en"), ("phone", "en"), ("phone", "zh")])
def test_every_report_is_quiet_whole_and_fits(
    browser: Any, tmp_path: Path, screen: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[screen], "height": 844})
    for name, make in EXAMPLES.ALL.items():
        path = tmp_path / f"{name}.html"
        path.write_text(render_html(make(), language=language), encoding="utf-8")
        page = context.new_page()
        asked, said = [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()], name
        assert said == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[screen], name
        assert page.evaluate(CUT) == [], name
        assert page.evaluate(OVERLAPPING) == [], name
        page.close()
    context.close()


def test_dark_mode_changes_the_colours_of_the_figures(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_html(EXAMPLES.full_study()), encoding="utf-8")
    colours = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(path.as_uri())
        colour = "getComputedStyle(document.querySelector('svg .mean')).fill"
        colours.append(
            (page.evaluate(colour), page.evaluate("getComputedStyle(document.body).color"))
        )
        context.close()
    assert colours[0][0] != colours[1][0]
    assert colours[0][1] != colours[1][1]


def test_the_page_can_be_walked_by_keyboard_and_by_landmarks(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_html(EXAMPLES.full_study()), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.locator("main").count() == page.locator("h1").count() == 1
    assert page.locator("aside[aria-label]").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert max(levels) == 3
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    page.close()
