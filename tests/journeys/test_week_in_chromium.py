"""The report of a week in a real browser: quiet, whole, on a phone, in the dark, and on one sheet of paper."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from chromium import WIDTHS, assert_quiet_whole_and_fits
from tenfold.lab.week.html import render_page_of_week
from tenfold.lab.week.keeping import freeze, with_addenda
from tenfold.lab.week.markdown import render_markdown
from tenfold.language import LANGUAGES, translator
from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser


def _examples() -> Any:
    path = Path(__file__).parents[1] / "lab" / "week" / "report_examples.py"
    spec = importlib.util.spec_from_file_location("report_examples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXAMPLES = _examples()


def written(folder: Path, name: str, language: str) -> Path:
    path = folder / f"{name}.html"
    markdown = render_markdown(EXAMPLES.ALL[name](language))
    page = render_page_of_week(markdown, language=language, person="Ada")
    path.write_text(page, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", WIDTHS)
def test_every_week_is_quiet_whole_and_fits(
    browser: Any, tmp_path: Path, screen: str, scheme: str, language: str
) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS[screen], "height": 844}, color_scheme=scheme
    )
    for name in EXAMPLES.ALL:
        path = written(tmp_path, name, language)
        assert_quiet_whole_and_fits(context, path, WIDTHS[screen])
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_frozen_week_fits_with_the_line_of_its_digest(
    browser: Any, workspace: Workspace, tmp_path: Path, language: str
) -> None:
    markdown = render_markdown(EXAMPLES.ALL["full"](language))
    content = {"week": "2026-W48", "n_weeks": 1, "language": language}
    sent = with_addenda(freeze(workspace, content, markdown), translator(language))
    path = tmp_path / "frozen.html"
    path.write_text(render_page_of_week(sent, language=language, person="Ada"), encoding="utf-8")
    context = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 844})
    assert_quiet_whole_and_fits(context, path, WIDTHS["phone"])
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "most"), [("full", 1), ("busy", 1), ("nearly empty", 1), ("crowded", 2)]
)
def test_a_usual_week_is_one_sheet(
    browser: Any, tmp_path: Path, name: str, most: int, language: str
) -> None:
    page = browser.new_page()
    page.goto(written(tmp_path, name, language).as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= most
    [size] = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+ [\d.]+)\]", printed))
    assert [round(float(side)) for side in size.split()] == [595, 842]  # A4, in points


def test_the_first_screen_of_a_usual_week_is_one_screen(browser: Any, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": WIDTHS["wide"], "height": 844})
    page.goto(written(tmp_path, "full", "en").as_uri())
    assert page.locator(".first").bounding_box()["height"] > 0
    assert page.locator(".rest").bounding_box()["y"] < 844
    page.close()


def test_days_stand_side_by_side_where_there_is_room_and_in_one_column_on_a_phone(
    browser: Any, tmp_path: Path
) -> None:
    path = written(tmp_path, "full", "en")
    for screen, n_columns in (("wide", 5), ("phone", 1)):
        page = browser.new_page(viewport={"width": WIDTHS[screen], "height": 844})
        page.goto(path.as_uri())
        days = page.locator(".days").first.locator(":scope > ul > li")
        lefts = {days.nth(n).bounding_box()["x"] for n in range(days.count())}
        assert len(lefts) == n_columns
        page.close()


def test_signs_take_the_colours_of_verdicts_in_the_light_and_in_the_dark(
    browser: Any, tmp_path: Path
) -> None:
    path = written(tmp_path, "full", "en")
    seen = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(path.as_uri())
        colour = "name => getComputedStyle(document.querySelector('.sign.' + name)).color"
        seen[scheme] = [
            page.evaluate(colour, f"is-{name}") for name in ("supported", "refuted", "undecided")
        ]
        page.close()
    assert len({*seen["light"], *seen["dark"]}) == 6


def test_the_page_can_be_walked_by_landmarks_and_headings(browser: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(written(tmp_path, "full", "zh").as_uri())
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("main").count() == page.locator("h1").count() == 1
    assert page.locator("section > h2").count() == page.locator("section").count() == 16
    page.close()
