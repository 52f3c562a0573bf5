"""Doubtful pairs are decided about in the browser: merged, told apart, linked as versions, and taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from served import Client

from chromium import CHROMIUM
from tenfold.papers.importers.importer import Read
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper
from tenfold.store.workspace import Workspace

PAGE = "/library/duplicates"


def library_of(lab: Path) -> Library:
    return Library(Workspace(lab))


def paper(key: str, title: str, doi: str, **values: object) -> Paper:
    authors = (Name("Curie", "Marie"),)
    return Paper(title=title, key=key, authors=authors, year=2020, ids={"doi": doi}, **values)  # type: ignore[arg-type]  # each a field of a paper


@pytest.fixture(scope="module", autouse=True)
def doubtful(lab: Path) -> None:
    """Two pairs: each the same title under two DOIs."""
    title, other = (
        "A very long title about adapters of low rank",
        "Seeds and what they cost in small labs",
    )
    papers = [
        paper("curie2020a", title, "10.1000/a", venue="ACL", abstract="Ranks are low."),
        paper("curie2020b", title, "10.1000/b", pages="1-9", abstract="Ranks are high."),
        paper("curie2020c", other, "10.1000/c"),
        paper("curie2020d", other, "10.1000/d"),
    ]
    library_of(lab).take_in([Read(one, f"refs.bib:{n}") for n, one in enumerate(papers)])
    assert len(library_of(lab).doubts()) == 2


def fields_of(page: str) -> dict[str, str]:
    """What the form of the page would send."""
    names = "first|second|based_on|newest"
    return dict(re.findall(rf'type="hidden" name="({names})" value="([^"]*)"', page))


def decide(client: Client, do: str, **changed: str) -> str:
    sent = fields_of(client.get(PAGE).text) | changed
    return client.send_form(PAGE, do=do, **sent).text


def pairs(lab: Path) -> list[tuple[str, str]]:
    return [(one.first.key, one.second.key) for one in library_of(lab).doubts()]


def test_both_records_stand_side_by_side_and_what_differs_is_marked(client: Client) -> None:
    page = client.get(PAGE).text
    assert "Pair 1 of 2" in page
    assert "<mark>low</mark>" in page
    assert "<mark>high</mark>" in page
    differing = re.findall(r'<tr class="differs"><th scope="row">(\w+)', page)
    assert differing == ["abstract", "DOI"]
    turned = client.get(f"{PAGE}?first=curie2020b&second=curie2020a").text
    assert fields_of(turned)["first"] == "curie2020b"
    assert fields_of(page)["first"] == "curie2020a"


@pytest.mark.parametrize(
    ("do", "said"),
    [("same", "is part of"), ("different", "are different"), ("version", "earlier version")],
)
def test_each_answer_is_what_the_command_does_and_is_taken_back(
    client: Client, lab: Path, do: str, said: str
) -> None:
    before = pairs(lab)
    page = decide(client, do)
    assert said in page
    assert pairs(lab) == before[1:]
    library = library_of(lab)
    if do == "same":
        assert library.paper("curie2020b").key == "curie2020a"
        assert library.paper("curie2020a").pages == "1-9"
    if do == "version":
        assert [(r, p.key) for r, p in library.related("curie2020b")] == [
            ("version of", "curie2020a")
        ]
    assert "Taken back." in decide(client, "undo")
    assert pairs(lab) == before
    assert library_of(lab).paper("curie2020b").pages == "1-9"


def test_a_pair_that_was_changed_or_decided_meanwhile_is_left_alone(
    client: Client, lab: Path
) -> None:
    shown = fields_of(client.get(PAGE).text)
    library_of(lab).change("curie2020a", venue="EMNLP")
    assert "Nothing was saved" in decide(client, "same", based_on=shown["based_on"])
    assert len(pairs(lab)) == 2
    assert client.send_form(PAGE, do="fly", **shown).status_code == 400
    assert client.send_form(PAGE, do="undo", newest="another").status_code == 400
    shown = fields_of(client.get(PAGE).text)
    library_of(lab).link("curie2020a", "curie2020b", "different")
    assert "Nothing was saved" in decide(client, "same", **shown)
    library_of(lab).undo()
    assert len(pairs(lab)) == 2


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_pairs_are_decided_about_by_key(client: Client, lab: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(str(client.base_url.join(PAGE)))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.keyboard.press("d")
        page.get_by_text("curie2020a and curie2020b are different papers.").wait_for()
        page.get_by_text("Pair 1 of 1").wait_for()
        page.keyboard.press("s")
        page.get_by_text("No doubtful pair.").wait_for()
        page.keyboard.press("u")
        page.get_by_text("Pair 1 of 1").wait_for()
        browser.close()
    assert pairs(lab) == [("curie2020c", "curie2020d")]
