"""Exports of Zotero (RDF, CSV) and of Better BibTeX and JabRef, written by hand after what the formats are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tenfold.cli.papers.app import paper_app
from tenfold.papers.attached_pdfs import AttachedPdfs
from tenfold.papers.collections import Collections
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.importers.registry import importer_for
from tenfold.papers.importers.zotero_csv import ZOTERO_CSV
from tenfold.papers.importers.zotero_rdf import ZOTERO_RDF
from tenfold.papers.library import Library
from tenfold.papers.record import Name
from tenfold.papers.subject import subject_of
from tenfold.store.workspace import Workspace

PDF = b"%PDF-1.5 of a paper"
ROOT = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:bib="http://purl.org/net/biblio#"'
    ' xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:link="http://purl.org/rss/1.0/modules/link/"'
    ' xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/" xmlns:vcard="http://nwalsh.com/rdf/vCard#">'
)
ITEMS = """
<bib:Article rdf:about="http://example.org/lora">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <bib:authors><rdf:Seq>
    <rdf:li>
    <foaf:Person><foaf:surname>Hu</foaf:surname>
      <foaf:givenName>Edward J.</foaf:givenName></foaf:Person></rdf:li>
    <rdf:li>
    <foaf:Person><foaf:surname>Shen</foaf:surname>
      <foaf:givenname>Yelong</foaf:givenname></foaf:Person>
    </rdf:li></rdf:Seq></bib:authors>
  <dcterms:isReferencedBy rdf:resource="#item_7"/>
  <link:link rdf:resource="#item_8"/><link:link rdf:resource="#item_9"/>
  <dc:subject>adapters</dc:subject>
  <dc:subject><z:AutomaticTag><rdf:value>Computer Science</rdf:value></z:AutomaticTag></dc:subject>
  <dc:subject><dcterms:LCC><rdf:value>QA76</rdf:value></dcterms:LCC></dc:subject>
  <dc:title>Low-Rank Adaptation &amp; Language Models</dc:title>
  <dcterms:abstract>We propose
it.</dcterms:abstract>
  <dc:date>2021-06-17</dc:date>
  <bib:pages>1-9</bib:pages>
  <dc:description>Citation Key: hu2021
arXiv: 2106.09685 [cs]
tldr: good</dc:description>
  <dc:identifier><dcterms:URI><rdf:value>http://example.org/lora</rdf:value></dcterms:URI></dc:identifier>
</bib:Article>
<bib:Journal rdf:about="urn:issn:1234-5678">
  <prism:volume>3</prism:volume><dc:title>A Journal</dc:title><dc:identifier>DOI 10.1000/Lora</dc:identifier>
  <dc:identifier>ISSN 1234-5678</dc:identifier>
</bib:Journal>
<bib:Memo rdf:about="#item_7">
  <rdf:value>&lt;p&gt;Read &lt;b&gt;twice&lt;/b&gt;.&lt;/p&gt;</rdf:value></bib:Memo>
<z:Attachment rdf:about="#item_8"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/8/page.html"/><link:type>text/html</link:type></z:Attachment>
<z:Attachment rdf:about="#item_9"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/9/Hu%202021.pdf"/><link:type>application/pdf</link:type></z:Attachment>
<rdf:Description rdf:about="#item_3">
  <z:itemType>conferencePaper</z:itemType>
  <dcterms:isPartOf><bib:Journal><dc:title>Proceedings of X</dc:title></bib:Journal></dcterms:isPartOf>
  <dc:publisher><foaf:Organization><vcard:adr><vcard:Address><vcard:locality>Rome</vcard:locality></vcard:Address>
  </vcard:adr><foaf:name>ACL</foaf:name></foaf:Organization></dc:publisher>
  <dc:title>Of another kind</dc:title><dc:date>July 2019</dc:date><link:link rdf:resource="#item_10"/>
</rdf:Description>
<z:Attachment rdf:about="#item_10"><rdf:resource rdf:resource="../secret.pdf"/></z:Attachment>
<bib:Document rdf:about="#item_4"><z:itemType>webpage</z:itemType></bib:Document>
<z:Collection rdf:about="#collection_1"><dc:title>Adapters</dc:title>
  <dcterms:hasPart rdf:resource="#collection_2"/></z:Collection>
<z:Collection rdf:about="#collection_2"><dc:title>To read</dc:title>
  <dcterms:hasPart rdf:resource="http://example.org/lora"/><dcterms:hasPart rdf:resource="#collection_1"/>
</z:Collection>
</rdf:RDF>
"""


def exported(folder: Path, items: str = ITEMS) -> Path:
    """An export in a folder of its own, with its files; a PDF that is not its own stands beside the folder."""
    (folder / "export/files/9").mkdir(parents=True)
    (folder / "export/files/9/Hu 2021.pdf").write_bytes(PDF)
    (folder / "secret.pdf").write_bytes(b"%PDF-1.5 of somebody else")
    path = folder / "export/library.rdf"
    path.write_text(ROOT + items, encoding="utf-8")
    return path


def test_an_rdf_gives_its_items_with_what_belongs_to_them(tmp_path: Path) -> None:
    path = exported(tmp_path)
    assert importer_for(path) is ZOTERO_RDF
    lora, other, page = ZOTERO_RDF.read(path)
    assert isinstance(lora, Read)
    paper = lora.paper
    assert (paper.title, paper.key) == ("Low-Rank Adaptation & Language Models", "hu2021")
    assert paper.authors == (Name("Hu", "Edward J."), Name("Shen", "Yelong"))
    assert (paper.year, paper.issued, paper.venue, paper.volume) == (
        2021,
        "2021-06-17",
        "A Journal",
        "3",
    )
    assert paper.ids == {"doi": "10.1000/lora", "arxiv": "2106.09685"}
    assert paper.keywords == ("adapters", "Computer Science")
    assert paper.extra["zotero:notes"] == "Read twice."
    assert "tldr: good" in paper.extra["zotero:extra"]
    assert lora.collections == ("Adapters / To read",)
    assert [file.name for file in lora.files] == ["page.html", "Hu 2021.pdf"]
    assert isinstance(other, Read)
    said = other.paper
    assert (said.type, said.venue, said.publisher, said.place, said.year) == (
        "paper-conference", "Proceedings of X", "ACL", "Rome", 2019,
    )  # fmt: skip
    assert isinstance(page, Refused)
    assert "no title" in page.reason


WITHOUT_A_CIRCLE = ITEMS.replace('<dcterms:hasPart rdf:resource="#collection_1"/>', "")


def test_its_pdfs_are_attached_and_its_collections_are_one_s_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = exported(tmp_path, WITHOUT_A_CIRCLE)
    called = ["import", str(path), "--json", "--workspace", str(workspace.root)]
    for is_first in (True, False):
        said = json.loads(CliRunner().invoke(paper_app, called).stdout)
        assert (said["n_attached"], said["n_collected"]) == ((1, 1) if is_first else (0, 0))
    library = Library(workspace)
    subjects = {p.key: subject_of(library.number(p.key)) for p in library.papers()}
    pdf = AttachedPdfs(workspace).of(subjects.pop("hu2021"))
    assert pdf is not None
    assert (pdf.name, workspace.artifacts.get(pdf.digest)) == ("Hu 2021.pdf", PDF)
    (other,) = subjects.values()
    assert (
        AttachedPdfs(workspace).of(other) is None
    )  # what stands outside of the folder is left alone
    (collection,) = Collections(workspace).all()
    assert (collection.name, collection.is_private) == ("Adapters / To read", True)
    assert Collections(workspace, person="Gao").all() == []


BOMB = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("text", [
    BOMB + ROOT + ITEMS.replace("adapters", "&c;"), OUTSIDE + ROOT + ITEMS.replace("adapters", "&a;"),
    ROOT + ITEMS[:900], ROOT, ROOT + "<a>" * 400, ROOT + ITEMS.replace("itemType", "\x00"), ROOT + "</rdf:RDF>",
    ROOT + '<bib:Book><dc:title>' + "x" * (5 << 20) + "</dc:title></bib:Book></rdf:RDF>",
    ROOT + "".join(f'<z:Collection rdf:about="#{n}"><dc:title>c</dc:title>'
                   f'<dcterms:hasPart rdf:resource="#{n + 1}"/></z:Collection>' for n in range(2000)),
])  # fmt: skip
def test_hostile_rdf_costs_nothing_else(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.rdf"
    path.write_text(text, encoding="utf-8")
    for found in ZOTERO_RDF.read(path):
        said = found.reason if isinstance(found, Refused) else str(found.paper)
        assert "haha" not in said
        assert "root:" not in said


CSV = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url","Abstract Note",'
    '"Date","Pages","Extra","Notes","File Attachments","Manual Tags","Automatic Tags"\n'
    '"ABCD1234","journalArticle","2021","Hu, Edward J.; Microsoft","On ""LoRA""","A Journal","10.1000/lora",'
    '"https://arxiv.org/abs/2106.09685","Words.","2021-06","1-9","Citation Key: hu2021","<p>Good</p>",'
    '"files/9/Hu 2021.pdf; /etc/passwd","adapters; nlp","cs"\n'
    '"ABCD1235","book","2020","Goodfellow, Ian","","","","","","","","","","","",""\n'
)


def test_a_csv_gives_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "library.csv"
    path.write_text("\ufeff" + CSV, encoding="utf-8")
    assert importer_for(path) is ZOTERO_CSV
    read, refused = ZOTERO_CSV.read(path)
    assert isinstance(read, Read)
    assert isinstance(refused, Refused)
    paper = read.paper
    assert (paper.key, paper.title, paper.issued) == ("hu2021", 'On "LoRA"', "2021-06")
    assert paper.authors == (Name("Hu", "Edward J."), Name("Microsoft"))
    assert paper.ids == {"doi": "10.1000/lora", "arxiv": "2106.09685"}
    assert paper.keywords == ("adapters", "nlp", "cs")
    assert paper.extra["zotero:notes"] == "Good"
    assert [str(file) for file in read.files] == [
        str(tmp_path / "files/9/Hu 2021.pdf"),
        "/etc/passwd",
    ]


@pytest.mark.parametrize("broken", ['"x\n' * 3, '"' + "y" * (5 << 20), "\0\0,,\n"])
def test_hostile_csv_is_refused(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "library.csv"
    path.write_text(CSV + broken, encoding="utf-8")
    read, *rest = ZOTERO_CSV.read(path)
    assert isinstance(read, Read)
    assert all(isinstance(found, Refused) for found in rest)


def test_files_and_groups_of_bibtex_come_along(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "refs/files/9").mkdir(parents=True)
    (tmp_path / "refs/files/9/a_b.pdf").write_bytes(PDF)
    (tmp_path / "outside.pdf").write_bytes(PDF)
    path = tmp_path / "refs/library.bib"
    path.write_text(
        "@article{one, title={One paper of some length}, keywords={nlp, adapters}, \n"
        r"  groups={Adapters, To read}, "
        r"file={Full Text:files/9/a\_b.pdf:application/pdf;Page:files/9/x.html:text}}"
        "\n"
        "@article{two, title={Another paper altogether}, file={../outside.pdf}, groups={Adapters}}\n"
    )
    said = CliRunner().invoke(
        paper_app, ["import", str(path), "--json", "--workspace", str(workspace.root)]
    )
    assert json.loads(said.stdout)["n_attached"] == 1
    library = Library(workspace)
    one, two = (subject_of(library.number(key)) for key in ("one", "two"))
    assert AttachedPdfs(workspace).of(one) is not None
    assert AttachedPdfs(workspace).of(two) is None
    members = {c.name: c.members for c in Collections(workspace).all()}
    assert members == {"Adapters": (one, two), "To read": (one,)}
    assert library.paper("one").keywords == ("nlp", "adapters")
