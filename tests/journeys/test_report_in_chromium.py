"""The report in a real browser: it asks for nothing, fits a phone, and cuts no label."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from chromium import WIDTHS, assert_quiet_whole_and_fits
from tenfold.study.report import render_html

pytestmark = pytest.mark.browser


def _examples() -> Any:
    path = Path(__file__).parents[1] / "study" / "view_examples.py"
    spec = importlib.util.spec_from_file_location("view_examples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXAMPLES = _examples()


@pytest.mark.parametrize(("screen", "language"), [("wide", "en"), ("phone", "en"), ("phone", "zh")])
def test_every_report_is_quiet_whole_and_fits(
    browser: Any, tmp_path: Path, screen: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[screen], "height": 844})
    for name, make in EXAMPLES.ALL.items():
        path = tmp_path / f"{name}.html"
        path.write_text(render_html(make(), language=language), encoding="utf-8")
        assert_quiet_whole_and_fits(context, path, WIDTHS[screen])
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
