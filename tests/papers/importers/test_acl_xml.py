"""The XML of the ACL Anthology."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_papers import read_all

from tenfold.papers.importers.acl_xml import ACL_XML
from tenfold.papers.record import Name, Withdrawal

_OLD = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="{collection}"><volume id="{volume}"><meta>
<booktitle>Proceedings of Something</booktitle><editor><first>Dan</first><last>Jurafsky</last></editor>
<publisher>ACL</publisher><address>Online</address><month>July 5-10</month><year>2020</year></meta>
<frontmatter><bibkey>front</bibkey></frontmatter>
<paper id="{paper}">{inside}</paper></volume></collection>"""


def _file(tmp_path: Path, inside: str, collection="P18", volume="1", paper="1") -> Path:
    path = tmp_path / f"{collection}.xml"
    text = _OLD.format(collection=collection, volume=volume, paper=paper, inside=inside)
    path.write_text(text, encoding="utf-8")
    return path


def _one(tmp_path: Path, inside: str, **names: str):
    (paper,), refused = read_all(ACL_XML, _file(tmp_path, inside, **names))
    assert not refused
    return paper


def test_what_a_paper_says_and_what_its_volume_says_come_together(tmp_path):
    paper = _one(
        tmp_path,
        "<title>The <fixed-case>LoRA</fixed-case> of <i>all</i> things</title>"
        "<author><first>Jean</first><last>Fox Tree</last></author><author><last>Madonna</last></author>"
        "<pages>1–6</pages><abstract>If p &lt; 0.05 <tex-math>\\alpha</tex-math> holds.</abstract>"
        "<url>P18-1001</url><doi>10.18653/V1/P18-1001</doi><bibkey>fox-tree-2018-lora</bibkey>"
        "<award>Best Paper</award><pwccode url='https://github.com/a/b'>a/b</pwccode>"
        "<pwcdataset url='https://example.org/squad'>SQuAD</pwcdataset><pwcdataset>MNLI</pwcdataset>",
    )
    assert paper.title == "The LoRA of all things"
    assert paper.authors == (Name("Fox Tree", "Jean"), Name("Madonna"))
    assert paper.editors == (Name("Jurafsky", "Dan"),)
    assert paper.abstract == "If p < 0.05 \\alpha holds."
    assert (paper.year, paper.issued, paper.pages) == (2020, "2020-07", "1-6")
    assert paper.ids == {"acl": "P18-1001", "doi": "10.18653/v1/p18-1001"}
    assert (paper.key, paper.type) == ("fox-tree-2018-lora", "paper-conference")
    assert (paper.venue, paper.publisher, paper.place) == (
        "Proceedings of Something",
        "ACL",
        "Online",
    )
    assert (paper.code, paper.data) == ("https://github.com/a/b", "https://example.org/squad")
    assert paper.url == "https://aclanthology.org/P18-1001"
    assert paper.extra == {"award": "Best Paper", "datasets": "SQuAD; MNLI"}


@pytest.mark.parametrize(
    ("collection", "volume", "paper", "acl"),
    [
        ("P18", "1", "1", "P18-1001"),
        ("W18", "1", "1", "W18-0101"),
        ("D19", "50", "3", "D19-5003"),
        ("2020.acl", "main", "12", "2020.acl-main.12"),
    ],
)
def test_an_id_is_put_together_where_no_address_says_it(tmp_path, collection, volume, paper, acl):
    found = _one(tmp_path, "<title>T</title>", collection=collection, volume=volume, paper=paper)
    assert found.ids == {"acl": acl}


@pytest.mark.parametrize(("tag", "kind"), [("retracted", "retracted"), ("removed", "withdrawn")])
def test_what_was_taken_back_says_when_and_why(tmp_path, tag, kind):
    paper = _one(tmp_path, f"<title>T</title><{tag} date='2021-08-09'>An error.</{tag}>")
    assert paper.withdrawn == Withdrawal(kind, "2021-08-09", "An error.")


def test_a_paper_without_a_title_is_refused_with_its_line_and_the_next_is_read(tmp_path):
    inside = "<abstract>Lost.</abstract></paper>\n<paper id='2'><title>Kept</title>"
    (paper,), (refused,) = read_all(ACL_XML, _file(tmp_path, inside))
    assert paper.title == "Kept"
    assert refused.where == "P18.xml:6"
    assert refused.reason == "has no title."


def test_a_cut_file_gives_what_came_before_and_says_where_it_breaks(tmp_path):
    path = _file(tmp_path, "<title>Whole</title></paper>\n<paper id='2'><title>Half")
    path.write_text(path.read_text().partition("Half")[0])
    papers, (refused,) = read_all(ACL_XML, path)
    assert [paper.title for paper in papers] == ["Whole"]
    assert refused.where == "P18.xml:7"
    assert "not well-formed" in refused.reason


def test_a_title_keeps_every_word_around_its_marks(shared_papers):
    """The words of a file, counted by hand with another parser."""
    import xml.etree.ElementTree as ElementTree

    path = shared_papers / "acl_anthology" / "P19.xml"
    by_hand = [
        " ".join("".join(title.itertext()).split())
        for title in ElementTree.parse(path).iterfind(".//paper/title")
    ]
    papers, _ = read_all(ACL_XML, path)
    assert [paper.title for paper in papers] == by_hand


def test_all_volumes_are_read(shared_papers):
    papers = []
    for path in sorted((shared_papers / "acl_anthology").glob("*.xml")):
        assert ACL_XML.recognises(path, path.read_bytes()[:65536])
        read, refused = read_all(ACL_XML, path)
        assert not refused
        papers += read
    assert len(papers) == 4321
    assert sum(bool(paper.abstract) for paper in papers) == 4320
    assert sum(len(paper.authors) for paper in papers) == 18145
    assert len({str(name) for paper in papers for name in paper.authors}) == 9078
    assert sum(bool(paper.editors) for paper in papers) > 4000
    assert len({paper.ids["acl"] for paper in papers}) == 4321
    assert sum("doi" in paper.ids for paper in papers) == 4320
    assert sum(bool(paper.code) for paper in papers) == 1990
    assert {paper.ids["acl"] for paper in papers if paper.withdrawn} == {
        "2020.acl-main.69",
        "2020.acl-main.563",
        "2021.acl-long.79",
    }
    journals = {paper.venue for paper in papers if paper.type == "article-journal"}
    assert journals == {
        "Computational Linguistics",
        "Transactions of the Association for Computational Linguistics",
    }
