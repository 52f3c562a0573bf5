"""A paper is read in a real browser: its PDF beside the answers, a sentence of it quoted with its page."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
sys.path.insert(0, str(Path(__file__).parents[1] / "papers/pdf"))

from lived_in import write_papers
from made_pdfs import PAGE, Set, file_of, paragraph, pdf_of, stream
from served import serving

from tenfold.papers.answers import Answers
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.library import Library
from tenfold.papers.quotes import Quote
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

FIRST = [Set("Low-rank adaptation", 18, bold=True, y=760), Set("Edward Hu", y=730)]
LONG = paragraph(
    "Large models are costly to adapt. We freeze the pre-trained weights and in-",
    "ject matrices of low rank into each layer. Nothing else is trained.",
    at=700,
)
PDF = pdf_of([FIRST, *([[Set(f"Page {n}", y=700)] for n in range(2, 6)]), LONG])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workspace]]:
    made = Workspace.create(tmp_path_factory.mktemp("reading") / "lab", person="Ada")
    write_papers(made)
    with serving(made.root) as client:
        yield str(client.base_url).rstrip("/"), made


def subject(workspace: Workspace) -> str:
    return subject_of(Library(workspace).number("hu2021lora"))


def opened(browser: Any, width: int = 1280) -> tuple[Any, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 844})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def test_a_sentence_is_quoted_into_an_answer_and_kept_with_its_page(
    browser: Any, lab: tuple[str, Workspace]
) -> None:
    at, workspace = lab
    page, said = opened(browser)
    page.goto(f"{at}/papers/hu2021lora")
    page.locator("#pdf summary").click()
    page.locator("#pdf-file").set_input_files(
        {"name": "lora.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("#pdf button", has_text="Attach").click()
    page.get_by_role("link", name="Read it beside the answers").click()
    page.wait_for_selector("#pdf[data-ready] .pdf-page[data-n='1'] .text-layer span")
    assert page.locator(".pdf-page[data-n='6'] canvas").count() == 0  # far away: not drawn
    page.locator("#q5 summary").click()
    page.locator("#text-5").fill("Two thin matrices.")
    page.locator("#pdf-words").fill("freeze the pre-trained")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pdf-said:has-text('Found on page 6')")
    page.get_by_role("button", name="Quote into the answer").click()
    page.locator("#q5 button", has_text="Save").click()
    page.wait_for_selector("#q5 .text blockquote")
    own = Answers(workspace).answers_of(subject(workspace))["Ada"][5]
    sentence = "We freeze the pre-trained weights and inject matrices of low rank into each layer."
    assert own.quotes == [Quote(sentence, 6)]
    assert own.text.startswith("Two thin matrices.\n\n> ")
    assert page.url.endswith("/read")  # one reads on where one was
    assert page.locator("#pdf-page").input_value() == "6"
    page.reload()
    assert page.locator("#text-5").input_value() == own.text  # no draft is left over it
    assert page.locator("#q5 .place-of").inner_text() == "p. 6"
    assert said == []
    page.close()


def test_on_a_phone_the_pdf_is_folded_away_until_it_is_asked_for(
    browser: Any, lab: tuple[str, Workspace]
) -> None:
    at, workspace = lab
    AttachedPdfs(workspace).attach(subject(workspace), PDF, "lora.pdf")
    page, said = opened(browser, 390)
    page.goto(f"{at}/papers/hu2021lora/read")
    assert not page.locator("#pdf-pages").is_visible()
    assert page.locator("#pdf a").get_attribute("href") == "/papers/hu2021lora/pdf"
    page.get_by_role("button", name="Show it here").click()
    page.wait_for_selector("#pdf[data-ready] canvas")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert said == []
    page.close()


def chinese_pdf(text: str) -> bytes:
    """A page as older Chinese programs write it: no font in it, letters as in GBK."""
    said = text.encode("gbk").hex()
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>",
        3: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H"
        b"/DescendantFonts[4 0 R]>>",
        4: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>",
        5: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        10: PAGE % 11,
        11: stream(f"BT /F0 14 Tf 72 700 Td <{said}> Tj ET".encode()),
    }
    return file_of(objects, b"/Root 1 0 R")


def test_a_chinese_pdf_without_its_fonts_can_be_read_and_quoted(
    browser: Any, lab: tuple[str, Workspace]
) -> None:
    at, workspace = lab
    number = Library(workspace).number("gone2022")
    AttachedPdfs(workspace).attach(
        subject_of(number), chinese_pdf("大模型微调代价高。我们冻结预训练权重。"), "zh.pdf"
    )
    page, said = opened(browser)
    page.goto(f"{at}/papers/gone2022/read")
    page.wait_for_selector("#pdf[data-ready] .text-layer span")
    page.locator("#q1 summary").click()
    page.locator("#pdf-words").fill("冻结")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pdf-said:has-text('Found on page 1')")
    page.locator("#pdf-pages").focus()
    page.keyboard.press("q")  # by keyboard alone
    assert page.locator("#text-1").input_value().strip() == '> "我们冻结预训练权重。" (p. 1)'
    assert said == []
    page.close()


def scanned_pdf() -> bytes:
    """A page that is one picture in JBIG2, as scanners write it: 8 by 8, all paper; paper is red, ink green."""
    sized = bytes(3) + b"\x08" + bytes(3) + b"\x08" + bytes(8) + b"\x00" + bytes(2)
    picture = bytes(4) + b"\x30\x00\x01" + len(sized).to_bytes(4, "big") + sized
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>",
        3: stream(
            picture,
            packed=False,
            more=b"/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 1"
            b"/ColorSpace[/Indexed/DeviceRGB 1<00FF00FF0000>]/Filter/JBIG2Decode",
        ),
        10: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 11 0 R"
        b"/Resources<</XObject<</I 3 0 R>>>>>>",
        11: stream(b"595 0 0 842 0 0 cm /I Do"),
    }
    return file_of(objects, b"/Root 1 0 R")


def test_a_scan_is_drawn(browser: Any, lab: tuple[str, Workspace]) -> None:
    at, workspace = lab
    number = Library(workspace).number("gone2022")
    AttachedPdfs(workspace).attach(subject_of(number), scanned_pdf(), "scan.pdf")
    page, said = opened(browser)
    page.goto(f"{at}/papers/gone2022/read")
    page.wait_for_selector("#pdf[data-ready] canvas")
    for _ in range(50):
        if page.evaluate(RED):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(RED)
    assert said == []
    page.close()


RED = """() => {
  const canvas = document.querySelector('.pdf-page canvas');
  const pixel = canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  return pixel[0] > 200 && pixel[1] < 50;
}"""
