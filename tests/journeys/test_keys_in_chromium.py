"""Labelling and screening in a real browser with the keyboard alone: each key decides once, and is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import WIDTHS
from planted_reviews import make_review
from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.labelling.events import standing
from tenfold.desk.labelling.opening import open_labelling
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Paper
from tenfold.papers.screening.screened import Screening
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from served import serving

pytestmark = pytest.mark.browser

N = 12
MANY = [f"class {i}" for i in range(40)]


def add_texts(workspace: Workspace, name: str, classes: list[str]) -> None:
    texts = [f"{name}: text {i}" for i in range(N)]
    note = SourceNote(f"{name}.csv", "CSV", "utf-8", "declared", N, "0" * 64)
    raw = RawTable(("text", "label"), {"text": texts, "label": [""] * N}, None, (note,))
    catalog.add_unlabelled(workspace, raw, name=name)
    open_labelling(workspace, name, classes=classes)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workspace]]:
    workspace = Workspace.create(tmp_path_factory.mktemp("keys") / "lab", person="Ada")
    add_texts(workspace, "few", ["cold", "flu"])
    add_texts(workspace, "many", MANY)
    review, library = make_review(30, 6), Library(workspace)
    records = enumerate(zip(review.titles, review.abstracts, strict=True))
    papers = [Paper(key=f"r{i:02d}", title=f"{i} {t}", abstract=a) for i, (t, a) in records]
    library.take_in([Read(paper, "refs.bib:1") for paper in papers])
    Collections(workspace).begin("nudges")
    Collections(workspace).add("nudges", [subject_of(library.number(p.key)) for p in papers])
    with serving(workspace.root) as client:
        yield str(client.base_url).rstrip("/"), workspace


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": WIDTHS["wide"], "height": 900})
    opened, said = context.new_page(), []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [one for one in said if "Failed to" not in one] == []  # of a server that is gone


def presser(page: Any, what: str) -> Callable[[str], str]:
    """A function that presses a key, waits for another text, and returns the one that was asked before."""

    def press(key: str) -> str:
        before = page.inner_text(what)
        page.keyboard.press(key)
        page.wait_for_function(
            "([what, text]) => document.querySelector(what).innerText !== text", arg=[what, before]
        )
        return str(before).strip()

    return press


def labelled(workspace: Workspace, name: str) -> dict[str, str | None]:
    labelling = open_labelling(workspace, name)
    said = standing(labelling.record.events()).values()
    return {labelling.pool.by_digest[e.word.item].text: e.word.label for e in said}


def test_five_texts_are_labelled_and_one_is_undone(page: Any, lab: tuple[str, Workspace]) -> None:
    at, workspace = lab
    page.goto(f"{at}/data/few/label?strategy=random")
    press = presser(page, "#asked")
    given = {press(key): {"1": "cold", "2": "flu"}[key] for key in "12121"}
    assert labelled(workspace, "few") == given
    undone = list(given)[-1]
    press("u")
    assert page.inner_text("#asked").strip() == undone
    assert labelled(workspace, "few") == {k: v for k, v in given.items() if k != undone}
    assert press("2") == undone
    assert labelled(workspace, "few") == given | {undone: "flu"}
    press("ArrowLeft")  # back to it
    assert page.inner_text("#asked").strip() == undone
    page.keyboard.press("n")  # a note on the text, not the quick note of every page
    assert page.evaluate("document.activeElement.id") == "note"
    page.keyboard.type("1u2")  # a letter in a field is a letter
    page.keyboard.press("Escape")
    assert labelled(workspace, "few") == given | {undone: "flu"}
    page.reload()
    assert "5 by Ada" in page.inner_text("#desk")


def test_of_many_classes_a_part_of_the_name_is_typed(page: Any, lab: tuple[str, Workspace]) -> None:
    at, workspace = lab
    page.goto(f"{at}/data/many/label?strategy=random")
    press = presser(page, "#asked")
    page.keyboard.type("ss 17")
    text = press("Enter")
    assert labelled(workspace, "many") == {text: "class 17"}
    assert page.evaluate("document.activeElement.id") == "typed"  # the focus stays where it was
    page.keyboard.type(":")
    press("u")
    assert labelled(workspace, "many") == {}


def test_three_papers_are_screened_with_a_reason(page: Any, lab: tuple[str, Workspace]) -> None:
    at, workspace = lab
    page.goto(f"{at}/collections/screen?name=nudges")
    press = presser(page, "#asked-title")
    first = press("i")
    page.keyboard.press("n")
    page.keyboard.type("wrong population")
    page.keyboard.press("Enter")  # decides nothing
    assert len(Screening(workspace, "nudges").own()) == 1
    second, third = press("e"), press("1")
    screening = Screening(workspace, "nudges")
    said = {
        screening.papers[s].title: (d.verdict, d.reason, d.person)
        for s, d in screening.own().items()
    }
    assert said == {
        first: ("include", "", "Ada"),
        second: ("exclude", "wrong population", "Ada"),
        third: ("exclude", "wrong population", "Ada"),
    }
    assert page.locator("#asked mark").count() > 0
    press("u")
    assert page.inner_text("#asked-title").strip() == third


def test_where_the_server_is_gone_it_says_that_nothing_was_saved(
    page: Any, lab: tuple[str, Workspace]
) -> None:
    at, _ = lab
    page.goto(f"{at}/data/few/label?strategy=random")
    for gone in (lambda r: r.fulfill(status=503, body="busy"), lambda r: r.abort()):
        page.evaluate("document.querySelector('#told').innerText = ''")
        page.route("**/label*", gone)
        page.keyboard.press("1")
        page.wait_for_function(
            "() => document.querySelector('#told').innerText.startsWith('Nothing was')"
        )
        assert page.locator("#asked").count() == 1
        page.unroute("**/label*")
