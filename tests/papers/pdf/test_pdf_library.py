"""PDFs in a library: imported, attached, read, and their printed identifiers never trusted by themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from papers.pdf.made_pdfs import TITLE, Set, a_paper, paragraph, pdf_of
from papers.records import read
from tenfold.cli.papers.app import paper_app
from tenfold.errors import InputError
from tenfold.papers.attached_pdfs import AttachedPdfs, pdf_limits
from tenfold.papers.files import PaperFiles
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.library import Library
from tenfold.papers.record import Name, Paper
from tenfold.papers.subject import subject_of
from tenfold.papers.taking_pdfs import Identifier
from tenfold.store.workspace import Workspace

AUTHORS = (Name("Lovelace", "Ada"), Name("Hopper", "Grace B."), Name("van der Berg", "Jan"))
KNOWN = Paper(key="ada2024", title=TITLE, authors=AUTHORS, year=2024, ids={"doi": "10.1234/own"})
OTHER = Paper(key="gao2020", title="Prompts for everything", authors=(Name("Gao"),), year=2020)


@pytest.fixture
def lab(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(workspace.root)
    return workspace


def run(*words: str) -> Result:
    result = CliRunner().invoke(paper_app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def said(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


def write(path: Path, data: bytes) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return str(path)


def subject(lab: Workspace, key: str) -> str:
    return subject_of(Library(lab).number(key))


def test_a_folder_is_imported_and_a_bad_file_never_stops_the_rest(lab: Workspace) -> None:
    for name, data in {
        "a.pdf": a_paper(),
        "broken.pdf": a_paper()[:700],
        "letter.pdf": b"Dear reader",
        "scan.pdf": pdf_of([[]]),
    }.items():
        write(lab.root / "pdfs" / name, data)
    write(lab.root / "pdfs" / "b" / "c.PDF", a_paper(title="Dense Adapters Are Not Sparse"))
    before = said("import", "pdfs", "--dry-run")
    assert (before["n_new"], before["n_refused"], before["n_attached"]) == (2, 3, 0)
    assert said("list") == []
    done = said("import", "pdfs")
    assert (done["n_new"], done["n_refused"], done["n_attached"]) == (2, 3, 2)
    assert {one["where"] for one in done["refused"]} == {
        f"{n}.pdf" for n in ("broken", "letter", "scan")
    }
    assert any("no text could be extracted" in one["reason"] for one in done["refused"])
    again = said("import", "pdfs")
    assert (again["n_new"], again["n_known"], again["n_attached"]) == (0, 2, 0)
    paper = said("show", done["new"][0]["key"])
    assert [name["family"] for name in paper["authors"]] == ["Lovelace", "Hopper", "van der Berg"]
    assert paper["abstract"].startswith("We study sparse adapters")


def test_files_named_one_by_one_may_have_one_name(lab: Workspace) -> None:
    one = write(lab.root / "x" / "paper.pdf", a_paper())
    other = write(lab.root / "y" / "paper.pdf", a_paper(title="Dense Adapters Are Not Sparse"))
    letter = write(lab.root / "z" / "letter.pdf", b"Dear reader")
    done = said("import", one, letter, other)
    assert (done["n_new"], done["n_attached"], done["n_refused"]) == (2, 2, 1)
    for placed in done["new"]:
        assert placed["title"].split()[0] in said("text", placed["key"])["pages"][0]["text"]


def test_what_was_broken_off_between_import_and_attaching_is_made_up_for(lab: Workspace) -> None:
    path = Path(write(lab.root / "a.pdf", a_paper()))
    run("import", str(path))
    key = said("list")[0]["key"]
    run("attach", key, "--detach")
    assert said("import", str(path))["n_attached"] == 1


def test_a_pdf_joins_the_paper_that_the_library_has(lab: Workspace) -> None:
    Library(lab).take_in([read(KNOWN), read(OTHER)])
    done = said("import", write(lab.root / "a.pdf", a_paper(doi="10.1234/own")))
    assert (done["n_new"], done["n_merged"], done["n_attached"]) == (0, 1, 1)
    paper = Library(lab).paper("ada2024")
    assert paper.ids == {"doi": "10.1234/own"}
    assert paper.abstract
    assert not paper.extra
    assert AttachedPdfs(lab).require(subject(lab, "ada2024"), "ada2024").name == "a.pdf"


@pytest.mark.parametrize("held", [[], [replace(OTHER, ids={"doi": "10.9/tpl.1"})]])
def test_a_printed_identifier_counts_only_where_its_title_agrees(
    lab: Workspace, held: list[Paper]
) -> None:
    """Neither where nothing is known of it, nor where it is another paper's."""
    Library(lab).take_in(map(read, held))
    identify = Identifier(Library(lab))
    paper, remarks = identify(Paper(title=TITLE), [("doi", "10.9999/tpl.1")])
    assert (paper.ids, paper.extra) == ({}, {"printed-doi": "10.9999/tpl.1"})
    assert remarks == ("doi 10.9999/tpl.1 is printed on it, not confirmed",)
    done = said("import", write(lab.root / "a.pdf", a_paper(doi="10.9999/tpl.1")))
    assert (done["n_new"], done["n_merged"]) == (1, 0)
    assert done["new"][0]["remarks"] == ["doi 10.9999/tpl.1 is printed on it, not confirmed"]


def test_text_is_read_once(lab: Workspace) -> None:
    Library(lab).take_in([read(KNOWN)])
    run("attach", "ada2024", write(lab.root / "a.pdf", a_paper()))
    text = AttachedPdfs(lab).text(subject(lab, "ada2024"), "ada2024")
    assert AttachedPdfs(lab).known_text(subject(lab, "ada2024")) == text
    run("import", str(lab.root / "a.pdf"))
    assert [record.name for record in lab.steps.all()] == ["pdf-text"]


def test_another_papers_pdf_is_warned_of(lab: Workspace) -> None:
    Library(lab).take_in([read(OTHER)])
    path = write(lab.root / "a.pdf", a_paper())
    output = run("attach", "gao2020", path).output
    assert (
        f'Warning: its first page says "{TITLE}"; the paper is "Prompts for everything".' in output
    )
    assert "Taken off gao2020: a.pdf." in run("attach", "gao2020", "--detach").output
    with pytest.raises(InputError, match="no PDF is attached"):
        run("text", "gao2020")


def test_a_scan_is_attached_and_never_taken_for_empty(lab: Workspace) -> None:
    Library(lab).take_in([read(OTHER)])
    output = run("attach", "gao2020", write(lab.root / "scan.pdf", pdf_of([[]]))).output
    assert "Its text was not extracted: no text could be extracted" in output
    with pytest.raises(InputError, match="no text could be extracted"):
        run("text", "gao2020")
    with pytest.raises(InputError, match="is no PDF"):
        run("attach", "gao2020", write(lab.root / "letter.pdf", b"Dear reader"))
    with pytest.raises(InputError, match="say which file"):
        run("attach", "gao2020")


def test_only_who_attached_takes_off(lab: Workspace) -> None:
    Library(lab).take_in([read(OTHER)])
    about = subject(lab, "gao2020")
    AttachedPdfs(lab, person="ada").attach(about, a_paper(), "a.pdf")
    with pytest.raises(InputError, match="ada attached"):
        AttachedPdfs(lab, person="grace").detach(about, "gao2020")
    assert AttachedPdfs(lab, person="grace").attach(about, pdf_of([[Set("Hi", y=9)]]), "b.pdf")
    assert AttachedPdfs(lab).require(about, "gao2020").name == "b.pdf"


def test_text_sections_and_captions_are_shown(lab: Workspace) -> None:
    Library(lab).take_in([read(KNOWN)])
    run("attach", "ada2024", write(lab.root / "a.pdf", a_paper()))
    assert "We freeze the weights" in run("text", "ada2024", "--page", "2").output
    assert "Introduction" not in run("text", "ada2024", "--page", "2").output
    assert [p["page"] for p in said("text", "ada2024")["pages"]] == [1, 2, 3]
    found = said("text", "ada2024", "--sections", "--captions")
    assert "pages" not in found
    assert [one["title"] for one in found["sections"]][-1] == "References"
    assert [one["label"] for one in found["captions"]] == ["Figure 1", "Table 1"]
    assert "p.   2    2.1 Details" in run("text", "ada2024", "--sections").output
    with pytest.raises(InputError, match="there is no page 4"):
        run("text", "ada2024", "--page", "4")


def test_limits_are_set_in_the_settings(lab: Workspace) -> None:
    settings = lab.root / "tenfold.toml"
    usual = settings.read_text()
    settings.write_text(
        usual.replace("[papers]", "[papers]\npdf_timeout_s = 30\npdf_max_pages = 2\n")
    )
    limits = pdf_limits(Workspace(lab.root))
    assert (limits.timeout_s, limits.max_pages) == (30.0, 2)
    settings.write_text(usual.replace("[papers]", '[papers]\npdf_timeout_s = "long"\n'))
    with pytest.raises(InputError, match="above 0"):
        pdf_limits(Workspace(lab.root))


def test_without_a_workspace_a_pdf_is_read_too(tmp_path: Path) -> None:
    path = Path(write(tmp_path / "a.pdf", a_paper(doi="10.1234/own")))
    (record,) = PaperFiles.recognised([path]).records()
    assert isinstance(record, Read)
    assert (record.paper.title, record.paper.ids) == (TITLE, {})
    path.write_bytes(pdf_of([[Set("Dear Grace, all is well.", y=700)]]))
    (record,) = PaperFiles.recognised([path]).records()
    assert isinstance(record, Refused)
    assert "no title could be told" in record.reason


def test_what_a_paper_cites_is_read_from_its_attached_document(lab: Workspace) -> None:
    Library(lab).take_in([Read(KNOWN, "a.bib:1"), Read(OTHER, "a.bib:2")])
    printed = [
        paragraph("References", at=760, size=14),
        paragraph(
            "[1] Q. Gao. Prompts for everything. Letters of Adapters, 3(2):1-9, 2020.", at=730
        ),
        paragraph("[2] A. Hopper. Ranks and files. Journal of Ranks, 5(1):2-8, 2019.", at=700),
    ]
    document = pdf_of([[line for lines in printed for line in lines]])
    run("attach", "ada2024", write(lab.root / "ada.pdf", document))
    listed = said("references", "ada2024", "--apply")
    assert [one["match"] for one in listed["references"]] == ["matched", "stub"]
    assert Library(lab).paper("ada2024").references[0].title == OTHER.title
