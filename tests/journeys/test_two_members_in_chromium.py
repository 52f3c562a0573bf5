"""Two members at one paper and one study at once, each in a browser of their own: nothing of either is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from lived_in import a_lived_in_lab
from served import serving
from signed_in import BY, COOKIE, As, open_accounts

from tenfold.papers.answers import Answers
from tenfold.papers.library import Library
from tenfold.papers.reactions import Reactions
from tenfold.papers.reviews import Reviews
from tenfold.papers.subject import subject_of
from tenfold.store.accounts import Accounts
from tenfold.store.workspace import Workspace
from tenfold.study.records import Records

pytestmark = pytest.mark.browser

PAPER = "/papers/hu2021lora"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workspace, As]]:
    workspace = a_lived_in_lab(tmp_path_factory.mktemp("two") / "lab")
    open_accounts(workspace)
    Accounts(workspace.database).add("Cy", "member", by=BY)
    with serving(workspace.root) as client:
        yield str(client.base_url).rstrip("/"), workspace, As(workspace, client)


@pytest.fixture
def pages(browser: Any, lab: tuple[str, Workspace, As]) -> Iterator[tuple[Any, Any]]:
    """One page of Bob's and one of Cy's, signed in."""
    at, _, signed = lab
    contexts = [browser.new_context(base_url=at) for _ in range(2)]
    for context, name in zip(contexts, ("Bob", "Cy"), strict=True):
        session = signed(name)["cookie"].partition("=")[2]
        context.add_cookies([{"name": COOKIE, "value": session, "url": at}])
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


def write(page: Any, opener: str, field: str, text: str) -> None:
    """Open a form and type into it, and leave it unsent."""
    page.locator(opener).click()
    page.locator(field).fill(text)


def save(page: Any, field: str) -> None:
    page.locator(f"form:has({field}) button.main").click()
    page.wait_for_load_state()


def test_answers_reviews_and_reactions_of_a_paper_stand_side_by_side(
    pages: tuple[Any, Any], lab: tuple[str, Workspace, As]
) -> None:
    for page, text in zip(pages, ("by Bob", "by Cy"), strict=True):
        page.goto(PAPER)
        write(page, "#q4 summary", "#text-4", text)
    for page in pages:
        save(page, "#text-4")
        page.locator("#reactions button", has_text="insightful").click()
    for page in pages:
        page.goto(f"{PAPER}/review?form=quick")
    for page, text in zip(pages, ("Bob's view", "Cy's view"), strict=True):
        page.locator("textarea[name^=field-]").first.fill(text)
        for select in page.locator("select[name^=field-][required]").all():
            select.select_option(index=1)
        page.locator("main form button.main").click()
        page.wait_for_selector(".said")
    bob, _cy = pages
    bob.goto(PAPER)
    assert {"by Bob", "by Cy"} <= set(bob.locator("#q4 .text p").all_inner_texts())
    assert "insightful · 2" in bob.inner_text("#reactions")
    assert "Bob's view" in bob.inner_text("main")
    assert "Cy's view" in bob.inner_text("main")
    workspace = lab[1]
    subject = subject_of(Library(workspace).number("hu2021lora"))
    kept = Answers(workspace).answers_of(subject)
    assert (kept["Bob"][4].text, kept["Cy"][4].text) == ("by Bob", "by Cy")
    assert set(Reactions(workspace).reactions_of(subject)["insightful"]) == {"Bob", "Cy"}
    assert {review.person for review in Reviews(workspace).reviews_of(subject)} >= {"Bob", "Cy"}


def test_the_second_of_two_answers_to_a_study_is_refused_with_both_shown(
    pages: tuple[Any, Any], lab: tuple[str, Workspace, As]
) -> None:
    """A study has one text for each question: the lab's."""
    bob, cy = pages
    for page, text in ((bob, "by Bob"), (cy, "by Cy")):
        page.goto("/studies/small")
        write(page, "details:has(#answer-5) summary", "#answer-5", text)
    save(bob, "#answer-5")
    assert "saved" in bob.inner_text(".said")
    save(cy, "#answer-5")
    assert cy.locator(".both pre").all_inner_texts() == ["by Bob", "by Cy"]
    assert Records(lab[1]).answers("small")[5] == "by Bob"
    cy.goto("/studies/small")  # what was typed is still there, over the newer one
    assert cy.locator("#answer-5").input_value() == "by Cy"
    save(cy, "#answer-5")
    assert Records(lab[1]).answers("small")[5] == "by Cy"
