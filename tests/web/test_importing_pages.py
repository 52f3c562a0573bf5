"""Papers pasted or uploaded in the browser are in the library, or told why not; an import is taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Client, serving

from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

BIBTEX = "@article{hu2021lora, title={Low-rank adaptation}, author={Hu, Edward}, year=2021}\n"
RIS = "TY  - JOUR\nTI  - Counting folds\nAU  - Gao, Bo\nPY  - 2024\nER  - \n"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("importing") / "lab", person="Ada")


@pytest.fixture(scope="module")
def client(lab: Workspace) -> Iterator[Client]:
    with serving(lab.root) as opened:
        yield opened


def titles(lab: Workspace) -> set[str]:
    return {paper.title for paper in Library(lab).papers(offset=0, limit=50)}


def upload(client: Client, name: str, data: bytes) -> str:
    own = {"origin": str(client.base_url).rstrip("/")}
    answer = client.post("/library/import", files={"file": (name, data)}, headers=own)
    assert answer.status_code in (200, 400), answer.text
    return answer.text


def batch(page: str) -> str:
    found = re.search(r'name="batch" value="(\w+)"', page)
    assert found
    return found.group(1)


def test_what_is_pasted_or_uploaded_is_there_until_it_is_taken_back(
    client: Client, lab: Workspace
) -> None:
    first = client.send_form("/library/import", text=BIBTEX)
    assert "1 records read: 1 new, 0 merged, 0 known already, 0 refused." in first.text
    assert "1 known already" in client.send_form("/library/import", text=BIBTEX).text
    second = upload(client, "../../<i>refs.ris", RIS.encode())
    assert "1 new" in second
    assert titles(lab) == {"Low-rank adaptation", "Counting folds"}
    early = client.send_form("/library/undo", batch=batch(first.text))
    assert early.status_code == 400  # the later one would be gone instead
    client.send_form("/library/undo", batch=batch(second))
    assert titles(lab) == {"Low-rank adaptation"}
    assert client.send_form("/library/undo", batch=batch(second)).status_code == 400


def test_what_cannot_be_read_is_refused_in_words(client: Client, lab: Workspace) -> None:
    before = titles(lab)
    for text in ("", "   ", "Dear all, please find attached"):
        answer = client.send_form("/library/import", text=text)
        assert answer.status_code == 400
        assert "tenfold-upload-" not in answer.text
    page = client.send_form("/library/import", text="@article{x, title={Half").text
    assert "1 refused" in page
    assert "tenfold-upload-" not in page
    assert titles(lab) == before


def test_a_file_of_this_machine_that_a_record_names_is_not_taken(
    client: Client, lab: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.7 secret")
    said = f"@book{{s2020, title={{A secret}}, year=2020, file={{{tmp_path}/secret.pdf}}}}"
    assert "1 new" in client.send_form("/library/import", text=said).text
    subject = subject_of(Library(lab).number("s2020"))
    assert AttachedPdfs(lab).of(subject) is None
