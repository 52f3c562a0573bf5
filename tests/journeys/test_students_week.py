"""A student's week in the browser alone: read, run, note, keep; an advisor's answer from a phone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
sys.path.insert(0, str(Path(__file__).parents[1] / "papers/pdf"))

from made_pdfs import Set, paragraph, pdf_of
from served import serving
from signed_in import BY, open_accounts

from small import write_texts
from tenfold.store.accounts import Accounts
from tenfold.store.workspace import Workspace

BIB = """@article{hu2021lora, title = {Low-rank adaptation}, author = {Hu, Edward}, year = 2021}
@article{he2022unified, title = {A unified view of adapters}, author = {He, Junxian}, year = 2022}"""
PDF = pdf_of(
    [
        [Set("Low-rank adaptation", 18, bold=True, y=760)],
        paragraph("Large models are costly to adapt. We freeze the pre-trained weights.", at=700),
    ]
)
QUOTE = "We freeze the pre-trained weights."
ADVICE = "Which texts does the baseline get wrong?"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workspace]]:
    made = Workspace.create(tmp_path_factory.mktemp("week") / "lab", person="Ada")
    open_accounts(made)
    with serving(made.root) as client:
        yield str(client.base_url).rstrip("/"), made


def test_a_week_from_the_first_paper_to_the_advisors_answer(
    browser: Any, lab: tuple[str, Workspace], tmp_path: Path
) -> None:
    at, workspace = lab
    student = come_in(browser, at, workspace, "Bob")
    bring_papers(student)
    read_a_paper(student)
    add_data(student, write_texts(tmp_path / "organs.csv", 40))
    run_a_study(student)
    keep_the_report(student)
    advisor = come_in(browser, at, workspace, "Ada", viewport=PHONE)
    answer_on_a_phone(advisor)
    student.get_by_role("link", name="This week", exact=True).click()
    assert ADVICE in student.locator("aside").inner_text()
    student.get_by_role("link", name=re.compile("^Ada says")).click()
    assert ADVICE in student.locator(".remarks").inner_text()
    assert "Seen by Ada" in student.locator(".remarks").inner_text()
    for page in (student, advisor):
        page.context.close()


def come_in(browser: Any, at: str, workspace: Workspace, name: str, **kind: Any) -> Any:
    """Choose a password by the link that one was given."""
    page = browser.new_context(locale="en-GB", **kind).new_page()
    page.goto(f"{at}/invite/{Accounts(workspace.database).invite(name, by=BY)}")
    page.locator("#password").fill("seven blue herons at dusk")
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("heading", name=re.compile(f"^{name}, week")).wait_for()
    return page


def bring_papers(page: Any) -> None:
    page.get_by_role("link", name="Bring papers in").click()
    page.locator("#import-file").set_input_files(
        {"name": "refs.bib", "mimeType": "text/plain", "buffer": BIB.encode()}
    )
    page.get_by_role("button", name="Import").click()
    page.get_by_text("2 records read: 2 new").wait_for()
    page.get_by_role("link", name="Low-rank adaptation").click()


def read_a_paper(page: Any) -> None:
    page.locator("#pdf summary").click()
    page.locator("#pdf-file").set_input_files(
        {"name": "lora.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Attach").click()
    page.get_by_role("link", name="Read it beside the answers").click()
    page.locator("#pdf[data-ready] .text-layer span").first.wait_for()
    beside = page.locator(".reading .beside").bounding_box()
    assert page.locator("#q1").bounding_box()["width"] > 0.9 * beside["width"]  # no empty column
    for n in (1, 3, 5):
        page.locator(f"#q{n} summary").click()
        page.locator(f"#text-{n}").fill(f"Answer {n}.")
        if n == 5:
            page.locator("#pdf-words").fill("freeze")
            page.keyboard.press("Enter")
            page.locator("#pdf-said:has-text('Found on page 2')").wait_for()
            page.get_by_role("button", name="Quote into the answer").click()
        page.locator(f"#q{n} button", has_text="Save").click()
        page.locator(f"#q{n} .text").wait_for()
    assert QUOTE in page.locator("#q5 blockquote").inner_text()
    assert "3 of 10" in page.locator(".beside h2").inner_text()


def add_data(page: Any, path: Path) -> None:
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("link", name="Add data").click()
    page.locator("main input[type=file]").set_input_files(path)
    page.get_by_label("Column of the label").fill("organ")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("120 rows were read").wait_for()


def run_a_study(page: Any) -> None:
    page.get_by_role("link", name="Studies", exact=True).click()
    page.get_by_role("link", name="New study").click()
    page.locator("#name").fill("organs")
    page.locator("#question").fill("Do words tell the organs?")
    page.locator("#data").fill("organs")
    for kind in ("probe", "majority"):
        page.get_by_label(kind, exact=True).click()
    page.locator("#claim").fill("tfidf beats majority by 0.1 on accuracy")
    page.locator("#seeds").fill("5")
    page.locator("#overlap").select_option("drop")
    page.get_by_role("button", name="Write the declaration").click()
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("link", name="What it takes").first.click()
    page.get_by_role("button", name="Declare").click()
    page.get_by_text("Declared. Code:").wait_for()
    page.get_by_role("link", name="organs", exact=True).click()
    page.get_by_role("button", name="Run it").click()
    page.locator(".verdict.is-supported").wait_for(timeout=60_000)


def keep_the_report(page: Any) -> None:
    for text, is_shared in (("Words are enough here.", True), ("I doubt my labels.", False)):
        page.keyboard.press("n")
        page.keyboard.type(text)
        page.locator("#quick").get_by_label("reports may show it").set_checked(is_shared)
        page.locator("#quick button").click()
        page.locator(".said").wait_for()
    page.get_by_role("link", name="This week", exact=True).click()
    page.get_by_role("link", name="Look it over and keep it").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Kept. Its digest").wait_for()
    told = page.locator(".week").inner_text()
    assert "Words are enough here." in told
    assert "supported" in told
    assert "I doubt my labels." not in told


def answer_on_a_phone(page: Any) -> None:
    page.get_by_role("link", name="Reports", exact=True).click()
    page.locator(".list li", has_text="Bob").get_by_role("link").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Seen").click()
    page.locator("#remark").fill(ADVICE)
    page.locator(".remarks button", has_text="Save").click()
    page.get_by_text("Your comment is saved.").wait_for()
