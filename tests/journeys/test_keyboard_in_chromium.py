"""From the first page to a note, to an answer about a paper and to a study that runs, by keyboard alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from small import write_study

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from lived_in import write_papers
from served import serving

from tenfold.lab.journal import Journal
from tenfold.papers.answers import Answers
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const at = document.activeElement;
  const said = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return { said: said.trim(), id: at.id, tag: at.localName,
    seen: box.width > 0 && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workspace]]:
    workspace = Workspace.create(tmp_path_factory.mktemp("keyboard") / "lab", person="Ada")
    write_papers(workspace)
    write_study(workspace, "small", seeds="2")
    with serving(workspace.root) as client:
        yield str(client.base_url).rstrip("/"), workspace


def tab_to(page: Any, what: str) -> None:
    """Press Tab until what is called so has the focus; wherever it passes, one sees it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["tag"] != "body":
            assert at["seen"], at
        if re.search(what, at["said"]) or at["id"] == what:
            return
    raise AssertionError(f"{what} is not reached by Tab")


def test_a_note_an_answer_and_a_study_by_keyboard_alone(
    browser: Any, lab: tuple[str, Workspace]
) -> None:
    at, workspace = lab
    page = browser.new_page()
    page.goto(at)
    page.keyboard.press("n")
    page.keyboard.type("By keys")
    tab_to(page, "^Save$")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said")
    assert [note.text for note in Journal(workspace).notes()] == ["By keys"]
    tab_to(page, "^Papers$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers")
    tab_to(page, "^Low-rank adaptation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/hu2021lora")
    tab_to(page, "^Answer$")
    page.keyboard.press("Enter")
    tab_to(page, "text-2")
    page.keyboard.type("Low rank is enough")
    tab_to(page, "^Save$")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said")
    subject = subject_of(Library(workspace).number("hu2021lora"))
    assert Answers(workspace).answers_of(subject)["Ada"][2].text == "Low rank is enough"
    page.goto(at)
    tab_to(page, "^Studies$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies")
    tab_to(page, "^small|^Do words")
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies/small")
    tab_to(page, "^Run it$")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said")
    page.wait_for_selector(".live", state="detached", timeout=120_000)
    assert re.search("supported|undecided|refuted", page.inner_text("main"), re.IGNORECASE)
    page.close()
