"""The PDF of a paper through the server: what is taken, what is refused, and how it is given back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lived_in import write_papers
from served import Client, serving
from signed_in import As, open_accounts

sys.path.insert(0, str(Path(__file__).parents[1] / "papers/pdf"))

from made_pdfs import Set, pdf_of

from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.library import Library
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

PDF = pdf_of([[Set("Low-rank adaptation", 18, bold=True, y=760), Set("Edward Hu", y=730)]])
OTHER = pdf_of([[Set("Something else entirely", 18, bold=True, y=760), Set("A Person", y=730)]])
AT = "/papers/hu2021lora/pdf"


@pytest.fixture
def lab(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "lab", person="Ada")
    write_papers(made)
    return made


def attached(workspace: Workspace) -> str | None:
    found = AttachedPdfs(workspace).of(subject_of(Library(workspace).number("hu2021lora")))
    return found.name if found else None


def test_a_pdf_is_taken_where_it_is_one_and_given_back_byte_for_byte(lab: Workspace) -> None:
    with serving(lab.root) as client:
        own = {"origin": str(client.base_url).rstrip("/")}

        def send(data: bytes, name: str = "<b>lora</b>.pdf") -> tuple[int, str]:
            file = {"file": (name, data, "application/pdf")}
            answer = client.post(AT, files=file, headers=own, follow_redirects=True)
            return answer.status_code, answer.text

        assert client.get(AT).status_code == 400
        for wrong in (b"<html><script>alert(1)</script>", PDF[:200], b"%PDF-1.7\n" + b"x" * 9000):
            status, said = send(wrong, "evil.pdf")
            assert status == 400
            assert "evil.pdf" in said
            assert "Traceback" not in said
        assert client.post(AT, headers=own).status_code == 400
        assert attached(lab) is None
        large = client.post(AT, content=b"x" * (51 << 20), headers=own)
        assert large.status_code == 413
        status, said = send(OTHER)
        assert status == 200
        assert "Something else entirely" in said
        status, said = send(PDF)
        assert "Something else" not in said
        assert "&lt;b&gt;lora" in said
        assert attached(lab) == "<b>lora</b>.pdf"
        give_back(client)
        assert client.send_form(f"{AT}/detach").status_code == 200
        assert attached(lab) is None


def give_back(client: Client) -> None:
    whole = client.get(AT)
    assert whole.content == PDF
    assert whole.headers["content-type"] == "application/pdf"
    assert whole.headers["x-content-type-options"] == "nosniff"
    for asked, first, last in (
        ("bytes=0-9", 0, 10),
        ("bytes=5-", 5, len(PDF)),
        ("bytes=-7", len(PDF) - 7, len(PDF)),
        (f"bytes=3-{len(PDF) * 9}", 3, len(PDF)),
    ):
        part = client.get(AT, headers={"range": asked})
        assert (part.status_code, part.content) == (206, PDF[first:last]), asked
        assert part.headers["content-range"] == f"bytes {first}-{last - 1}/{len(PDF)}"
    for asked in (f"bytes={len(PDF)}-", "bytes=-0", "bytes=9-3", "bytes=-"):
        assert client.get(AT, headers={"range": asked}).status_code == 416, asked
    for asked in ("bytes=" + ",".join(["0-1"] * 500), "lines=1-2", "bytes=a-b"):
        many = client.get(AT, headers={"range": asked})
        assert (many.status_code, many.content) == (200, PDF), asked[:20]


def test_a_guest_sees_that_there_is_a_pdf_and_not_the_pdf(lab: Workspace) -> None:
    open_accounts(lab)
    ada = lab.acting_as("Ada")
    AttachedPdfs(ada).attach(subject_of(Library(ada).number("hu2021lora")), PDF, "lora.pdf")
    with serving(lab.root) as client:
        signed = As(lab, client)
        assert client.get(AT, headers=signed("Gil")).status_code == 403
        page = client.get("/papers/hu2021lora", headers=signed("Gil")).text
        assert f'href="{AT}"' not in page
        assert client.get(AT, headers=signed("Rea")).content == PDF
        assert client.post(f"{AT}/detach", headers=signed("Bob")).status_code == 400
        assert client.get(AT, headers=signed("Rea")).content == PDF
