"""The pages in a real browser: by keyboard, on a phone, dark, in Chinese; nothing is asked of elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import CHROMIUM

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from lived_in import a_lived_in_lab, write_doubtful_pair
from served import serving

from tenfold.lab.journal import Journal
from tenfold.papers.answers import Answers
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")

PAGES = ("/", "/studies", "/studies/small", "/data", "/data/texts", "/papers", "/papers/hu2021lora",
         "/papers/gone2022", "/map", "/reports", "/settings", "/studies/new", "/studies/small/edit",
         "/studies/small/check", "/studies/small/predictions?method=floor",
         "/studies/compare?name=small", "/data/texts/audit", "/data/texts/versions",
         "/compare?key=hu2021lora&key=gone2022&study=small", "/topics", "/collections",
         "/collections/one?name=PEFT", "/collections/survey?name=PEFT", "/reading",
         "/papers/hu2021lora/read", "/papers/hu2021lora/review?form=arr", "/library/import",
         "/reports/table", "/goals", "/new-data", "/data/texts/label?strategy=random&everything=true",
         "/data/texts/agreement", "/data/texts/recipes", "/library/index", "/library/duplicates",
         "/settings/backups")  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    workspace = a_lived_in_lab(tmp_path_factory.mktemp("browser") / "lab")
    write_doubtful_pair(workspace)
    with serving(workspace.root) as client:
        yield str(client.base_url).rstrip("/"), workspace.root


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(
    ("width", "scheme", "locale"), [(1280, "light", "en-GB"), (390, "dark", "zh-CN")]
)
def test_pages_are_quiet_fit_and_ask_nothing_of_elsewhere(
    browser: Any, address: tuple[str, Path], width: int, scheme: str, locale: str
) -> None:
    at, _ = address
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, locale=locale
    )
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(at + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(UNLABELLED) == [], path
    assert [url for url in asked if not url.startswith((at, "data:"))] == []
    assert [text for text in said if "GPU stall" not in text] == []  # drawing is in software here
    context.close()


def test_what_is_printed_is_the_page_alone(browser: Any, address: tuple[str, Path]) -> None:
    at, _ = address
    page = browser.new_page()
    page.emulate_media(media="print")
    for path in ("/reports/table", "/studies/small/predictions"):
        page.goto(at + path)
        assert page.locator("h1").is_visible()
        for gone in (".rail", "form.search", ".crumbs"):
            assert not page.locator(gone).first.is_visible(), (path, gone)
    page.close()


UNLABELLED = """() => [...document.querySelectorAll('input:not([type=hidden]), textarea, select, button, a')]
  .filter(e => !(e.labels?.length || e.textContent.trim() || e.getAttribute('aria-label')))
  .map(e => e.outerHTML.slice(0, 120))"""


def test_a_note_an_answer_and_a_search_by_keyboard_alone(
    browser: Any, address: tuple[str, Path]
) -> None:
    at, root = address
    page = browser.new_page()
    page.goto(f"{at}/papers")
    page.keyboard.press("n")
    page.keyboard.type("Ask about ranks")
    page.reload()
    assert page.locator("#quick-text").input_value() == "Ask about ranks"  # a draft outlives a tab
    page.locator("#quick-text").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said")
    assert "private" in page.locator(".said").inner_text()
    assert page.locator("#quick-text").input_value() == ""
    assert "Ask about ranks" in [note.text for note in Journal(Workspace(root)).notes()]
    page.keyboard.press("/")
    page.keyboard.type("adapters")
    page.wait_for_selector("mark")
    assert re.search(r"q=adapters", page.url)
    page.locator("#found a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#answers")
    page.locator("#q5 summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Two thin matrices")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said")
    workspace = Workspace(root)
    subject = subject_of(Library(workspace).number("hu2021lora"))
    assert Answers(workspace).answers_of(subject)["Ada"][5].text == "Two thin matrices"
    page.close()


def test_without_scripts_all_can_be_read_and_written(
    browser: Any, address: tuple[str, Path]
) -> None:
    at, root = address
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{at}/papers?q=adapters")
    page.get_by_role("link", name="Low-rank adaptation").click()
    page.get_by_role("button", name=re.compile("^insightful")).click()
    assert "insightful · 1" in page.locator("#reactions").inner_text()
    page.locator("#quick summary").click()
    page.locator("#quick-text").fill("Without scripts")
    page.locator("#quick button").click()
    assert "Without scripts" in [note.text for note in Journal(Workspace(root)).notes()]
    context.close()
