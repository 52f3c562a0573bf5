"""Text that people and files bring acts nowhere: not as a tag, not in an attribute, not as an address."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from lived_in import live_in, write_doubtful_pair
from served import Client, serving

from tenfold.desk.card.questions import QUESTIONS, set_answers
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.collections import Collections
from tenfold.papers.decision import Decisions
from tenfold.papers.library import Library
from tenfold.papers.published import Published, PublishedNumbers
from tenfold.papers.reading_marks import ReadingMarks
from tenfold.papers.subject import subject_of
from tenfold.papers.taking_upload import take_upload_in
from tenfold.store.workspace import Workspace

MARK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)> "
    "[a](javascript:alert(4)) ![b](https://evil.example/p.png) {{6007*13}} ${6007*13} "
    "</textarea></title><b id=x>"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    workspace = Workspace.create(tmp_path_factory.mktemp("hostile") / "lab", person="Eve <i>")
    live_in(workspace, mark=MARK.replace('"', "'"))
    judge(workspace, MARK.replace('"', "'"))
    write_doubtful_pair(workspace, MARK.replace('"', "'"))
    set_answers(workspace, "texts", dict.fromkeys([*QUESTIONS, "columns.text"], MARK))
    with serving(workspace.root) as client:
        yield client


def judge(workspace: Workspace, mark: str) -> None:
    """What else people can write of a paper."""
    subject = subject_of(Library(workspace).number("hu2021lora"))
    Decisions(workspace).decide(subject, "cite", f"because {mark}")
    number = Published(metric=f"own {mark}", value=1, method=mark, data=mark, where=mark)
    PublishedNumbers(workspace).note(subject, number)
    ReadingMarks(workspace).tag(subject, [mark])
    Collections(workspace).begin(f"Shelf {mark[:40]}")
    AttachedPdfs(workspace).attach(subject, b"%PDF-1.7", f"{mark}.pdf")
    bibtex = f"@article{{x2020, title={{Brought {mark}}}, year=2020}}"
    take_upload_in(workspace, bibtex.encode(), name=f"{mark}.bib")


class Tags(HTMLParser):
    """What a browser would make of a page: tags, and attributes that act."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        source = said.get("src") or ""
        if tag == "script" and not source.startswith("/static/"):
            self.wrong.append(f"script {said}")
        if tag in ("img", "iframe", "object", "embed", "base", "i"):
            self.wrong.append(tag)
        self.wrong += [f"{tag} {name}" for name in said if name.startswith("on") or name == "style"]
        address = (said.get("href") or "").strip().lower()
        if address.startswith(("javascript:", "data:text")) or said.get("id") == "x":
            self.wrong.append(f"{tag} {said}")


@pytest.mark.parametrize(
    "path",
    ["/", "/studies", "/studies/small", "/studies/small/edit", "/studies/small/check",
     "/studies/small/predictions", "/studies/compare?name=small", "/data/texts/audit",
     "/data/texts/versions", "/data/texts/map",
     "/data/texts/map?box=<script>alert(1)</script>",
     "/data/texts/recipes", "/data/texts/agreement", "/new-data",
     "/data/texts/label?strategy=random&everything=true", "/collections/screen?name=PEFT",
     "/compare?key=hu2021lora&key=gone2022&study=small", "/topics",
     "/collections", "/collections/one?name=PEFT", "/collections/survey?name=PEFT", "/reading",
     "/reports/table", "/data", "/data/texts", "/papers", "/papers?q=low",
     "/papers/hu2021lora", "/papers/gone2022", "/papers/hu2021lora/read",
     "/papers/hu2021lora/review?form=quick", "/papers/hu2021lora/similar", "/library/import",
     "/map", "/reports", "/settings", "/goals", "/library/duplicates", "/library/index",
     "/library/duplicates?first=<script>alert(1)</script>", "/settings/backups",
     "/collections/screen?name=PEFT&ranker=svm",
     "/papers?q=<script>alert(1)</script>", "/studies?state=\"><script>alert(1)</script>",
     "/?said=<script>alert(1)</script>", "/map?around=\"><img src=x>", "/nowhere/<script>alert(1)</script>"],
)  # fmt: skip
def test_nothing_acts(hostile: Client, path: str) -> None:
    answer = hostile.get(path)
    tags = Tags()
    tags.feed(answer.text)
    assert tags.wrong == []
    assert "78091" not in answer.text


def test_the_mark_is_really_there(hostile: Client) -> None:
    """Otherwise the test above proves nothing."""
    page = hostile.get("/papers/hu2021lora").text
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8
